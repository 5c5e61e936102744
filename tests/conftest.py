"""A real PostgreSQL for every test that wants a database, beside SQLite; both with the tables of this program."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import settings
from tests import pictures
from tests.browser import open_browser

from muster.environments.migrate import migrate
from muster.store import Database, open_database

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

settings.register_profile("muster", deadline=None)  # a busy machine is no mistake of the code
settings.load_profile("muster")

_names = count(1)


SERVERS: Final = frozenset({"postgresql_server", "browser", "served", "smtp"})
"""Fixtures that start another program, or talk to one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--approve", action="store_true", help="Keep texts and pictures anew as what tests compare with.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs another program is not for `make quick`: SQLite shows there what a change broke, PostgreSQL in `make test`."""
    for item in items:
        params = (
            item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
        )
        if "postgresql" in params or not SERVERS.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def approve(pytestconfig: pytest.Config) -> bool:
    """Whether what is made now is what tests compare with from now on."""
    return bool(pytestconfig.getoption("--approve"))


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's chromium. A test opens its own page or context in it, and closes it."""
    with open_browser() as opened:
        yield opened


@pytest.fixture
def looks_like(request: pytest.FixtureRequest, tmp_path: Path) -> "Callable[..., None]":
    """Compare a page, or so many pixels of it, with the picture of it that was approved."""

    def looks_like(page: "Page", approved: Path, height: int | None = None) -> None:
        taken = pictures.take(page, height)
        if request.getfixturevalue("approve"):
            pictures.keep(taken, approved)
        assert approved.is_file(), f"Nobody has looked at {approved.name} yet: pytest --approve, then look at it."
        apart = pictures.difference(taken, pictures.kept(approved))
        if apart > pictures.GREATEST_DIFFERENCE:
            taken.save(tmp_path / approved.name)
            pytest.fail(f"{approved.name} differs by {apart:.0f}; it looks like {tmp_path / approved.name} now.")

    return looks_like


def _program(name: str) -> str:
    """PostgreSQL's own programs, which Debian keeps out of the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name), reverse=True)
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        pytest.fail(f"These tests need PostgreSQL 15 or newer: {name} was not found. On Debian: apt install postgresql")
    return found


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of an empty server, without a database's name."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path is short
    user = _server_user()
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        with (folder / "output").open("ab") as output:  # a pipe would wait for the server that pg_ctl leaves behind
            done = subprocess.run(command, user=user, cwd=folder, check=False, stdout=output, stderr=output)
        if done.returncode:
            pytest.fail(f"{command[0]} failed:\n{(folder / 'output').read_text()}")

    data = str(folder / "data")
    settings = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"
    run(_program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    run(
        _program("pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"),
        "-o", f"-k {folder} -c listen_addresses='' {settings}", "start",
    )  # fmt: skip
    try:
        yield f"postgresql://postgres@/{{name}}?host={folder}"
    finally:
        run(_program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "muster.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> str:
    """The server's URL; its database `template` has all tables."""
    _on_server(postgresql_server, "CREATE DATABASE template")
    migrate(postgresql_server.format(name="template"))
    return postgresql_server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database, once per test on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "muster.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        path.chmod(0o600)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("migrated_postgresql")
    name = f"test_{next(_names)}"
    _on_server(server, f"CREATE DATABASE {name} TEMPLATE template")
    yield server.format(name=name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A connection to `database_url`."""
    opened = open_database(database_url)
    yield opened
    opened.close()


def _on_server(server: str, sql: str) -> None:
    connection = open_database(server.format(name="postgres"))
    try:
        connection.execute(sql)
    finally:
        connection.close()
