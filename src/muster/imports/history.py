"""What is kept of imports: the list of an environment, and each one's report as it was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from muster.apply.undo import UNDO_DAYS
from muster.imports.folder import Folder
from muster.model.chunk import Skip
from muster.model.outcome import Earlier, FileReport, FileStatus, Mail, Report, State, Totals
from muster.report.tally import COUNTS
from muster.store import Database, moment

LATEST: Final = 2**62
"""Later than any import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What came of fetching once. `at` is None as long as it is not over; `errors` are codes with their counts."""

    import_id: int
    state: State
    reason: str | None
    at: datetime | None
    totals: Totals
    errors: Mapping[str, int]

    @property
    def is_under_way(self) -> bool:
        """It was begun and has not come to an end; one that waits for a person has."""
        return self.state in {State.RECEIVED, State.CHECKING, State.APPLYING}

    @property
    def went_in(self) -> bool:
        """What was fetched was written, as far as there was something to write."""
        return self.state in {State.DONE, State.PARTIAL, State.UNDONE}


class UnknownImport(LookupError):
    """There is no import of this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One import as its row has it. `notify` is whom its starter named, which `telling.recipients_of` reads.

    `folder` is None for imports without files, and for purged ones.
    """

    id: int
    environment_id: int
    kind: str
    state: State
    language: str
    options: Mapping[str, Any]
    notify: tuple[Mapping[str, str], ...]
    fingerprint: str | None
    planned_version: int | None
    undoes: int | None
    undone_by: int | None
    report: Report
    paths: tuple[Path, ...]
    user_id: int | None = None
    progress: Mapping[str, Any] | None = None
    lease_token: int = 0

    @property
    def folder(self) -> Folder | None:
        return Folder(self.paths[0].parent) if self.paths else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of the history."""

    id: int
    kind: str
    state: State
    reason: str | None
    started_by: str
    created_at: datetime | None
    totals: Totals
    undoes: int | None
    first_file: str | None
    files: int
    dead_mails: int

    @property
    def others(self) -> int:
        """Files beside the first one."""
        return self.files - 1


def find(database: Database, import_id: int, *, with_violations: bool = True) -> Kept:
    """Everything kept of an import. Raises UnknownImport."""
    rows = database.fetch(database.statement("muster.imports", "one"), {"import_id": import_id})
    if not rows:
        raise UnknownImport(import_id)
    (
        number, environment_id, environment, kind, state, reason, started_by, language, started_at, finished_at,
        options, notify, totals, cleared, fingerprint, version, undoes, undone_by, created_at, settings, user_id,
        progress, token, zone, forgotten_at,
    ) = rows[0]  # fmt: skip
    files = database.fetch(database.statement("muster.imports", "files"), {"import_id": import_id})
    paths = tuple(Path(file[1]) for file in files if file[1])
    finished = moment(finished_at)
    report = Report(
        state=State(state),
        reason=reason,
        files=[_file(file) for file in files],
        totals=Totals(**json.loads(totals)),
        counts=_counts(files),
        cleared_by_field=json.loads(cleared),
        import_id=number,
        environment=environment,
        dry_run=state == State.PLANNED,
        started_by=started_by,
        started_at=moment(created_at),
        finished_at=finished,
        took=_took(moment(started_at), finished),
        zone=ZoneInfo(zone),
        undoes=undoes,
        mails=mails(database, import_id),
        undo_until=None if forgotten_at else undo_until(State(state), finished, json.loads(settings)),
    )
    if paths and report.state in {State.WAITING, State.PLANNED}:
        shown = Folder(paths[0].parent).plan()
        report.stops, report.summary, report.filled_by_field = shown.stops, shown.summary, shown.filled_by_field
        report.earlier = shown.earlier
    if with_violations and paths:
        report.violations = Folder(paths[0].parent).violations()
    return Kept(
        id=number, environment_id=environment_id, kind=kind, state=State(state), language=language,
        options=json.loads(options), notify=tuple(json.loads(notify)), fingerprint=fingerprint, planned_version=version,
        undoes=undoes, undone_by=undone_by, report=report, paths=paths, user_id=user_id,
        progress=json.loads(progress) if progress else None, lease_token=token,
    )  # fmt: skip


def mails(database: Database, import_id: int) -> tuple[Mail, ...]:
    """The e-mails about an import, oldest first."""
    rows = database.fetch(database.statement("muster.imports", "mails"), {"import_id": import_id})
    return tuple(
        Mail(recipient=recipient, language=language, state=state, error=error)
        for recipient, language, state, error in rows
    )


def latest(database: Database, environment_id: int, count: int = 20, *, before: int | None = None) -> list[Listed]:
    """The newest imports of an environment, newest first; `before` an import, for the page after it."""
    sql = database.statement("muster.imports", "latest")
    return [
        Listed(
            id=number, kind=kind, state=State(state), reason=reason, started_by=started_by,
            created_at=moment(created_at), totals=Totals(**json.loads(totals)), undoes=undoes, first_file=first_file,
            files=files, dead_mails=dead_mails,
        )
        for number, kind, state, reason, started_by, created_at, totals, undoes, first_file, files, dead_mails
        in database.fetch(sql, {"environment_id": environment_id, "count": count, "before": before or LATEST})
    ]  # fmt: skip


def pulls(database: Database, environment_id: int, source: str, *, before: int | None = None) -> list[Pull]:
    """Of the imports from another program (Shape.source) the newest in each state, newest first.

    With `before`, an import, only those older than it.
    """
    values = {"environment_id": environment_id, "source": source, "before": before or LATEST}
    return [
        Pull(
            import_id=number, state=State(state), reason=reason, at=moment(finished_at),
            totals=Totals(**json.loads(totals)), errors=_errors(json.loads(counts or "[]")),
        )
        for number, state, reason, finished_at, totals, counts
        in database.fetch(database.statement("muster.imports", "pulls"), values)
    ]  # fmt: skip


def errors(report: Report) -> dict[str, int]:
    """How often each error was found: code → count, as in `Pull.errors`."""
    found = report.counts.filter(pl.col("severity") == "error").group_by("code").agg(pl.col("count").sum())
    return dict(found.select("code", "count").iter_rows())


def same_file(database: Database, environment_id: int, import_id: int) -> Earlier | None:
    """The newest applied import of this environment that had one of this import's files."""
    values = {"environment_id": environment_id, "import_id": import_id}
    for number, started_by, finished_at in database.fetch(database.statement("muster.imports", "same_file"), values):
        return Earlier(import_id=number, started_by=started_by, at=moment(finished_at))
    return None


def _took(started: datetime | None, finished: datetime | None) -> timedelta | None:
    return finished - started if started and finished else None


def undo_until(state: State, finished: datetime | None, settings: Mapping[str, Any]) -> datetime | None:
    """Until when an import that ended so can be undone, by its environment's settings."""
    if finished is None or state not in {State.DONE, State.PARTIAL}:
        return None
    return finished + timedelta(days=settings.get("undo_days", UNDO_DAYS))


def _file(row: tuple[Any, ...]) -> FileReport:
    (
        name, _path, size, sha256, source, encoding, delimiter, sheet, header_line, labels, mapping, status, totals,
        skipped, _counts_of_it,
    ) = row  # fmt: skip
    return FileReport(
        name=name, status=FileStatus(status or FileStatus.REJECTED), source=source or "auto", encoding=encoding,
        delimiter=delimiter, sheet=sheet, labels=tuple(json.loads(labels)), header_line=header_line,
        mapping={field: tuple(columns) for field, columns in json.loads(mapping).items()}, sha256=sha256,
        size_bytes=size, totals=Totals(**json.loads(totals)),
        skipped={Skip(reason): count for reason, count in json.loads(skipped).items()},
    )  # fmt: skip


def _errors(counts: list[tuple[str, str, int]]) -> dict[str, int]:
    return {code: count for code, severity, count in counts if severity == "error"}


def _counts(files: list[tuple[Any, ...]]) -> pl.DataFrame:
    rows = [(position, *count) for position, file in enumerate(files, start=1) for count in json.loads(file[-1])]
    return pl.DataFrame(rows, schema=COUNTS, orient="row")
