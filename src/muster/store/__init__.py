"""The two databases: connection, transactions, staging in and out, named statements.

Nothing else in Muster imports a database driver.
"""

from muster.store.database import WAIT_SECONDS, Database, moment
from muster.store.errors import (
    Broken,
    Conflict,
    Damaged,
    DiskFull,
    Locked,
    OutOfDate,
    Refused,
    StoreError,
    Uncertain,
    Unreachable,
)
from muster.store.fault import fault
from muster.store.schema import is_current

__all__ = [
    "WAIT_SECONDS",
    "Broken",
    "Conflict",
    "Damaged",
    "Database",
    "DiskFull",
    "Locked",
    "OutOfDate",
    "Refused",
    "StoreError",
    "Uncertain",
    "Unreachable",
    "fault",
    "is_current",
    "moment",
    "open_database",
]


def open_database(url: str) -> Database:
    """Connect to `sqlite:///PATH` (made if missing, readable by its owner alone) or `postgresql://…`.

    Raises StoreError if it cannot be reached, ValueError if `url` is neither. The tables are not made here.
    """
    if url.startswith("sqlite:///"):
        from muster.store.sqlite import SQLite  # noqa: PLC0415  only the driver that is used is loaded

        return SQLite(url)
    if url.startswith(("postgresql://", "postgres://")):
        from muster.store.postgresql import PostgreSQL  # noqa: PLC0415

        return PostgreSQL(url)
    raise ValueError("A database is named by sqlite:///PATH or postgresql://USER@HOST/NAME.")
