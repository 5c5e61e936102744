"""What happened: counts, states and the shapes of a report. A report is data; `report/` puts it into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Self

import polars as pl

from muster.model.chunk import Skip, no_violations
from muster.model.plan import Stop, Summary


class State(StrEnum):
    """The states of an import, everywhere."""

    RECEIVED = "received"  # its files are kept, nothing was looked at
    CHECKING = "checking"  # rows are being read, examined and matched
    PLANNED = "planned"  # a dry run: everything but apply
    WAITING = "waiting"  # a person must confirm; nothing is written, nobody is blocked
    APPLYING = "applying"  # the one transaction is under way
    DONE = "done"  # everything went in
    PARTIAL = "partial"  # something went in, something did not
    FAILED = "failed"  # nothing was written; the reason is data or system
    CANCELLED = "cancelled"  # a person took it back before it was applied, or it waited too long
    UNDONE = "undone"  # it was applied, and taken back


class FileStatus(StrEnum):
    """What became of one file."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PARTIAL = "partial"


@dataclass(slots=True, kw_only=True)
class Totals:
    """Counts of one file or of a whole import.

    rows = created + updated + unchanged + rejected + skipped. In a rejected file every row that is not skipped counts
    as rejected; `rows_with_errors` says how many have errors. `cleared` counts stored values deleted.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: int = 0
    rows_with_errors: int = 0
    cleared: int = 0
    repaired: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0

    def __add__(self, other: Self) -> "Totals":
        return Totals(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @property
    def written(self) -> int:
        """Customers created or updated."""
        return self.created + self.updated


@dataclass(slots=True, kw_only=True)
class FileReport:
    """One file of an import: what it was, and what became of it."""

    name: str
    status: FileStatus
    source: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    labels: tuple[str, ...] = ()
    header_line: int | None = None
    mapping: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # Field.name → 0-based columns
    sha256: str | None = None
    size_bytes: int = 0
    totals: Totals = field(default_factory=Totals)
    skipped: Mapping[Skip, int] = field(default_factory=dict)
    known_warnings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The import into which a file with the same content went before."""

    import_id: int
    started_by: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One e-mail about an import. `state` is queued, sent or dead; `error` says why the last attempt failed."""

    recipient: str
    language: str
    state: str = "queued"
    error: str | None = None


@dataclass(slots=True, kw_only=True)
class Report:
    """The whole outcome of a check, an import or an undo, as data.

    `violations` is a violations frame over all files, at most 1,000,000 rows; `totals` stay exact beyond that.
    `counts` has one row per file, code and severity: `file`, `code`, `severity`, `count`.
    `cleared_by_field` counts stored values that are (or would be) deleted, `filled_by_field` how many the customers to
    be updated have in these fields. `stops` are the reasons for which a plan needs a yes, `summary` its updates. `earlier` is the
    import that had a file with the same content. `mails` are those about it, oldest first.
    `took` is how long the program worked on it, where a person kept it waiting in between. `zone` is where the
    environment is, `undoes` the import that this one took back.
    `reason` explains `failed` and `waiting`. `written` is false for checks, dry runs and whatever was stopped.
    """

    state: State
    files: list[FileReport]
    totals: Totals
    violations: pl.DataFrame = field(default_factory=no_violations)
    counts: pl.DataFrame = field(default_factory=pl.DataFrame)
    cleared_by_field: Mapping[str, int] = field(default_factory=dict)
    filled_by_field: Mapping[str, int] = field(default_factory=dict)
    stops: tuple[Stop, ...] = ()
    summary: Summary | None = None
    earlier: Earlier | None = None
    import_id: int | None = None
    environment: str | None = None
    reason: str | None = None
    dry_run: bool = False
    started_by: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    took: timedelta | None = None
    zone: tzinfo | None = None
    undoes: int | None = None
    mails: tuple[Mail, ...] = ()
    undo_until: datetime | None = None
