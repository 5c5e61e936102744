"""What a waiting import would do, row by row: new customers, changed values, deleted values, a page at a time.

Read from the working tables of the plan, which are there as long as the import waits; where they are gone (a database
was restarted, another version of the program runs), checking again makes them anew.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from muster import matching
from muster.imports.history import Kept
from muster.model.fields import BIT, NAMES
from muster.model.outcome import FileStatus
from muster.model.tables import created_table, plan_table, staging_table
from muster.store import Database

ROWS_A_PAGE: Final = 50

Place = tuple[int, int]
"""File (1-based) and line."""


class PlanGone(Exception):
    """The working tables of this import are no longer there: it has to be checked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A row that would become a customer, in stored form."""

    file: int
    line: int
    values: dict[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """A customer that would change: Field.name → before and after, of the fields that change."""

    file: int
    line: int
    customer_id: int
    name: str
    number: str | None
    changes: dict[str, tuple[str | None, str | None]]


def prepare(database: Database, import_id: int, files: Sequence[int]) -> None:
    """Let pages of any plan be found at once; `files` are the positions of those that would go in."""
    if files:
        database.index_plan(import_id, _sql(database, "created_rows", import_id, files))


def created(database: Database, kept: Kept, *, after: Place = (0, 0), limit: int = ROWS_A_PAGE) -> list[Created]:
    """The next rows that would become customers. Raises PlanGone."""
    rows = _rows(database, "would_create", kept, after, limit, values=", ".join(f"s.{name}" for name in NAMES))
    return [Created(file=file, line=line, values=dict(zip(NAMES, values, strict=True))) for file, line, *values in rows]


def updated(database: Database, kept: Kept, *, after: Place = (0, 0), limit: int = ROWS_A_PAGE) -> list[Updated]:
    """The next customers that would change. Raises PlanGone."""
    values = ", ".join(f"c.{name}, s.{name}" for name in NAMES)
    return [
        _updated(file, line, customer, changed, pairs)
        for file, line, customer, changed, *pairs in _rows(database, "would_update", kept, after, limit, values=values)
    ]


def deleted(
    database: Database, kept: Kept, field: str, *, after: Place = (0, 0), limit: int = ROWS_A_PAGE
) -> pl.DataFrame:
    """The next stored values of `field` that would be deleted (`model.plan.DELETIONS`). Raises PlanGone."""
    _open(database, kept)
    return matching.deletions(database, import_id=kept.id, files=accepted(kept), field=field, after=after, limit=limit)


def accepted(kept: Kept) -> list[int]:
    """Positions of the files whose rows would go in."""
    return [at for at, file in enumerate(kept.report.files, start=1) if file.status is not FileStatus.REJECTED]


def _updated(file: int, line: int, customer: int, changed: int, pairs: list[Any]) -> Updated:
    stored = dict(zip(NAMES, pairs[::2], strict=True))
    new = dict(zip(NAMES, pairs[1::2], strict=True))
    name = stored["company"] or " ".join(part for part in (stored["firstname"], stored["lastname"]) if part)
    return Updated(
        file=file, line=line, customer_id=customer, name=name, number=stored["number"],
        changes={each: (stored[each], new[each]) for each in NAMES if changed & BIT[each]},
    )  # fmt: skip


def _rows(
    database: Database, statement: str, kept: Kept, after: Place, limit: int, *, values: str
) -> list[tuple[Any, ...]]:
    files = accepted(kept)
    if not files:
        return []
    _open(database, kept)
    sql = _sql(database, statement, kept.id, files, values=values)
    return database.fetch(sql, {"file": after[0], "line": after[1], "limit": limit})


def _sql(database: Database, statement: str, import_id: int, files: Collection[int], **names: str) -> str:
    return database.statement(
        "muster.imports", statement, staging=staging_table(import_id), plan=plan_table(import_id),
        created=created_table(import_id), files=", ".join(str(int(file)) for file in files), **names,
    )  # fmt: skip


def _open(database: Database, kept: Kept) -> None:
    if not database.open_plan(kept.id):
        raise PlanGone(kept.id)
