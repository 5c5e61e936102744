"""A pull: fetch the accounts of another program into one file, then import that file like any other.

How far the pulls got moves on only when an import is done: what waits, failed or was cancelled is fetched again. So are
the accounts that were rejected, whenever they were changed.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl

from muster import settings
from muster.apply import state
from muster.apply.environments import Environment
from muster.apply.state import Finish, Kind, Lease, Request
from muster.environments import connections
from muster.environments.connections import Connection
from muster.i18n import _
from muster.imports import asked, history, place, running, telling
from muster.imports.running import Ask, Person, Running
from muster.model.options import OnError, Options, WrongOption
from muster.model.outcome import FileReport, FileStatus, Report, State
from muster.pipeline import Input, Progress, Tell
from muster.report.tally import Tally
from muster.sources.found import as_frame, violation
from muster.sources.pulled.fetched import Fetched
from muster.sources.pulled.remote import Refused, RemoteError
from muster.store import Database


class AnotherPull(WrongOption):
    """A connection is pulled by one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """What a source needs to fetch: its connection, where the file grows, from where on, whom to tell."""

    database: Database
    connection: Connection
    folder: Path
    since: Any
    again: tuple[str, ...]
    told: Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Puller:
    """How one source is pulled. `ids_at` gives the ids of the accounts at lines of a kept file."""

    title: str
    site: str
    fetch: Callable[[Fetching], Fetched]
    ids_at: Callable[[Path, pl.Series], list[str]]


def pull(
    database: Database,
    environment_name: str,
    source: str,
    options: Options,
    person: Person,
    *,
    everything: bool = False,
    ask: Ask | None = None,
    tell: Tell | None = None,
) -> Report:
    """Fetch the accounts that changed since the last pull (or `everything`), and import them.

    An error refuses its account only, unless the options say otherwise. Raises WrongOption without a connection or
    while another pull of it runs, RemoteError where the accounts cannot be fetched, and what `running.start` raises.
    """
    environment = place.environment(database, environment_name)
    connection = connections.find(database, environment.id, source)
    request = requested(database, environment, source, replace(options, everything=everything), person)
    with _alone(database, connection) as folder:
        state.sweep(database, rescue=False, tell=partial(telling.of_lost, database))
        taken = running.taken_up(database, state.open_claimed(database, request))
        with running.broken_off(taken):
            return _pulled(taken, connection, folder, ask, tell)


def leave_to_worker(database: Database, environment: Environment, source: str, options: Options, person: Person) -> int:
    """Let a worker pull; the import's id. Raises WrongOption without a connection."""
    connections.find(database, environment.id, source)
    return state.open_import(database, requested(database, environment, source, options, person))


def under_way(database: Database, environment: Environment, source: str) -> int | None:
    """The pull of this connection that was begun and has not come to an end; None where there is none."""
    found = history.pulls(database, environment.id, source)
    return next((pull.import_id for pull in found if pull.is_under_way), None)


def pull_claimed(database: Database, lease: Lease) -> None:
    """Carry out a pull that `leave_to_worker` or `unattended.begin_due` opened and a worker claimed.

    What the other program refuses, or that it does not answer, stands in the import. It is cancelled where its
    connection was ended meanwhile, or another pull of it takes long. Raises what `running.resume` raises.
    """
    taken = running.taken_up(database, lease, by_worker=True)
    with running.broken_off(taken), suppress(RemoteError):
        if not connections.is_there(database, taken.environment.id, taken.options.source):
            running.cancel(database, lease.import_id)
            return
        connection = connections.find(database, taken.environment.id, taken.options.source)
        try:
            with _alone(database, connection) as folder:
                _pulled(taken, connection, folder, None, None)
        except AnotherPull:
            if not state.try_later(database, lease):
                running.cancel(database, lease.import_id)


def requested(database: Database, environment: Environment, source: str, options: Options, person: Person) -> Request:
    """What the row of a pull says before anything is fetched. Raises WrongOption for what cannot be followed."""
    wanted = replace(options, source=source, on_error=options.on_error or OnError.SKIP)
    return Request(
        environment_id=environment.id, kind=Kind.PULL, started_by=person.name, user_id=person.user_id,
        language=person.language, options=asked.kept(asked.at_home(database, wanted, environment)),
        notify=telling.kept(person.recipients),
    )  # fmt: skip


def _pulled(taken: Running, found: Connection, folder: Path, ask: Ask | None, tell: Tell | None) -> Report:
    """Fetch into a file, add it to the import, and go on as with any other."""
    began = time.monotonic()
    database, everything = taken.database, taken.options.everything
    connection = settle(database, found)
    puller = PULLERS[connection.source](connection)
    progress = connection.progress
    name = f"{puller.title} {puller.site}"
    fetching = Fetching(
        database=database, connection=connection, folder=folder,
        since=None if everything else progress.get("since"),
        again=() if everything else tuple(progress.get("rejected", ())),
        told=_telling(name, running.keeping(taken, tell)),
    )  # fmt: skip
    try:
        fetched = puller.fetch(fetching)
    except RemoteError as problem:
        _end_failed(taken, _failed(name, connection.source, problem))
        raise
    _give_up_waiting(database, progress)
    running.add_file(taken, Input(name=name, path=fetched.path))
    report = running.run(taken, ask, tell, began=began)
    fetched.remove()
    if not report.dry_run and report.import_id is not None:
        pending = {"import": report.import_id, "since": (fetched.state or {}).get("highest")}
        connections.keep_progress(database, connection.id, {**_settled(progress), "pending": pending})
        settle(database, connections.find(database, taken.environment.id, connection.source))
    return report


def settle(database: Database, connection: Connection) -> Connection:
    """Move on how far the pulls got, if the import of the last one is done by now."""
    pending = connection.progress.get("pending")
    if not pending:
        return connection
    try:
        kept = history.find(database, pending["import"])
    except history.UnknownImport:
        return connection
    if kept.state not in {State.DONE, State.PARTIAL}:
        return connection
    progress = {"since": pending["since"], "rejected": _rejected(connection, kept)}
    connections.keep_progress(database, connection.id, progress)
    return replace(connection, progress=progress)


def disconnect(database: Database, connection: Connection) -> None:
    """Forget a connection, its secret, and what a pull that was broken off fetched. Raises WrongOption while one runs."""
    with _alone(database, connection) as folder:
        connections.disconnect(database, connection.id)
        shutil.rmtree(folder, ignore_errors=True)


def _rejected(connection: Connection, kept: history.Kept) -> list[str]:
    """Ids of the accounts that have an error, as long as what was found and fetched is kept."""
    wrong = kept.report.violations.filter(pl.col("severity") == "error")
    if wrong.is_empty() or not kept.paths or not kept.paths[0].is_file():
        return []
    return PULLERS[connection.source](connection).ids_at(kept.paths[0], wrong["line"])


def _settled(progress: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in progress.items() if key != "pending"}


def _end_failed(taken: Running, report: Report) -> None:
    """A pull that could not fetch is kept and told like any import that failed, with the reason; nothing was written."""
    folder = running.add_file(taken, Input(name=report.files[0].name, path=Path(os.devnull)))
    folder.keep_violations(report.violations)
    report.import_id, report.dry_run = taken.lease.import_id, taken.options.dry_run
    state.end(taken.database, taken.lease, Finish(report=report, messages=running.messages(taken, report)))


def _failed(name: str, source: str, problem: RemoteError) -> Report:
    """What is told of it: somebody must do something about a refusal; all else passes."""
    tally = Tally(OnError.STOP)
    file = tally.open(FileReport(name=name, status=FileStatus.REJECTED, source=source))
    file.refused = True
    found = violation(problem.entry.code, **problem.params)
    tally.add_violations(as_frame([found]).with_columns(file=pl.lit(file.position, dtype=pl.Int64)))
    tally.close({})
    report = running.reported(tally, dry_run=False)
    report.reason = "data" if isinstance(problem, Refused) else "system"
    return report


def _give_up_waiting(database: Database, progress: Mapping[str, Any]) -> None:
    """What an earlier pull fetched and nobody confirmed is in this one too, and newer."""
    pending = progress.get("pending")
    if pending and history.find(database, pending["import"], with_violations=False).state is State.WAITING:
        running.cancel(database, pending["import"])


@contextmanager
def _alone(database: Database, connection: Connection) -> Iterator[Path]:
    """The private folder in which this connection's file grows, for one pull at a time."""
    name = hashlib.sha256(database.url.encode()).hexdigest()[:16]
    pulls = settings.load().data_dir / "pulls"
    folder = pulls / f"{name}-{connection.id}"
    for private in (pulls, folder):
        private.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder
    except BlockingIOError:
        raise AnotherPull(_("Another pull of this connection is running. Wait until it has ended.")) from None
    finally:
        os.close(handle)


def _telling(name: str, tell: Tell | None) -> Callable[[int], None]:
    def told(accounts: int) -> None:
        if tell:
            tell(Progress(name=name, bytes_read=0, size_bytes=0, rows=accounts))

    return told


def _recurly(connection: Connection) -> Puller:
    from muster.sources.recurly.accounts import ids_at  # noqa: PLC0415  a source is loaded only where it is pulled
    from muster.sources.recurly.client import SERVICE, Recurly  # noqa: PLC0415
    from muster.sources.recurly.fetch import fetch  # noqa: PLC0415

    domain = connection.settings["domain"]

    def fetch_all(fetching: Fetching) -> Fetched:
        secret = connections.secret(fetching.database, connection.id)
        with Recurly(secret["api_key"], connection.settings["region"]) as client:
            return fetch(
                client, fetching.folder, domain=domain, since=fetching.since, again=fetching.again, told=fetching.told
            )

    return Puller(title=SERVICE, site=domain, fetch=fetch_all, ids_at=ids_at)


def _exact_online(connection: Connection) -> Puller:
    from muster.sources.exact_online.accounts import ids_at  # noqa: PLC0415
    from muster.sources.exact_online.client import ExactOnline  # noqa: PLC0415
    from muster.sources.exact_online.fetch import fetch  # noqa: PLC0415
    from muster.sources.exact_online.oauth import SERVICE  # noqa: PLC0415

    division = int(connection.settings["division"])
    host = connection.settings["host"]

    def fetch_all(fetching: Fetching) -> Fetched:
        token = RenewedToken(fetching.database, connection.id, host)
        with ExactOnline(host, token, division=division) as client:
            return fetch(
                client, fetching.folder, site=str(division), since=fetching.since, again=fetching.again,
                told=fetching.told,
            )  # fmt: skip

    return Puller(title=SERVICE, site=str(division), fetch=fetch_all, ids_at=ids_at)


class RenewedToken:
    """The access token of a connection, renewed under the lock of its row when it is old or was refused."""

    def __init__(self, database: Database, connection_id: int, host: str) -> None:
        self._database = database
        self._connection_id = connection_id
        self._host = host
        self._token = ""
        self._good_until = 0.0

    def __call__(self, refused: str | None) -> str:
        from muster.sources.exact_online.oauth import RENEWED_AFTER_SECONDS, renewed  # noqa: PLC0415

        if refused is not None or time.time() >= self._good_until:
            secret = connections.exchange(
                self._database, self._connection_id, lambda old: renewed(self._host, old, refused)
            )
            self._token = str(secret["access_token"])
            self._good_until = float(secret["issued"]) + RENEWED_AFTER_SECONDS
        return self._token


PULLERS: Final[Mapping[str, Callable[[Connection], Puller]]] = {"recurly": _recurly, "exact-online": _exact_online}
"""Shape.source → how it is pulled."""
