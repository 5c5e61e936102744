"""Sessions that are over, and counts of tries to sign in that do not count any more: nobody needs them."""

from muster.environments.databases import apart_path
from muster.store import Database, open_database


def forget_expired(database: Database) -> None:
    """Delete them, where pages are served. On SQLite they have a file of their own."""
    if database.name == "postgresql":
        _forget(database)
    elif apart_path(database.url).is_file():
        apart = open_database(f"sqlite:///{apart_path(database.url)}")
        try:
            _forget(apart)
        finally:
            apart.close()


def _forget(database: Database) -> None:
    for name in ("forget_sessions", "forget_counts"):
        database.execute(database.statement("muster.environments", name))
