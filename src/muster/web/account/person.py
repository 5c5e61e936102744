"""What a person chooses for themselves: language, light or dark, of which imports they hear."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from muster.environments import people
from muster.i18n import SPOKEN, Translator, _
from muster.notify import When
from muster.web.access import PersonRequest, for_anybody, for_everybody_signed_in
from muster.web.forms import Form, said
from muster.web.language import language_of

LANGUAGES = {
    "en": "English", "nl": "Nederlands", "fr": "Français", "de": "Deutsch", "it": "Italiano", "es": "Español",
    "pt": "Português",
}  # fmt: skip
"""Each in its own words, so that its speakers find it."""

WHEN_TOLD = {
    When.ALWAYS: _("After every import"),
    When.CHANGES: _("After every import, but not if fetching changed nothing"),
    When.PROBLEMS: _("Only if something did not go in, was warned of, or waits for me"),
    When.NEVER: _("Never"),
}


class Preferences(Form):
    """What every page follows."""

    name = forms.CharField(label=said(_("Name")), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=said(_("Language")),
        required=False,
        choices=lambda: [("", said(_("As the browser asks for"))), *((code, LANGUAGES[code]) for code in SPOKEN)],
    )
    theme = forms.ChoiceField(
        label=said(_("Appearance")),
        choices=lambda: [
            ("auto", said(_("As the device is set"))), ("light", said(_("Light"))), ("dark", said(_("Dark"))),
        ],
    )  # fmt: skip


class Telling(Form):
    """Of which imports of one environment a person hears; the environment's name is the label."""

    notify_when = forms.ChoiceField(choices=lambda: [(when.value, said(text)) for when, text in WHEN_TOLD.items()])

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notify_when"].label = label


@for_everybody_signed_in
def preferences(request: PersonRequest) -> HttpResponse:
    """Show and keep what a person chooses."""
    memberships = people.environments_of(request.user)
    sent = request.POST or None
    form = Preferences(
        sent,
        initial={"name": request.user.name, "language": request.user.language, "theme": request.user.theme},
    )
    telling = [
        (
            member,
            Telling(
                sent,
                prefix=f"e{member.environment_id}",
                label=member.environment.name,
                initial={"notify_when": member.notify_when},
            ),
        )
        for member in memberships
    ]
    if sent and form.is_valid() and all(each.is_valid() for _member, each in telling):
        request.user.name = form.cleaned_data["name"]
        request.user.language = form.cleaned_data["language"] or None
        request.user.theme = form.cleaned_data["theme"]
        request.user.save(update_fields=["name", "language", "theme"])
        for member, each in telling:
            member.notify_when = each.cleaned_data["notify_when"]
            member.save(update_fields=["notify_when"])
        messages.success(request, Translator(language_of(request)).text(_("Your preferences were saved.")))
        return redirect("preferences")
    return render(request, "account/preferences.html", {"form": form, "telling": telling})


@for_anybody
def no_signup(request: HttpRequest) -> HttpResponse:
    """Nobody makes an account by themselves; the library names this address."""
    return redirect("account_login")
