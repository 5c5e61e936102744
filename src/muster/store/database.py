"""What every database offers: one connection, its transactions, its staging."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, Final, Literal, Protocol

import polars as pl

from muster.model.chunk import CHUNK_ROWS

WAIT_SECONDS: Final = 60

Params = Mapping[str, object]
Schema = Mapping[str, "pl.DataType | type[pl.DataType]"]
Row = tuple[Any, ...]


class Database(Protocol):
    """One connection to SQLite or PostgreSQL. It belongs to one thread.

    SQL has `%(name)s` parameters on both; a literal `%` is written `%%`. Outside `transaction()` every statement is
    a transaction of its own. Every method raises a StoreError (see errors.py) and nothing else of the database.
    """

    @property
    def name(self) -> Literal["sqlite", "postgresql"]:
        """Which of the two it is."""

    @property
    def url(self) -> str:
        """As it was opened."""

    def close(self) -> None:
        """Close the connection. Staging stays until it is dropped."""

    def transaction(self, *, wait_seconds: int = WAIT_SECONDS) -> AbstractContextManager[None]:
        """Commit at the end, roll back on any exception. Durable: it is the outermost one, a second inside is refused.

        On SQLite it holds the one write lock from its beginning. Another writer is waited for as long as
        `wait_seconds`, then Locked is raised.
        """

    def leaving_no_trace(self) -> AbstractContextManager[None]:
        """What is deleted within is overwritten in the file and its log as well; on PostgreSQL its vacuum does that."""

    def execute(self, sql: str, params: Params | None = None) -> int:
        """Run one statement; how many rows it wrote."""

    def fetch(self, sql: str, params: Params | None = None) -> list[Row]:
        """All rows. JSON comes as text; moments in time as `moment()` reads them; Booleans of SQLite as 0 and 1."""

    def frame(self, sql: str, params: Params | None = None, schema: Schema | None = None) -> pl.DataFrame:
        """All rows as a frame. Without `schema` names come from the statement and types from the values."""

    def frames(
        self, sql: str, params: Params | None, schema: Schema, *, rows: int = CHUNK_ROWS
    ) -> Iterator[pl.DataFrame]:
        """The rows in frames of at most `rows`, in constant memory. On PostgreSQL inside `transaction()` only."""

    def statement(self, package: str, name: str, **names: str) -> str:
        """The statement `name` of `package`'s `.sql` files, with `{placeholders}` replaced by `names`.

        These are there besides: `{now}` the database's clock, `{later}` the same `%(seconds)s` on,
        `{for_update}`, `{for_update_skip_locked}` and `{for_no_key_update}` the row locks (empty on SQLite, where a
        transaction holds the one write lock), `{true}` and `{false}`.
        """

    def create_staging(self, import_id: int) -> None:
        """An empty staging table for this import (tables.STAGING); one that is there is dropped first."""

    def stage(self, import_id: int, frame: pl.DataFrame) -> None:
        """Add rows (schema model.examined.STAGED), in the order of files and lines.

        `file` and `line` are never null and together name one row.
        """

    def complete_staging(self, import_id: int) -> None:
        """All rows are staged: from here on SQL sees the table, and the planner knows its size."""

    def index_staging(self, import_id: int) -> None:
        """A staged row is found by (file, line) without reading the others. Safe to call twice."""

    def open_staging(self, import_id: int) -> bool:
        """Let SQL see a staging and plan that were made before, perhaps by another program. False: they are gone."""

    def create_plan(self, import_id: int, select: str | None = None, params: Params | None = None) -> int:
        """A plan table for this import (tables.PLAN); one that is there is dropped first.

        It is empty, or begins with what `select` gives, columns in their order; how many rows that is.
        """

    def index_plan(self, import_id: int, created: str) -> None:
        """What a plan would create and update is found in the order of files and lines, without reading the rest.

        `created` selects file and line of all rows that would become customers, for tables.created_table.
        """

    def open_plan(self, import_id: int) -> bool:
        """Let SQL see what `index_plan` made, like `open_staging`. False: it is gone, or was never made."""

    def copy_in(self, table: str, frame: pl.DataFrame) -> None:
        """Append a frame to a table; its columns are found by name."""

    def analyze(self, table: str, *, lasting: bool = False) -> None:
        """Let the planner know what a working table has become. SQLite's planner follows the order that is written.

        A `lasting` table is looked at as closely as the database does it by itself, unless it is doing so just now.
        """

    def hashing(self) -> AbstractContextManager[None]:
        """Within the block, inside a transaction, PostgreSQL joins by hashes, whatever it guesses of the tables.

        It is for a statement that looks at all customers in any case: where the planner takes them for one, it would
        read the other table once for each. SQLite is told by the order that is written.
        """

    def drop_staging(self, import_id: int) -> None:
        """Remove the import's staging and plan, if there."""

    def staged_imports(self) -> list[int]:
        """The imports that have a staging of whatever age: after a crash some are left over."""


def moment(value: datetime | str | None) -> datetime | None:
    """A point in time as either database gives it, in UTC."""
    if value is None:
        return None
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
