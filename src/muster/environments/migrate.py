"""Bring a database's tables to this program's. This is where the command line loads Django: it costs 0.7 s."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from muster.store import Database, is_current, open_database

ALIAS: Final = "default"
ADVISORY_LOCK: Final = 0x6D757374  # "must"


def migrate(url: str) -> None:
    """Make or update the tables of the database at `url`. Safe to call twice, also at the same time."""
    database = open_database(url)
    try:
        with _alone(database):
            if not is_current(database):
                _run_migrations(url)
    finally:
        database.close()


def _run_migrations(url: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.server.settings")
    import django  # noqa: PLC0415  loaded only when needed
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    django.setup()
    before = connections.settings.get(ALIAS)
    connections.settings.update(connections.configure_settings({ALIAS: _settings(url)}))
    with suppress(AttributeError):
        del connections[ALIAS]  # whoever asked for it before the settings were put in holds one to no database
    try:
        call_command("migrate", database=ALIAS, interactive=False, verbosity=0)
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        if before is not None:
            connections.settings[ALIAS] = before


def _settings(url: str) -> dict[str, Any]:
    if url.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(_path(url)),
            "OPTIONS": {"timeout": 60, "transaction_mode": "IMMEDIATE"},
        }
    from muster.store.postgresql import parts  # noqa: PLC0415  only where PostgreSQL is used

    found = parts(url)
    named = {key.upper(): found.pop(key) for key in ("user", "password", "host", "port") if key in found}
    return {"ENGINE": "django.db.backends.postgresql", "NAME": found.pop("dbname", ""), **named, "OPTIONS": found}


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Only one program migrates at a time."""
    if database.name == "postgresql":
        database.fetch("SELECT pg_advisory_lock(%(key)s)", {"key": ADVISORY_LOCK})
        try:
            yield
        finally:
            database.fetch("SELECT pg_advisory_unlock(%(key)s)", {"key": ADVISORY_LOCK})
        return
    # The folder, not the file: closing a second handle of an SQLite file drops SQLite's own locks on it.
    folder = os.open(_path(database.url).parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///")).expanduser()
