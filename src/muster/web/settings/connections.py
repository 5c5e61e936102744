"""Connections to other programs: made, tried, fetched by themselves, ended. What opens them is never shown.

Exact Online sends its user back to us after asking them. What belongs to that question waits meanwhile in the session,
encrypted, and the `state` that comes back proves that the answer is one to it.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from muster.environments import connections as kept
from muster.environments import secrecy
from muster.environments.connections import Connection, Often
from muster.environments.roles import Role
from muster.i18n import _
from muster.imports import connecting, pulling
from muster.imports.connecting import ExactAccess
from muster.imports.failures import explained
from muster.model.options import WrongOption
from muster.sources.exact_online.oauth import authorisation_url
from muster.sources.pulled.remote import RemoteError
from muster.web.access import EnvironmentRequest, for_members
from muster.web.address import absolute
from muster.web.engine import engine
from muster.web.forms import Form, said
from muster.web.imports.fetching import OFTEN, TITLES, Tile, site, tiles

ASKING: Final = "exact_asking"
"""Key in the session: what is asked at Exact Online now, sealed."""

REGIONS: Final = {"eu": _("European Union"), "us": _("United States")}

COUNTRIES: Final = {
    "nl": _("Netherlands"), "be": _("Belgium"), "de": _("Germany"), "fr": _("France"), "es": _("Spain"),
    "uk": _("United Kingdom"), "us": _("United States"),
}  # fmt: skip


def _secret_input() -> forms.PasswordInput:
    return forms.PasswordInput({"autocomplete": "off"})


class Recurly(Form):
    """A site and what opens it."""

    domain = forms.CharField(
        label=said(_("Site")), max_length=200, help_text=said(_("As in its address: acme, or acme.recurly.com"))
    )
    region = forms.ChoiceField(
        label=said(_("Where its data is")), choices=[(code, said(name)) for code, name in REGIONS.items()]
    )
    api_key = forms.CharField(
        label=said(_("API key")),
        max_length=200,
        widget=_secret_input(),
        help_text=said(_("Make one in Recurly that may read only. It is kept encrypted and never shown again.")),
    )


class Exact(Form):
    """An application that is registered at Exact Online."""

    host = forms.ChoiceField(
        label=said(_("Which Exact Online")), choices=[(code, said(name)) for code, name in COUNTRIES.items()]
    )
    client_id = forms.CharField(label=said(_("Client ID")), max_length=200)
    client_secret = forms.CharField(
        label=said(_("Client secret")),
        max_length=200,
        widget=_secret_input(),
        help_text=said(_("It is kept encrypted and never shown again.")),
    )


class Division(Form):
    """One of several divisions."""

    division = forms.ChoiceField(label=said(_("Division")), widget=forms.RadioSelect)

    def __init__(self, *args: Any, access: ExactAccess, **kwargs: Any) -> None:
        super().__init__(*args, initial={"division": access.current}, **kwargs)
        choices = [(number, f"{number} {name}") for number, name in access.divisions.items()]
        self.fields["division"].choices = choices  # type: ignore[attr-defined]


class Schedule(Form):
    """How often customers are fetched without anybody asking."""

    often = forms.ChoiceField(
        label=said(_("Fetched by itself")), choices=[(often.value, said(text)) for often, text in OFTEN.items()]
    )


@for_members(Role.ADMINISTRATOR)
def connections(request: EnvironmentRequest) -> HttpResponse:
    """What is connected, when it was fetched last, and what else could be connected."""
    return _page(request, "settings/connections.html", {"listed": [(tile, _schedule(tile)) for tile in tiles(request)]})


@for_members(Role.ADMINISTRATOR)
def connect_recurly(request: EnvironmentRequest) -> HttpResponse:
    """Try a key, and keep it where it opens the site."""
    form = Recurly(request.POST or None)
    if form.is_valid():
        try:
            name = connecting.connect_recurly(engine(request), request.environment.name, **form.cleaned_data)
        except (WrongOption, RemoteError) as problem:
            form.add_error(None, _why(request, problem))
        else:
            return _connected(request, "Recurly", name)
    return _page(request, "settings/connect_recurly.html", {"form": form})


@for_members(Role.ADMINISTRATOR)
def connect_exact(request: EnvironmentRequest) -> HttpResponse:
    """Ask for an application, then lead to Exact Online, where the access is allowed."""
    form = Exact(request.POST or None, initial={"host": (request.environment.country or "nl").lower()})
    back = absolute(request, "exact_back", environment_id=request.environment.id)
    if not form.is_valid():
        return _page(request, "settings/connect_exact.html", {"form": form, "back": back})
    asking = {**form.cleaned_data, "state": secrets.token_urlsafe(32), "redirect": back, "in": request.environment.id}
    request.session[ASKING] = secrecy.seal(asking)
    # A link, not a redirect: our policy lets forms lead to our own pages only.
    address = authorisation_url(asking["host"], client_id=asking["client_id"], redirect=back, state=asking["state"])
    return _page(request, "settings/connect_exact_ask.html", {"address": address})


@for_members(Role.ADMINISTRATOR)
def exact_back(request: EnvironmentRequest) -> HttpResponse:
    """Exact Online sent the browser back: redeem what it brought, and keep it or ask for which division."""
    asking = _asked(request)
    given = request.GET.get("state", "")
    if asking is None or "state" not in asking or not constant_time_compare(given, asking["state"]):
        return _not_connected(request, _("This answer belongs to no question of yours. Connect once more."))
    del request.session[ASKING]
    code = request.GET.get("code", "")
    if not code:
        return _not_connected(request, _("Exact Online was not allowed to be read. Nothing was connected."))
    try:
        access = connecting.exact_access(
            asking["host"], client_id=asking["client_id"], client_secret=asking["client_secret"],
            redirect=asking["redirect"], code=code,
        )  # fmt: skip
    except RemoteError as problem:
        messages.error(request, _why(request, problem))
        return _back(request)
    if len(access.divisions) == 1:
        return _kept(request, access, next(iter(access.divisions)))
    request.session[ASKING] = secrecy.seal(_as_kept(request, access))
    return redirect("exact_division", environment_id=request.environment.id)


@for_members(Role.ADMINISTRATOR)
def exact_division(request: EnvironmentRequest) -> HttpResponse:
    """Which of the divisions, where Exact Online opened several."""
    asking = _asked(request)
    if asking is None or "divisions" not in asking:
        return _not_connected(request, _("This answer belongs to no question of yours. Connect once more."))
    access = _from_kept(asking)
    form = Division(request.POST or None, access=access)
    if form.is_valid():
        del request.session[ASKING]
        return _kept(request, access, int(form.cleaned_data["division"]))
    return _page(request, "settings/connect_exact_division.html", {"form": form})


@for_members(Role.ADMINISTRATOR)
@require_POST
def test(request: EnvironmentRequest, source: str) -> HttpResponse:
    """Say what a connection reaches now."""
    connection = _connection(request, source)
    try:
        name = connecting.reached(engine(request), connection)
    except (WrongOption, RemoteError) as problem:
        messages.error(request, _why(request, problem))
    else:
        text = _("{program} answers: {name} can be read.")
        messages.success(request, request.translator.text(text, program=TITLES[source], name=name))
    return _back(request)


@for_members(Role.ADMINISTRATOR)
@require_POST
def schedule(request: EnvironmentRequest, source: str) -> HttpResponse:
    """How often a connection is fetched by itself."""
    connection, form = _connection(request, source), Schedule(request.POST)
    if not form.is_valid():
        raise Http404
    kept.fetch_by_itself(engine(request), connection, Often(form.cleaned_data["often"]))
    messages.success(request, request.translator.text(_("The settings were saved.")))
    return _back(request)


@for_members(Role.ADMINISTRATOR)
def disconnect(request: EnvironmentRequest, source: str) -> HttpResponse:
    """Ask, then forget a connection and what opened it."""
    connection = _connection(request, source)
    if request.method != "POST":
        return _page(request, "settings/disconnect.html", {"title": TITLES[source], "site": site(connection)})
    try:
        pulling.disconnect(engine(request), connection)
    except WrongOption as problem:
        messages.error(request, _why(request, problem))
    else:
        text = _("{program} is not connected any more. The customers that came from there stay.")
        messages.success(request, request.translator.text(text, program=TITLES[source]))
    return _back(request)


def _schedule(tile: Tile) -> Schedule | None:
    if tile.connection is None:
        return None
    return Schedule(auto_id=f"id_%s_{tile.source}", initial={"often": tile.connection.often.value})


def _connection(request: EnvironmentRequest, source: str) -> Connection:
    found = [each for each in kept.every(engine(request), request.environment.id) if each.source == source]
    if not found or source not in TITLES:
        raise Http404
    return found[0]


def _asked(request: EnvironmentRequest) -> Mapping[str, Any] | None:
    """What waits in the session for an answer, if it was asked in this environment."""
    sealed = request.session.get(ASKING)
    asking = secrecy.unseal(sealed) if sealed else None
    return asking if asking and asking["in"] == request.environment.id else None


def _as_kept(request: EnvironmentRequest, access: ExactAccess) -> dict[str, Any]:
    divisions = [[number, name] for number, name in access.divisions.items()]
    return {
        "in": request.environment.id, "host": access.host, "secret": dict(access.secret), "divisions": divisions,
        "current": access.current,
    }  # fmt: skip


def _from_kept(asking: Mapping[str, Any]) -> ExactAccess:
    return ExactAccess(
        host=asking["host"], secret=asking["secret"], divisions=dict(asking["divisions"]), current=asking["current"]
    )


def _kept(request: EnvironmentRequest, access: ExactAccess, division: int) -> HttpResponse:
    name = connecting.keep_exact(engine(request), request.environment.id, access, division)
    return _connected(request, "Exact Online", f"{division} {name}")


def _connected(request: EnvironmentRequest, program: str, name: str) -> HttpResponse:
    text = _("{program} is connected: {name}. “New import” fetches its customers.")
    messages.success(request, request.translator.text(text, program=program, name=name))
    return _back(request)


def _not_connected(request: EnvironmentRequest, text: str) -> HttpResponse:
    messages.error(request, request.translator.text(text))
    return _back(request)


def _why(request: EnvironmentRequest, problem: WrongOption | RemoteError) -> str:
    if isinstance(problem, WrongOption):
        return request.translator.text(problem.text, **problem.params)
    words = explained(problem)
    assert words is not None  # noqa: S101  a RemoteError has words
    return words.said(request.translator)


def _page(request: EnvironmentRequest, template: str, shown: Mapping[str, Any]) -> HttpResponse:
    return render(request, template, {"section": "settings", "tab": "connections", **shown})


def _back(request: EnvironmentRequest) -> HttpResponse:
    return redirect("connections", environment_id=request.environment.id)
