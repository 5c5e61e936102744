"""Customers from another program: what is connected, and a pull that a person in the page asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from muster import catalogue
from muster.environments import connections
from muster.environments.connections import Connection, Often
from muster.environments.roles import Role
from muster.i18n import Translator, _
from muster.imports import history, pulling, queue
from muster.imports.history import Pull
from muster.model.options import OnError, Options
from muster.model.outcome import State
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine
from muster.web.imports.person import person

TITLES: Final = {"recurly": "Recurly", "exact-online": "Exact Online"}
"""Shape.source → the program's name."""

OFTEN: Final = {Often.NEVER: _("Never"), Often.HOURLY: _("Every hour"), Often.DAILY: _("Every day")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A program that customers may come from, and how that went. Without a connection only its name and what was.

    `why` says why `failed` did.
    """

    source: str
    title: str
    connection: Connection | None
    pulls: tuple[Pull, ...] = ()
    why: str = ""

    @property
    def site(self) -> str:
        """What it is connected to there."""
        return site(self.connection) if self.connection else ""

    @property
    def fetched(self) -> Pull | None:
        """The newest pull whose customers went in."""
        return next((pull for pull in self.pulls if pull.went_in), None)

    @property
    def failed(self) -> Pull | None:
        """The newest pull, if it failed."""
        return _failed(self.pulls)

    @property
    def under_way(self) -> Pull | None:
        """The pull that is not over."""
        return next((pull for pull in self.pulls if pull.is_under_way), None)

    @property
    def waiting(self) -> Pull | None:
        """The pull that waits for a person."""
        return next((pull for pull in self.pulls if pull.state is State.WAITING), None)

    @property
    def often(self) -> str:
        """How often it is fetched by itself, in words to be translated."""
        return OFTEN[self.connection.often] if self.connection else ""


def tiles(request: EnvironmentRequest) -> list[Tile]:
    """Every program that customers may come from."""
    return list(_tiles(request))


def site(connection: Connection) -> str:
    """Where a connection leads, as people there call it."""
    settings = connection.settings
    return str(settings["domain"]) if connection.source == "recurly" else f"{settings['division']} {settings['name']}"


@for_members(Role.IMPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: EnvironmentRequest, source: str) -> HttpResponse:
    """How fetching went until now; leave a pull to a worker. Whoever comes while one is under way is led to that one."""
    if source not in TITLES:
        raise Http404
    if request.method == "POST" and connections.is_there(engine(request), request.environment.id, source):
        return redirect("import", environment_id=request.environment.id, import_id=_begun(request, source))
    listed = tiles(request)
    [tile] = [each for each in listed if each.source == source]
    return render(request, "imports/fetch.html", {"section": "imports", "tiles": listed, "tile": tile})


def _begun(request: EnvironmentRequest, source: str) -> int:
    database, speaker = engine(request), request.translator
    under_way = pulling.under_way(database, request.environment, source)
    if under_way is not None:
        messages.warning(request, speaker.text(_("{program} is being fetched already."), program=TITLES[source]))
        return under_way
    options = Options(interactive=True, on_error=OnError.SKIP, everything="everything" in request.POST)
    import_id = pulling.leave_to_worker(database, request.environment, source, options, person(request))
    queue.defer(database, import_id)
    return import_id


def _tiles(request: EnvironmentRequest) -> Iterator[Tile]:
    database, environment_id = engine(request), request.environment.id
    connected = {each.source: each for each in connections.every(database, environment_id)}
    for source, title in TITLES.items():
        pulls = tuple(history.pulls(database, environment_id, source))
        why = _why(_failed(pulls), request.translator)
        yield Tile(source=source, title=title, connection=connected.get(source), pulls=pulls, why=why)


def _failed(pulls: Sequence[Pull]) -> Pull | None:
    return next((pull for pull in pulls[:1] if pull.state is State.FAILED), None)


def _why(failed: Pull | None, speaker: Translator) -> str:
    if failed is None:
        return ""
    catalogue.load()
    causes = [speaker.text(catalogue.entry(code).cause) for code in failed.errors]
    return " ".join(causes) or speaker.text(_("The system failed."))
