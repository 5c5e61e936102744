"""A real `muster serve`, once per database and test process; each test has an environment of its own in it.

The cast: alice is the administrator, bob imports, victor looks on, charlie is a member of another environment only.
"""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from muster.apply import environments
from muster.environments.migrate import pointed
from muster.server.settings import SECRET_KEY
from muster.store import open_database

PASSWORD = "een lange zin als wachtwoord"
STARTUP_SECONDS = 90
WORK_SECONDS = 60

_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Served:
    """Where the server is, and the database behind it."""

    url: str
    database_url: str
    data_dir: Path


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who is signed in."""

    user: Any
    http: httpx.Client
    cookies: dict[str, str]

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.http.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """With the token against forged requests, as a form sends it."""
        sent = {**(data or {}), "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self.http.post(path, data=sent, headers={"Referer": str(self.http.base_url)}, **options)


@dataclass(kw_only=True)
class House:
    """One environment with its people."""

    served: Served
    environment: environments.Environment
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def path(self, rest: str = "") -> str:
        """The address of one of this environment's pages."""
        return f"/e/{self.environment.id}/{rest}"

    def database(self):
        """A connection of the engine's."""
        return open_database(self.served.database_url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Pages and worker as people run them."""
    with serving(request, tmp_path_factory.mktemp(f"served-{request.param}"), "served") as running:
        yield running


@contextmanager
def serving(request: pytest.FixtureRequest, data_dir: Path, name: str, *options: str) -> Iterator[Served]:
    """`muster serve` with these options, on a new database of this name and of the kind that is `request.param`."""
    url = _database(request, data_dir, name)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {
        **os.environ, "MUSTER_DATA_DIR": str(data_dir), "MUSTER_DATABASE_URL": url, "MUSTER_LANG": "en",
        "MUSTER_SECRET_KEY": SECRET_KEY,  # the tests sign people in by themselves
    }  # fmt: skip
    command = [sys.executable, "-m", "muster", "serve", "--port", str(port), "--threads", "2", *options]
    with (data_dir / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    try:
        _wait_until_it_answers(f"http://localhost:{port}", process, data_dir / "log")
        with pointed(url):
            yield Served(url=f"http://localhost:{port}", database_url=url, data_dir=data_dir)
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            pytest.fail("muster serve did not end")


def _database(request: pytest.FixtureRequest, data_dir: Path, name: str) -> str:
    if request.param == "sqlite":
        path = data_dir / "muster.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        path.chmod(0o600)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("migrated_postgresql")
    connection = open_database(server.format(name="postgres"))
    connection.execute(f"CREATE DATABASE {name} TEMPLATE template")
    connection.close()
    return server.format(name=name)


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"muster serve did not come up:\n{log.read_text()}")


@pytest.fixture(scope="session")
def password_hash(migrated_sqlite: Path) -> str:  # noqa: ARG001  by then Django is set up
    """Of PASSWORD: hashing takes half a second, once is enough."""
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


@pytest.fixture
def house(served: Served, password_hash: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A fresh environment with alice, bob and victor; charlie is in another one.

    What a test does in its own process lies where the served pages find it, and not in the user's own data folder.
    """
    monkeypatch.setenv("MUSTER_DATA_DIR", str(served.data_dir))
    from muster.environments.models import Member, User
    from muster.environments.roles import Role

    number = next(_numbers)
    database = open_database(served.database_url)
    home = environments.add(database, f"House {os.getpid()}-{number}", country="BE", language="nl")
    other = environments.add(database, f"Elsewhere {os.getpid()}-{number}")
    database.close()
    built = House(served=served, environment=home)
    cast = {"alice": Role.ADMINISTRATOR, "bob": Role.IMPORTER, "victor": Role.VIEWER, "charlie": Role.ADMINISTRATOR}
    for name, role in cast.items():
        email = f"{name}.{os.getpid()}.{number}@example.com"
        user = User.objects.create(email=email, name=name.capitalize(), language="en", password=password_hash)
        Member.objects.create(environment_id=other.id if name == "charlie" else home.id, user=user, role=role.value)
        built.people[name] = signed_in(served, user)
    yield built
    for person in built.people.values():
        person.http.close()


def signed_in(served: Served, user: Any) -> Person:
    """A person with a session, without the detour over the form."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": user.email}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    cookies = {"sessionid": session.session_key or "", "csrftoken": secrets.token_hex(16)}
    http = httpx.Client(base_url=served.url, cookies=cookies, follow_redirects=True, timeout=60)
    return Person(user=user, http=http, cookies=cookies)


@pytest.fixture
def inside(house, monkeypatch):
    """The pages in this process instead of a served one, for what a test puts in the place of something else."""
    from django.test import Client

    monkeypatch.setenv("MUSTER_DATABASE_URL", house.served.database_url)

    def opened(person: Person | None = None) -> Client:
        client = Client(headers={"host": "localhost"})
        if person is not None:
            client.cookies["sessionid"] = person.cookies["sessionid"]
        return client

    return opened


@pytest.fixture
def open_page(browser, house):
    """Open pages for people: `open_page(house.bob)`. What the console says or the policy blocks fails the test."""
    contexts, complaints = [], []

    def opened(person: Person | None, **options: Any):
        context = browser.new_context(
            base_url=house.served.url, **{"viewport": {"width": 1200, "height": 800}, **options}
        )
        contexts.append(context)
        if person is not None:
            cookies = [
                {"name": name, "value": value, "url": house.served.url} for name, value in person.cookies.items()
            ]
            context.add_cookies(cookies)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    expected = re.compile(r"the server responded with a status of (400|403|404|409|410|422)")
    assert [text for text in complaints if not expected.search(text)] == []


def pytest_collection_modifyitems(items):
    """All tests with one server run in one process, so that it is started once; those with a browser have their own."""
    for item in items:
        served_by = getattr(item, "callspec", None) and item.callspec.params.get("served")
        if served_by and "web" in str(item.path):
            visitor = "browser" if "browser" in item.fixturenames else "program"
            item.add_marker(pytest.mark.xdist_group(f"web-{served_by}-{visitor}"))
