"""An operator adds an environment, and is its first administrator."""

from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from muster.environments import people
from muster.i18n import SPOKEN, _
from muster.model.options import WrongOption
from muster.web.access import PersonRequest, for_everybody_signed_in
from muster.web.account.person import LANGUAGES
from muster.web.engine import engine
from muster.web.forms import Form, countries, said


class NewEnvironment(Form):
    """Where the customers of an organisation are, and in which language it works."""

    name = forms.CharField(label=said(_("Name")), max_length=100)
    country = forms.ChoiceField(
        label=said(_("Country")),
        required=False,
        choices=countries,
        help_text=said(_("Numbers without a calling code are read as this country's.")),
    )
    language = forms.ChoiceField(
        label=said(_("Language")), choices=[(code, LANGUAGES[code]) for code in SPOKEN], initial="en"
    )
    zone = forms.ChoiceField(
        label=said(_("Time zone")), choices=lambda: [(name, name) for name in sorted(available_timezones())],
        initial="Europe/Brussels",
    )  # fmt: skip


@for_everybody_signed_in
def new_environment(request: PersonRequest) -> HttpResponse:
    """Add an environment. Raises PermissionDenied for who is no operator."""
    if not request.user.is_operator:
        raise PermissionDenied
    form = NewEnvironment(request.POST or None, initial={"language": request.translator.language})
    if form.is_valid():
        given = form.cleaned_data
        try:
            member = people.add_environment(
                engine(request), request.user, name=given["name"], country=given["country"] or None,
                language=given["language"], zone=given["zone"],
            )  # fmt: skip
        except WrongOption as problem:
            form.add_error("name", request.translator.text(problem.text, **problem.params))
        else:
            return redirect("customers", environment_id=member.environment_id)
    return render(request, "settings/new_environment.html", {"form": form})
