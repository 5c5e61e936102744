"""SQLite: one file, one writer at a time, readers never wait.

Staging is a file of its own per import, written through ADBC and attached for SQL. ADBC carries an SQLite library of
its own and never opens the main file: two libraries in one process would drop each other's POSIX locks.
"""

import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import polars as pl

from muster.model.chunk import CHUNK_ROWS
from muster.model.tables import STAGING_SCHEMA, created_table, plan_table, staging_table
from muster.store.adbc import StagingFile
from muster.store.database import WAIT_SECONDS, Params, Row, Schema
from muster.store.errors import Broken, Damaged, DiskFull, Locked, OutOfDate, Refused, StoreError, Unreachable
from muster.store.shape import PLAN_TYPES, STAGING_TYPES
from muster.store.statements import named_style, statements

CACHE_KIB: Final = 65_536
STAGING_CACHE_KIB: Final = 8_192  # it is read in the order of its rows

STEPS_BETWEEN_SIGNALS: Final = 1_000_000
"""A statement over a million rows takes seconds; after so many steps of SQLite's machine Python may see a Ctrl-C."""

_WORDS: Final = {
    "now": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
    "later": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', %(seconds)s || ' seconds')",
    "for_update": "",
    "for_update_skip_locked": "",
    "for_no_key_update": "",
    "true": "1",
    "false": "0",
}


class SQLite:
    """See `Database`."""

    name: Final[Literal["sqlite"]] = "sqlite"

    def __init__(self, url: str) -> None:
        self.url = url
        self.path = Path(url.removeprefix("sqlite:///")).expanduser()
        self._attached: int | None = None
        self._writing: tuple[int, StagingFile] | None = None
        _make_private(self.path)
        with _translated():
            self._connection = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
            try:
                self._settle()
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """See `Database`."""
        self._close_writer()
        self._connection.close()

    @contextmanager
    def transaction(self, *, wait_seconds: int = WAIT_SECONDS) -> Iterator[None]:
        """See `Database`."""
        if self._connection.in_transaction:
            raise RuntimeError("a transaction is open already")
        self._connection.execute(f"PRAGMA busy_timeout = {wait_seconds * 1000}")
        try:
            self.execute("BEGIN IMMEDIATE")
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def leaving_no_trace(self) -> Iterator[None]:
        """See `Database`."""
        self.execute("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            self.execute("PRAGMA secure_delete = OFF")
            self.fetch("PRAGMA wal_checkpoint(TRUNCATE)")

    def execute(self, sql: str, params: Params | None = None) -> int:
        """See `Database`."""
        with _translated():
            return self._connection.execute(named_style(sql), _bindable(params)).rowcount

    def fetch(self, sql: str, params: Params | None = None) -> list[Row]:
        """See `Database`."""
        with _translated():
            return self._connection.execute(named_style(sql), _bindable(params)).fetchall()

    def frame(self, sql: str, params: Params | None = None, schema: Schema | None = None) -> pl.DataFrame:
        """See `Database`."""
        with _translated():
            cursor = self._connection.execute(named_style(sql), _bindable(params))
            rows = cursor.fetchall()
        names = schema or [column[0] for column in cursor.description]
        return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)

    def frames(
        self, sql: str, params: Params | None, schema: Schema, *, rows: int = CHUNK_ROWS
    ) -> Iterator[pl.DataFrame]:
        """See `Database`."""
        with _translated():
            cursor = self._connection.execute(named_style(sql), _bindable(params))
        while True:
            with _translated():
                some = cursor.fetchmany(rows)
            if not some:
                return
            yield pl.DataFrame(some, schema=schema, orient="row")

    def statement(self, package: str, name: str, **names: str) -> str:
        """See `Database`."""
        return statements(package)[name].format_map({**_WORDS, **names})

    def create_staging(self, import_id: int) -> None:
        """See `Database`."""
        self.drop_staging(import_id)
        path = self._staging_path(import_id)
        _make_private(path)
        columns = ", ".join(f"{name} {kind}" for name, kind in STAGING_TYPES.items())
        table = staging_table(import_id).removeprefix(f"{STAGING_SCHEMA}.")
        with _translated():
            self._writing = (
                import_id,
                StagingFile(path, table, f"CREATE TABLE {table} ({columns}, PRIMARY KEY (file, line)) WITHOUT ROWID"),
            )

    def stage(self, import_id: int, frame: pl.DataFrame) -> None:
        """See `Database`."""
        if self._writing is None or self._writing[0] != import_id:
            raise RuntimeError(f"the staging of import {import_id} is not being written")
        with _translated():
            self._writing[1].append(frame.select(*STAGING_TYPES))

    def complete_staging(self, import_id: int) -> None:
        """See `Database`."""
        self._attach(import_id)

    def index_staging(self, import_id: int) -> None:
        """See `Database`: it is the key of the table."""

    def open_staging(self, import_id: int) -> bool:
        """See `Database`."""
        if not self._staging_path(import_id).exists():
            return False
        self._attach(import_id)
        return True

    def create_plan(self, import_id: int, select: str | None = None, params: Params | None = None) -> int:
        """See `Database`."""
        self._attach(import_id)
        table = plan_table(import_id)
        columns = ", ".join(f"{name} {kind}" for name, kind in PLAN_TYPES.items())
        self.execute(f"DROP TABLE IF EXISTS {table}")
        self.execute(f"CREATE TABLE {table} ({columns}, PRIMARY KEY (file, line)) WITHOUT ROWID")
        return self.execute(f"INSERT INTO {table} {select}", params) if select else 0

    def index_plan(self, import_id: int, created: str) -> None:
        """See `Database`."""
        self._attach(import_id)
        plan, table = plan_table(import_id), created_table(import_id)
        index = f"{STAGING_SCHEMA}.plan_{import_id}_updates"
        self.execute(
            f"CREATE INDEX IF NOT EXISTS {index} ON {plan.partition('.')[2]} (file, line) WHERE action = 'update'"
        )
        self.execute(f"DROP TABLE IF EXISTS {table}")
        self.execute(f"CREATE TABLE {table} (file INTEGER, line INTEGER, PRIMARY KEY (file, line)) WITHOUT ROWID")
        self.execute(f"INSERT INTO {table} {created}")

    def open_plan(self, import_id: int) -> bool:
        """See `Database`."""
        named = {"name": created_table(import_id).partition(".")[2]}
        there = f"SELECT 1 FROM {STAGING_SCHEMA}.sqlite_master WHERE name = %(name)s"
        return self.open_staging(import_id) and bool(self.fetch(there, named))

    def copy_in(self, table: str, frame: pl.DataFrame) -> None:
        """See `Database`."""
        names = ", ".join(frame.columns)
        marks = ", ".join("?" * frame.width)
        with _translated():
            self._connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", frame.iter_rows())

    def analyze(self, table: str, *, lasting: bool = False) -> None:
        """See `Database`."""

    def hashing(self) -> AbstractContextManager[None]:
        """See `Database`."""
        return nullcontext()

    def drop_staging(self, import_id: int) -> None:
        """See `Database`."""
        if self._writing is not None and self._writing[0] == import_id:
            self._close_writer()
        if self._attached == import_id:
            self._detach()
        self._staging_path(import_id).unlink(missing_ok=True)

    def staged_imports(self) -> list[int]:
        """See `Database`."""
        pattern = re.compile(re.escape(f"{self.path.name}-staging-") + r"(\d+)")
        found = (pattern.fullmatch(file.name) for file in self.path.parent.iterdir())
        return sorted(int(match[1]) for match in found if match)

    def _roll_back(self) -> None:
        if self._connection.in_transaction:  # a full disk, for one, has rolled back already
            self._connection.execute("ROLLBACK")

    def _settle(self) -> None:
        self._connection.set_progress_handler(lambda: 0, STEPS_BETWEEN_SIGNALS)
        for setting in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"cache_size = -{CACHE_KIB}",
            "journal_size_limit = 67108864",
        ):
            self._connection.execute(f"PRAGMA {setting}")

    def _staging_path(self, import_id: int) -> Path:
        return self.path.with_name(f"{self.path.name}-staging-{import_id}")

    def _attach(self, import_id: int) -> None:
        if self._attached == import_id:
            return
        self._close_writer()
        if self._attached is not None:
            self._detach()
        self.execute(f"ATTACH DATABASE %(path)s AS {STAGING_SCHEMA}", {"path": str(self._staging_path(import_id))})
        self._attached = import_id
        # Staging is a cache: a rollback must work, a power cut may cost it.
        self.execute(f"PRAGMA {STAGING_SCHEMA}.journal_mode = MEMORY")
        self.execute(f"PRAGMA {STAGING_SCHEMA}.synchronous = OFF")
        self.execute(f"PRAGMA {STAGING_SCHEMA}.cache_size = -{STAGING_CACHE_KIB}")

    def _detach(self) -> None:
        self.execute(f"DETACH DATABASE {STAGING_SCHEMA}")
        self._attached = None

    def _close_writer(self) -> None:
        if self._writing is not None:
            self._writing[1].close()
            self._writing = None


def _refused(path: Path, reason: str | None) -> Refused:
    return Refused(f"The database file {path} cannot be opened: {reason}. Nothing was written.")


def _make_private(path: Path) -> None:
    """An empty file that only its owner reads, if there is none. SQLite gives its journals the same mode.

    One that is there is never opened here: closing it again would drop the locks that other connections of this process
    hold on it (POSIX), and another process could take the journal away under their hands.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        elif not os.access(path, os.R_OK | os.W_OK):
            raise _refused(path, os.strerror(errno.EACCES))
    except FileExistsError:
        return  # somebody else made it just now
    except PermissionError as error:
        raise _refused(path, error.strerror) from None
    except OSError as error:
        raise Unreachable(
            f"The database file {path} cannot be opened: {error.strerror}. Nothing was written."
        ) from None


def _bindable(params: Params | None) -> dict[str, object]:
    return {name: _text(value) if isinstance(value, datetime) else value for name, value in (params or {}).items()}


def _text(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "milliseconds")


_KINDS: Final[dict[int, type[StoreError]]] = {
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CANTOPEN: Unreachable,
    sqlite3.SQLITE_READONLY: Refused,
    sqlite3.SQLITE_PERM: Refused,
    sqlite3.SQLITE_AUTH: Refused,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_NOTADB: Damaged,
    sqlite3.SQLITE_CONSTRAINT: Broken,
}


@contextmanager
def _translated() -> Iterator[None]:
    """The driver's exceptions as ours. SQLite names columns and constraints in its messages, never values."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT:  # the driver swallows the exception that a signal raised
            raise KeyboardInterrupt from None
        if "no such table" in str(error) or "no such column" in str(error):
            raise OutOfDate from None
        if code == sqlite3.SQLITE_IOERR:
            raise StoreError("The disk failed while the database was being used. Nothing was written.") from None
        kind = _KINDS.get(code, StoreError)
        if kind in (StoreError, Broken):
            raise kind(f"The database refused a statement: {error}. Nothing was written.", permanent=True) from None
        raise kind from None
