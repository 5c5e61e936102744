"""Django's view of the database that a URL names. On SQLite sessions and throttling have a file of their own.

While an import is applied, SQLite lets nobody else write; people sign in all the same, because that is written
elsewhere.
"""

from pathlib import Path
from typing import Any, Final

ALIAS: Final = "default"
APART: Final = "sessions"
"""The second file's alias; there is none on PostgreSQL."""

APART_APPS: Final = frozenset(["sessions", "django_cache"])
QUEUE_APP: Final = "procrastinate"
"""The queue's tables are PostgreSQL's alone; on SQLite `muster serve` looks for work itself."""


def configured(url: str) -> dict[str, dict[str, Any]]:
    """`DATABASES` for `sqlite:///PATH` or `postgresql://…`; none for any other text, which is refused elsewhere."""
    if url.startswith("sqlite:///"):
        path = sqlite_path(url)
        return {ALIAS: _sqlite(path), APART: _sqlite(apart_path(url))}
    if not url.startswith(("postgresql://", "postgres://")):
        return {}
    from muster.store.postgresql import parts  # noqa: PLC0415  only where PostgreSQL is used

    found = parts(url)
    named = {key.upper(): found.pop(key) for key in ("user", "password", "host", "port") if key in found}
    return {
        ALIAS: {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": found.pop("dbname", ""),
            **named,
            "OPTIONS": found,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "DISABLE_SERVER_SIDE_CURSORS": True,  # PgBouncer may give each transaction another server
        }
    }


def queue_apps(url: str) -> list[str]:
    """The Django app of the queue, which costs half a second to load, where it is of use."""
    return ["procrastinate.contrib.django"] if url.startswith(("postgresql://", "postgres://")) else []


def sqlite_path(url: str) -> Path:
    """Where the file of `sqlite:///PATH` lies."""
    return Path(url.removeprefix("sqlite:///")).expanduser()


def apart_path(url: str) -> Path:
    """Where the second file lies."""
    return sqlite_path(url).with_suffix(".sessions.db")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"timeout": 60, "transaction_mode": "IMMEDIATE"},
    }


class Router:
    """Which tables lie where."""

    def db_for_read(self, model: Any, **hints: object) -> str | None:
        """Sessions and the cache apart where there is a second file."""
        return APART if model._meta.app_label in APART_APPS and _is_apart() else None  # noqa: SLF001  Django's own name for it

    def db_for_write(self, model: Any, **hints: object) -> str | None:
        """As for reading."""
        return self.db_for_read(model)

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        """Each table in one place only."""
        from django.db import connections  # noqa: PLC0415

        if app_label in APART_APPS:
            return db == (APART if _is_apart() else ALIAS)
        if app_label == QUEUE_APP:
            return connections[db].vendor == "postgresql"
        return db == ALIAS


def _is_apart() -> bool:
    from django.db import connections  # noqa: PLC0415

    return APART in connections.settings
