"""The first page: where one goes from the bare address, the very first person, and who was invited."""

import hmac
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from muster.environments import people
from muster.environments.models import User
from muster.i18n import _
from muster.model.options import WrongOption
from muster.web.access import PersonRequest, for_anybody, for_everybody_signed_in
from muster.web.account import passwords
from muster.web.context import last_used
from muster.web.engine import engine
from muster.web.forms import Form, said
from muster.web.language import language_of

BACKEND: Final = settings.AUTHENTICATION_BACKENDS[0]
CODE_CHARACTERS: Final = 12


class NewPerson(Form):
    """Who one is, and the password one will sign in with."""

    name = forms.CharField(label=said(_("Your name")), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label=said(_("Password")),
        help_text=said(passwords.HINT),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    field_order: Any = ("name", "email", "password")

    def clean_password(self) -> str:
        """By the rules of the settings."""
        user = User(email=self._email(), name=str(self.cleaned_data.get("name", "")))
        return passwords.checked(str(self.cleaned_data["password"]), user)

    def _email(self) -> str:
        return str(self.cleaned_data.get("email", ""))


class FirstPerson(NewPerson):
    """The first person says their address themselves."""

    email = forms.EmailField(
        label=said(_("Your e-mail address")), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )


def first_run_code() -> str:
    """What `muster serve` prints: only who started the program becomes its first administrator."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"first run", "sha256")
    return digest.hex()[:CODE_CHARACTERS]


@for_anybody
def home(request: HttpRequest) -> HttpResponseBase:
    """The customers of the environment that one used last; who signs in nowhere else goes there."""
    if people.is_first_run():
        return render(request, "home/not_ready.html", status=503)
    return _of_a_person(request)


@for_everybody_signed_in
def _of_a_person(request: PersonRequest) -> HttpResponse:
    memberships = people.environments_of(request.user)
    chosen = last_used(request, memberships)
    if chosen is None:
        return render(request, "home/nowhere.html")
    return redirect("customers", environment_id=chosen.environment_id)


@for_anybody
def first_run(request: HttpRequest, code: str) -> HttpResponse:
    """Make the first administrator, at the address that `muster serve` printed."""
    if not people.is_first_run():
        return redirect("home")
    if not hmac.compare_digest(code, first_run_code()):
        raise Http404
    form = FirstPerson(request.POST or None)
    if form.is_valid():
        user = people.add_first(engine(request), **form.cleaned_data, language=language_of(request))
        login(request, user, backend=BACKEND)
        return redirect("home")
    return render(request, "home/first_run.html", {"form": form})


@for_anybody
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept an invitation: as a new person, or as who is signed in with its address."""
    found = people.invitation(token)
    if found is None:
        return render(request, "home/invitation_over.html", status=410)
    known = User.objects.filter(email=found.email).exists()
    if known:
        return _joined(request, token=token)
    form = NewPerson(request.POST or None)
    if form.is_valid():
        user = people.accept(found, **form.cleaned_data)
        login(request, user, backend=BACKEND)
        return redirect("customers", environment_id=found.environment_id)
    return render(request, "home/invitation.html", {"form": form, "invitation": found})


@for_everybody_signed_in
def _joined(request: PersonRequest, token: str) -> HttpResponse:
    found = people.invitation(token)
    if found is None:
        return render(request, "home/invitation_over.html", status=410)
    if request.method != "POST":
        return render(request, "home/invitation_join.html", {"invitation": found})
    try:
        member = people.join(found, request.user)
    except WrongOption as problem:
        messages.error(request, request.translator.text(problem.text, **problem.params))
        return redirect("home")
    return redirect("customers", environment_id=member.environment_id)
