"""Bring a database's tables to this program's. This is where the command line loads Django: it costs a second."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from muster.environments.databases import ALIAS, APART, apart_path, configured, sqlite_path
from muster.store import Database, is_current, open_database

ADVISORY_LOCK: Final = 0x6D757374  # "must"


def migrate(url: str) -> None:
    """Make or update the tables of the database at `url`. Safe to call twice, also at the same time."""
    database = open_database(url)
    try:
        with _alone(database):
            if not is_current(database):
                with pointed(url):
                    _run_migrations(ALIAS)
    finally:
        database.close()


def migrate_for_pages(url: str) -> None:
    """The same, with the tables of every library that the pages use, sessions and throttling."""
    database = open_database(url)
    try:
        with _alone(database), pointed(url):
            if url.startswith("sqlite:///"):
                _make_private(apart_path(url))
            for alias in (ALIAS, APART):
                if alias in configured(url):
                    _run_migrations(alias)
            _make_cache_table()
    finally:
        database.close()


def _make_private(path: Path) -> None:
    """Nobody but its owner reads who is signed in. A file that is there is not touched: see `store/sqlite.py`."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


@contextmanager
def pointed(url: str) -> Iterator[None]:
    """Let Django's connections be those of `url`, and what they were before afterwards."""
    from django.db import connections  # noqa: PLC0415  loaded only when needed

    _set_up(url)
    before = dict(connections.settings)
    _point(configured(url))
    try:
        yield
    finally:
        _point(before)


def _set_up(url: str) -> None:
    """Load Django once, with the queue's tables if `url` is a database that has them."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.server.settings")
    given = os.environ.get("MUSTER_DATABASE_URL")
    os.environ["MUSTER_DATABASE_URL"] = url
    try:
        django.setup()
    finally:  # whatever else this program does is not meant for that database
        del os.environ["MUSTER_DATABASE_URL"]
        if given is not None:
            os.environ["MUSTER_DATABASE_URL"] = given


def _point(databases: dict[str, dict[str, Any]]) -> None:
    from django.db import connections  # noqa: PLC0415

    for open_one in connections.all(initialized_only=True):
        open_one.close()
        del connections[open_one.alias]
    connections.settings.clear()
    connections.settings.update(connections.configure_settings(databases))


def _run_migrations(alias: str) -> None:
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", database=alias, interactive=False, verbosity=0)


def _make_cache_table() -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    call_command("createcachetable", database=APART if APART in connections.settings else ALIAS, verbosity=0)


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
    folder = os.open(sqlite_path(database.url).parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
