"""PostgreSQL: many writers, rows locked one by one, COPY for whatever is many."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final, Literal

import polars as pl
import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.string import TextLoader

from muster.model.chunk import CHUNK_ROWS
from muster.model.tables import STAGING_SCHEMA, created_table, plan_table, staging_table
from muster.store.database import WAIT_SECONDS, Params, Row, Schema
from muster.store.errors import (
    Broken,
    Conflict,
    DiskFull,
    Locked,
    OutOfDate,
    Refused,
    StoreError,
    Uncertain,
    Unreachable,
)
from muster.store.shape import BYTEWISE, PLAN_TYPES, STAGING_TYPES
from muster.store.statements import statements

IDLE_TIMEOUT: Final = "60s"
"""A program that stops in the middle of a transaction loses its connection, so that it blocks nobody for longer."""

WORK_MEMORY: Final = "64MB"
"""For the sorts and joins of a million rows; the server's default of 4 MB would write them to disk."""

STATISTICS_TARGET: Final = 10
"""How closely working tables are looked at: 3,000 rows tell as much as 30,000 and cost a tenth."""

COPY_ROWS: Final = 10_000
"""Rows that are text at a time."""

CONNECT_SECONDS: Final = 10

_WORDS: Final = {
    "now": "clock_timestamp()",
    "later": "clock_timestamp() + make_interval(secs => %(seconds)s)",
    "for_update": "FOR UPDATE",
    "for_update_skip_locked": "FOR UPDATE SKIP LOCKED",
    "for_no_key_update": "FOR NO KEY UPDATE",
    "true": "TRUE",
    "false": "FALSE",
}


def parts(url: str) -> dict[str, str]:
    """What a URL says, by the server's own words: host, port, dbname, user, password and options. Connects to nothing."""
    return {name: str(value) for name, value in conninfo_to_dict(url).items()}


class PostgreSQL:
    """See `Database`."""

    name: Final[Literal["postgresql"]] = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = url
        with _translated():
            self._connection = psycopg.connect(
                url,
                autocommit=True,
                connect_timeout=CONNECT_SECONDS,
                application_name="muster",
                prepare_threshold=None,  # PgBouncer may give each transaction another server
            )
        self._connection.adapters.register_loader("jsonb", TextLoader)

    def close(self) -> None:
        """See `Database`."""
        self._connection.close()

    @contextmanager
    def transaction(self, *, wait_seconds: int = WAIT_SECONDS) -> Iterator[None]:
        """See `Database`."""
        if self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            raise RuntimeError("a transaction is open already, or the connection is lost")
        self.execute("BEGIN")
        try:
            self.execute(
                "SELECT set_config('lock_timeout', %(lock)s, true),"
                " set_config('idle_in_transaction_session_timeout', %(idle)s, true),"
                " set_config('work_mem', %(memory)s, true),"
                " set_config('jit', 'off', true),"  # compiling takes longer than it saves
                " set_config('synchronize_seqscans', 'off', true)",  # tables are read from their beginning
                {"lock": f"{wait_seconds}s", "idle": IDLE_TIMEOUT, "memory": WORK_MEMORY},
            )
            yield
        except BaseException:
            self._roll_back()
            raise
        self._commit()

    @contextmanager
    def leaving_no_trace(self) -> Iterator[None]:
        """See `Database`."""
        yield

    def execute(self, sql: str, params: Params | None = None) -> int:
        """See `Database`."""
        with _translated():
            return self._connection.execute(sql, params or {}).rowcount

    def fetch(self, sql: str, params: Params | None = None) -> list[Row]:
        """See `Database`."""
        with _translated():
            return self._connection.execute(sql, params or {}).fetchall()

    def frame(self, sql: str, params: Params | None = None, schema: Schema | None = None) -> pl.DataFrame:
        """See `Database`."""
        with _translated():
            cursor = self._connection.execute(sql, params or {})
            rows = cursor.fetchall()
        names = schema or [column.name for column in cursor.description or ()]
        return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)

    def frames(
        self, sql: str, params: Params | None, schema: Schema, *, rows: int = CHUNK_ROWS
    ) -> Iterator[pl.DataFrame]:
        """See `Database`."""
        with _translated():
            cursor = self._connection.cursor("frames")
            cursor.execute(sql, params or {})
        try:
            while True:
                with _translated():
                    some = cursor.fetchmany(rows)
                if not some:
                    return
                yield pl.DataFrame(some, schema=schema, orient="row")
        finally:
            if self._connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
                cursor.close()

    def statement(self, package: str, name: str, **names: str) -> str:
        """See `Database`."""
        return statements(package)[name].format_map({**_WORDS, **names})

    def create_staging(self, import_id: int) -> None:
        """See `Database`."""
        self.drop_staging(import_id)
        self._create(staging_table(import_id), STAGING_TYPES)

    def stage(self, import_id: int, frame: pl.DataFrame) -> None:
        """See `Database`."""
        self.copy_in(staging_table(import_id), frame.select(*STAGING_TYPES))

    def complete_staging(self, import_id: int) -> None:
        """See `Database`."""
        self.analyze(staging_table(import_id))

    def index_staging(self, import_id: int) -> None:
        """See `Database`."""
        self.execute(f"CREATE INDEX IF NOT EXISTS staging_{import_id}_place ON {staging_table(import_id)} (file, line)")

    def open_staging(self, import_id: int) -> bool:
        """See `Database`."""
        return self._is_there(staging_table(import_id))

    def create_plan(self, import_id: int, select: str | None = None, params: Params | None = None) -> int:
        """See `Database`."""
        table = plan_table(import_id)
        self.execute(f"DROP TABLE IF EXISTS {table}")
        if select is None:
            self._create(table, PLAN_TYPES)
            return 0
        # Unlike INSERT … SELECT it may use all cores.
        return self.execute(f"CREATE UNLOGGED TABLE {table} WITH (autovacuum_enabled = false) AS {select}", params)

    def index_plan(self, import_id: int, created: str) -> None:
        """See `Database`."""
        plan, table = plan_table(import_id), created_table(import_id)
        self.index_staging(import_id)
        self.execute(
            f"CREATE INDEX IF NOT EXISTS plan_{import_id}_updates ON {plan} (file, line) WHERE action = 'update'"
        )
        self.execute(f"DROP TABLE IF EXISTS {table}")
        self.execute(f"CREATE UNLOGGED TABLE {table} WITH (autovacuum_enabled = false) AS {created}")
        self.execute(f"CREATE INDEX created_{import_id}_place ON {table} (file, line)")

    def open_plan(self, import_id: int) -> bool:
        """See `Database`."""
        return self._is_there(created_table(import_id))

    def copy_in(self, table: str, frame: pl.DataFrame) -> None:
        """See `Database`."""
        columns = ", ".join(frame.columns)
        statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)"
        with _translated(), self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for some in frame.iter_slices(COPY_ROWS):
                rows = BytesIO()
                some.write_csv(rows, include_header=False)
                copy.write(rows.getbuffer())

    def analyze(self, table: str, *, lasting: bool = False) -> None:
        """See `Database`."""
        if lasting:
            self.execute(f"ANALYZE (SKIP_LOCKED) {table}")
        else:
            self.execute(f"SET LOCAL default_statistics_target = {STATISTICS_TARGET}; ANALYZE {table}")

    @contextmanager
    def hashing(self) -> Iterator[None]:
        """See `Database`."""
        self.execute("SET LOCAL enable_nestloop = off")
        yield
        self.execute("SET LOCAL enable_nestloop = on")

    def drop_staging(self, import_id: int) -> None:
        """See `Database`."""
        tables = (created_table(import_id), plan_table(import_id), staging_table(import_id))
        self.execute(f"DROP TABLE IF EXISTS {', '.join(tables)}")

    def staged_imports(self) -> list[int]:
        """See `Database`."""
        names = self.fetch("SELECT tablename FROM pg_tables WHERE schemaname = %(schema)s", {"schema": STAGING_SCHEMA})
        found = (re.fullmatch(r"(?:staging|plan)_(\d+)", name) for (name,) in names)
        return sorted({int(match[1]) for match in found if match})

    def _is_there(self, table: str) -> bool:
        return self.fetch("SELECT to_regclass(%(table)s) IS NOT NULL", {"table": table})[0][0] is True

    def _create(self, table: str, types: dict[str, str]) -> None:
        columns = ", ".join(
            f'{name} {kind} COLLATE "C"' if name in BYTEWISE else f"{name} {kind}" for name, kind in types.items()
        )
        self.execute(f"CREATE UNLOGGED TABLE {table} ({columns}) WITH (autovacuum_enabled = false)")

    def _commit(self) -> None:
        try:
            self.execute("COMMIT")
        except Unreachable:
            raise Uncertain from None

    def _roll_back(self) -> None:
        if not self._connection.closed:
            try:
                self._connection.execute("ROLLBACK")
            except psycopg.Error:
                self._connection.close()  # the server rolls back what a lost connection left open


_KINDS: Final[dict[str, type[StoreError]]] = {
    "53100": DiskFull,
    "55P03": Locked,
    "40001": Conflict,
    "40P01": Conflict,
    "3F000": OutOfDate,
    "42P01": OutOfDate,
    "42703": OutOfDate,
    "3D000": Refused,
    "42501": Refused,
    "25006": Refused,
}
_CLASSES: Final[dict[str, type[StoreError]]] = {"08": Unreachable, "57": Unreachable, "53": Unreachable, "28": Refused}


_REFUSALS: Final = re.compile(r"authentication failed|no password supplied|pg_hba\.conf|does not exist|not permitted")


@contextmanager
def _translated() -> Iterator[None]:
    """The driver's exceptions as ours, without what the server says of the failing row."""
    try:
        yield
    except psycopg.Error as error:
        code = error.sqlstate
        if code is None:  # the server never answered, or refused the connection; libpq gives only words for that
            raise (Refused if _REFUSALS.search(str(error)) else Unreachable) from None
        if code.startswith("23"):
            raise Broken(f"{Broken.__doc__} ({code}, {error.diag.constraint_name})") from None
        kind = _KINDS.get(code) or _CLASSES.get(code[:2])
        if kind is not None:
            raise kind from None
        raise StoreError(
            f"The database refused a statement (SQLSTATE {code}). Nothing was written.", permanent=True
        ) from None
