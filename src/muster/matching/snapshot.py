"""Reads and writes of staging as one unit."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from muster.store import Database, StoreError


def snapshot(database: Database) -> AbstractContextManager[None]:
    """Reads and writes of staging as one unit, in which frames may be read; it never waits for writers of customers."""
    return database.transaction() if database.name == "postgresql" else _savepoint(database)


@contextmanager
def _savepoint(database: Database) -> Iterator[None]:
    """On SQLite `transaction()` would keep all other writers out; this one only writes the import's own file."""
    database.execute("SAVEPOINT matching")
    try:
        yield
    except BaseException:
        with suppress(StoreError):  # what ended a statement may have ended the savepoint with it
            database.execute("RELEASE matching")  # half a plan is no plan, but it is a cache and will be made anew
        raise
    database.execute("RELEASE matching")
