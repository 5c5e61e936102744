"""What the work costs at least: the shortest programs that could be said to do it, without looking at any value."""

import csv
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import polars as pl
import psycopg

from muster.model.fields import FIELDS, NAMES
from muster.model.keys import email_key, name_key, number_key

Timed = Callable[[], object]

COLUMNS: Final = (
    "environment_id",
    *NAMES,
    "email_key",
    "number_key",
    "name_key",
    "created_import",
    "created_file",
    "created_line",
)
NAME_KEY: Final = (
    "lower(trim(coalesce(s.company || ' ', '') || coalesce(s.lastname || ' ', '') || coalesce(s.firstname, '')))"
)
BLOCK_BYTES: Final = 1 << 20


def read(path: str) -> Timed:
    """A bare csv.reader loop."""

    def timed() -> int:
        with Path(path).open(newline="", encoding="utf-8-sig") as file:
            return sum(1 for _ in csv.reader(file))

    return timed


def copy(path: str, url: str) -> Timed:
    """COPY into a table equal to Muster's, its keys and indexes included; one transaction."""
    copied = _as_copy_data(path)
    _run(url, "DROP TABLE IF EXISTS floor", "CREATE TABLE floor (LIKE customer INCLUDING ALL)")

    def timed() -> None:
        with psycopg.connect(url) as connection:
            _copy(connection, copied, f"floor ({', '.join(COLUMNS)})")

    return timed


def copy_and_update(path: str, later: str, url: str) -> Timed:
    """COPY into a temporary table and UPDATE every row of an equal table from it: no journal, nothing looked at."""
    before, after = _as_copy_data(path), _as_copy_data(later)
    _run(url, "DROP TABLE IF EXISTS floor", "CREATE TABLE floor (LIKE customer INCLUDING ALL)")
    with psycopg.connect(url) as connection:
        _copy(connection, before, f"floor ({', '.join(COLUMNS)})")
    _run(url, "VACUUM ANALYZE floor")
    values = ", ".join(f"{name} = s.{name}" for name in (*NAMES, "email_key", "number_key", "name_key"))

    def timed() -> None:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TEMPORARY TABLE staged (LIKE customer) ON COMMIT DROP")
            connection.execute("ALTER TABLE staged ALTER id DROP NOT NULL, ALTER version DROP NOT NULL")
            _copy(connection, after, f"staged ({', '.join(COLUMNS)})")
            connection.execute("ANALYZE staged")
            connection.execute(
                f"UPDATE floor AS f SET {values} FROM staged AS s"
                " WHERE f.environment_id = s.environment_id AND f.number = s.number"
            )

    return timed


def insert(path: str, database: str) -> Timed:
    """csv.reader, executemany into a temporary table, INSERT … SELECT into a table equal to Muster's, with its indexes."""
    connection = _equal_table(database)

    def timed() -> None:
        _stage(connection, path)
        _insert(connection)
        connection.execute("COMMIT")

    return timed


def insert_and_update(path: str, later: str, database: str) -> Timed:
    """The same for rows that are there: UPDATE every one from the temporary table, without a journal."""
    connection = _equal_table(database)
    _stage(connection, path)
    _insert(connection)
    connection.execute("DROP TABLE staged")
    connection.execute("COMMIT")
    values = ", ".join(f"{name} = s.{name}" for name in NAMES)

    def timed() -> None:
        _stage(connection, later)
        connection.execute(
            f"UPDATE floor AS f SET {values}, email_key = lower(s.email), number_key = lower(s.number),"
            f" name_key = {NAME_KEY} FROM staged AS s"
            " WHERE f.environment_id = 1 AND f.number = s.number"
        )
        connection.execute("COMMIT")

    return timed


def _as_copy_data(path: str) -> Path:
    """The file's rows as COPY wants them, keys filled, written to a file beside."""
    frame = pl.read_csv(path, infer_schema=False).rename({field.header: field.name for field in FIELDS})
    frame = frame.select(
        pl.lit(1).alias("environment_id"),
        *NAMES,
        email_key(pl.col("email")).alias("email_key"),
        number_key(pl.col("number")).alias("number_key"),
        name_key(frame).alias("name_key"),
        pl.lit(1).alias("created_import"),
        pl.lit(1).alias("created_file"),
        (pl.int_range(pl.len()) + 2).alias("created_line"),
    )
    with tempfile.NamedTemporaryFile(suffix=".csv", delete=False, dir=Path(path).parent) as file:
        frame.write_csv(file, include_header=False)
    return Path(file.name)


def _copy(connection: psycopg.Connection, source: Path, target: str) -> None:
    statement = f"COPY {target} FROM STDIN (FORMAT csv)"
    with source.open("rb") as file, connection.cursor().copy(statement) as copied:
        while block := file.read(BLOCK_BYTES):
            copied.write(block)
    source.unlink()


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _equal_table(database: str) -> sqlite3.Connection:
    """A connection to Muster's own file, with the settings Muster uses; its table `floor` equals `customer`, and is empty."""
    connection = sqlite3.connect(database, isolation_level=None)
    for setting in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536", "temp_store = FILE"):
        connection.execute(f"PRAGMA {setting}")
    made = connection.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'customer' AND sql IS NOT NULL"
    ).fetchall()
    for (sql,) in made:
        connection.execute(sql.replace('"customer"', '"floor"').replace('"customer_', '"floor_'))
    return connection


def _stage(connection: sqlite3.Connection, path: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"CREATE TEMPORARY TABLE staged ({', '.join(f'{name} TEXT' for name in NAMES)}, line INTEGER)")
    places = ", ".join("?" * (len(NAMES) + 1))
    connection.executemany(f"INSERT INTO staged VALUES ({places})", _rows(path))


def _rows(path: str) -> Iterator[list[str | int | None]]:
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        next(reader)
        for row in reader:
            yield [*[cell or None for cell in row], reader.line_num]


def _insert(connection: sqlite3.Connection) -> None:
    connection.execute(
        f"INSERT INTO floor ({', '.join(COLUMNS)})"
        f" SELECT 1, {', '.join(NAMES)}, lower(email), lower(number), {NAME_KEY}, 1, 1, line FROM staged AS s"
    )
