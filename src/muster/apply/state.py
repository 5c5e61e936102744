"""An import's life: opened, claimed, fenced, finished.

The import's row is the truth; whatever delivers work only says "look at import N". Who works on it holds a lease with a
token; each claim makes a new token, and every write to the row asks for it. So a worker that was taken for dead and
comes back finds itself fenced out. The clock is the database's, never the worker's.

    received → checking → planned                                    a dry run
                        → waiting → (confirmed) checking → …         a person must say yes
                        → applying → done | partial → undone
                        → failed | cancelled
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from email.utils import make_msgid
from enum import StrEnum
from typing import Final

import polars as pl

from muster.model.outcome import FileReport, Report, State
from muster.store import Database

_NUL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""A NUL in JSON, and not a backslash before these letters."""

LEASE_SECONDS: Final = 600
"""Longer than any step that does not renew it: matching ten million rows, or waiting for another import to be applied. A
worker that renews every few seconds asks for less."""

WAITING_DAYS: Final = 7

RETRY_SECONDS: Final = 15
"""How long an import rests after a try that failed for want of a database or of room."""


class Kind(StrEnum):
    """What an import is."""

    FILE = "file"
    PULL = "pull"  # from Exact Online or Recurly
    CREATE = "create"  # one customer, by hand; so are the three that follow
    EDIT = "edit"
    MERGE = "merge"
    DELETE = "delete"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who wants what: the facts of an import before anything is looked at."""

    environment_id: int
    kind: Kind
    started_by: str
    user_id: int | None = None
    language: str = "en"
    options: Mapping[str, object] = field(default_factory=dict)
    notify: Sequence[object] = ()  # kept with the import as JSON
    undoes_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """A file that is kept for an import."""

    name: str
    stored_path: str | None = None
    size_bytes: int = 0
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work on an import, until it runs out after `seconds` or somebody else claims it."""

    import_id: int
    token: int
    seconds: int = LEASE_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to deliver when the import has ended. It holds no text. `message_id` never changes."""

    kind: str
    recipient: str
    language: str
    message_id: str = field(default_factory=lambda: make_msgid(domain="muster.local"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """How an import ends: what its row and its files' rows will say, and who is told."""

    report: Report
    messages: Sequence[Message] = ()


class Fenced(Exception):
    """Somebody else works on this import now, or it was cancelled. Nothing was written."""


def open_import(database: Database, request: Request, files: Sequence[ReceivedFile] = ()) -> int:
    """Keep the import and its files as `received`: the next worker takes it up. Its id."""
    with database.transaction():
        return _insert_with_files(database, request, files)


def open_claimed(database: Database, request: Request, files: Sequence[ReceivedFile] = ()) -> Lease:
    """The same for who works on it at once: no worker can come between."""
    with database.transaction():
        return _claim(database, _insert_with_files(database, request, files), LEASE_SECONDS)


def add_file(database: Database, lease: Lease, file: ReceivedFile, position: int = 1) -> None:
    """Keep a file that came only after the import was opened: what a pull fetched."""
    values = {"import_id": lease.import_id, "position": position, **asdict(file)}
    database.execute(_sql(database, "open_file"), values)


def insert_import(database: Database, request: Request, *, state: State, version: int | None = None) -> int:
    """The import's row alone, within the caller's transaction; its id."""
    values = {
        "environment_id": request.environment_id,
        "kind": request.kind,
        "state": state,
        "started_by": request.started_by,
        "user_id": request.user_id,
        "language": request.language,
        "options": _json(request.options),
        "notify": _json(list(request.notify)),
        "undoes_id": request.undoes_id,
        "planned_version": version,
    }
    [(import_id,)] = database.fetch(_sql(database, "open_import"), values)
    return int(import_id)


def claim(database: Database, import_id: int, *, confirmed: bool = False, seconds: int = LEASE_SECONDS) -> Lease | None:
    """Begin to work on a received import, one whose worker is gone, or a `confirmed` waiting one. None: not now."""
    with database.transaction():
        if not database.fetch(_sql(database, "claimable"), {"import_id": import_id, "confirmed": confirmed}):
            return None
        return _claim(database, import_id, seconds)


def claimable(database: Database, count: int = 10) -> list[int]:
    """Imports that the next worker may claim, the oldest first."""
    return [import_id for (import_id,) in database.fetch(_sql(database, "received"), {"count": count})]


def hand_over(database: Database, import_id: int, options: Mapping[str, object], *, plan_holds: bool = False) -> bool:
    """Give a waiting import back to the workers, with what a person decided. False: it does not wait (any more).

    `plan_holds`: the plan that the person saw may be applied as it is, if the customers did not change.
    """
    values = {"import_id": import_id, "options": _json(options), "plan_holds": plan_holds}
    return database.execute(_sql(database, "hand_over"), values) == 1


def renew(database: Database, lease: Lease) -> None:
    """Say that the work goes on. Raises Fenced."""
    _fenced(database, "renew", lease, seconds=lease.seconds)


def keep_progress(database: Database, import_id: int, progress: Mapping[str, object]) -> None:
    """Say how far the work is, for whoever looks at the page."""
    database.execute(_sql(database, "keep_progress"), {"import_id": import_id, "progress": _json(progress)})


def release(database: Database, lease: Lease) -> None:
    """Give an unfinished import back: this program is being stopped. Raises Fenced."""
    _fenced(database, "release", lease)


def try_later(database: Database, lease: Lease) -> bool:
    """Give an import back that could not be finished for want of a database or of room. False: that was the last try."""
    values = {"import_id": lease.import_id, "token": lease.token, "seconds": RETRY_SECONDS}
    return database.execute(_sql(database, "try_later"), values) == 1


def keep_plan(database: Database, lease: Lease, *, version: int, fingerprint: str | None) -> None:
    """Remember which version of the environment the plan holds for, and what somebody is shown of it. Raises Fenced."""
    _fenced(database, "keep_plan", lease, version=version, fingerprint=fingerprint)


def begin_applying(database: Database, lease: Lease) -> None:
    """The plan is settled; what follows is the one transaction. Raises Fenced."""
    _fenced(database, "move", lease, state=State.APPLYING, seconds=lease.seconds)


def begin_again(database: Database, lease: Lease) -> None:
    """The plan was stale: back to checking. Raises Fenced."""
    _fenced(database, "move", lease, state=State.CHECKING, seconds=lease.seconds)


def fence(database: Database, lease: Lease) -> None:
    """Lock the import's row within the caller's transaction, before anything else. Raises Fenced for who was replaced."""
    if not database.fetch(_sql(database, "fence"), {"import_id": lease.import_id, "token": lease.token}):
        raise Fenced(f"Import {lease.import_id} is in other hands now, or was cancelled. Nothing was written.")


def end(database: Database, lease: Lease, finish: Finish) -> None:
    """End an import that writes no customer: planned, waiting, failed, or done with nothing to write. Raises Fenced."""
    with database.transaction():
        write_end(database, lease, finish)


def write_end(database: Database, lease: Lease, finish: Finish) -> None:
    """The import's state, counts, files and messages, within the caller's transaction. Raises Fenced."""
    report = finish.report
    _fenced(
        database, "end_import", lease, state=report.state, reason=report.reason, totals=_json(asdict(report.totals)),
        cleared_by_field=_json(report.cleared_by_field),
    )  # fmt: skip
    if report.state is State.WAITING:
        seconds = WAITING_DAYS * 24 * 3600
        database.execute(_sql(database, "wait_until"), {"import_id": lease.import_id, "seconds": seconds})
    for position, file in enumerate(report.files, start=1):
        database.execute(_sql(database, "end_file"), _file_values(lease.import_id, position, file, report.counts))
    send(database, lease.import_id, finish.messages)


def send(database: Database, import_id: int, messages: Sequence[Message]) -> None:
    """Put messages about an import into the outbox, within the caller's transaction."""
    for message in messages:
        database.execute(_sql(database, "send"), {"import_id": import_id, **asdict(message)})


def cancel(database: Database, import_id: int) -> bool:
    """Take an import back before it is applied. False: it is too late for that, or it has ended already."""
    return database.execute(_sql(database, "cancel"), {"import_id": import_id}) == 1


def sweep(
    database: Database, *, rescue: bool, tell: Callable[[int], Sequence[Message]] = lambda _import_id: ()
) -> None:
    """Tidy up after programs that died and people who never answered.

    Imports whose lease ran out wait for the next worker if there are workers to `rescue` them, at most three times;
    else they failed, and `tell` gives the messages about that. Waiting imports are cancelled after seven days. Working tables of ended imports are dropped.
    """
    with database.transaction():
        for (import_id,) in database.fetch(_sql(database, "give_up_lost"), {"rescue": rescue}):
            send(database, import_id, tell(import_id))
    database.execute(_sql(database, "take_up_lost"))
    database.execute(_sql(database, "forget_waiting"))
    left_over = set(database.staged_imports())
    if left_over:
        unfinished = {import_id for (import_id,) in database.fetch(_sql(database, "unfinished"))}
        for import_id in left_over - unfinished:
            database.drop_staging(import_id)


def _insert_with_files(database: Database, request: Request, files: Sequence[ReceivedFile]) -> int:
    import_id = insert_import(database, request, state=State.RECEIVED)
    for position, file in enumerate(files, start=1):
        values = {"import_id": import_id, "position": position, **asdict(file)}
        database.execute(_sql(database, "open_file"), values)
    return import_id


def _claim(database: Database, import_id: int, seconds: int) -> Lease:
    [(token,)] = database.fetch(_sql(database, "claim"), {"import_id": import_id, "seconds": seconds})
    return Lease(import_id=import_id, token=token, seconds=seconds)


def _fenced(database: Database, statement: str, lease: Lease, **values: object) -> None:
    key = {"import_id": lease.import_id, "token": lease.token}
    if database.execute(_sql(database, statement), {**key, **values}) != 1:
        raise Fenced(f"Import {lease.import_id} is in other hands now, or was cancelled. Nothing was written.")


def _file_values(import_id: int, position: int, file: FileReport, counts: pl.DataFrame) -> dict[str, object]:
    return {
        "import_id": import_id,
        "position": position,
        "source": file.source,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "sheet": file.sheet,
        "header_line": file.header_line,
        "labels": _json(list(file.labels)),
        "mapping": _json({name: list(columns) for name, columns in file.mapping.items()}),
        "status": file.status,
        "totals": _json(asdict(file.totals)),
        "skipped": _json(file.skipped),
        "counts": _json(_counts_of(counts, position)),
    }


def _counts_of(counts: pl.DataFrame, position: int) -> list[list[object]]:
    if counts.is_empty():
        return []
    return [list(row) for row in counts.filter(file=position).select("code", "severity", "count").iter_rows()]


def _json(value: object) -> str:
    """PostgreSQL keeps no NUL, which headers of damaged files have: it becomes what stands for an unreadable letter."""
    return _NUL.sub(r"\1\\ufffd", json.dumps(value, ensure_ascii=False))


def _sql(database: Database, name: str) -> str:
    return database.statement("muster.apply", name)
