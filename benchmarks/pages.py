"""What somebody waits for who looks at customers in a browser: 50 requests per page and filter, one after the other."""

import os
import random
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import psycopg

from benchmarks.measure import Measurement

REQUESTS: Final = 50
STARTUP_SECONDS: Final = 120

NAMES: Final = (
    "peeters", "jan", "maes", "dupont", "martin", "schmidt", "rossi", "garcia", "silva", "bakkerij", "van den berg",
    "müller", "an pe", "zzzz", "qx", "verzekeringen bv", "jansen k", "claes eva", "o'n", "de vries",
)  # fmt: skip
"""Frequent names, rare ones and none at all; what is rare is dear, because everything must be looked through."""

Draw = Callable[[random.Random], str]

PAGES: Final[dict[str, Draw]] = {
    "list": lambda _draw: "",
    "list, by number": lambda _draw: "?sort=number",
    "list, newest": lambda _draw: "?sort=newest",
    "list, turned": lambda draw: f"?after={draw.randint(1, 900)}",
    "list, turned back, by number": lambda draw: f"?sort=number&before={draw.randint(500, 900)}",
    "companies": lambda _draw: "?kind=company",
    "a country": lambda draw: f"?country={draw.choice(['BE', 'PT', 'LU'])}",
    "a language, by number": lambda draw: f"?sort=number&language={draw.choice(['nl', 'pt', 'de'])}",
    "without a number": lambda _draw: "?number=no",
    "changed by an import": lambda draw: f"?changed_by={draw.choice([1, 2])}",
    "search, names": lambda draw: f"?search={draw.choice(NAMES)}",
    "search, numbers": lambda draw: f"?search=K{draw.randint(1, 999)}",
    "search, addresses": lambda draw: f"?search={draw.choice(NAMES)[:4].strip()}@",
    "search, names of companies in a country": lambda draw: f"?kind=company&country=BE&search={draw.choice(NAMES)}",
    "search, names, changed by an import": lambda draw: f"?changed_by=1&search={draw.choice(NAMES)}",
    "a customer": lambda draw: f"{draw.randint(1, 900)}/",
    "a customer, to be edited": lambda draw: f"{draw.randint(1, 900)}/edit/",
    "a customer, to be merged": lambda draw: f"{draw.randint(1, 900)}/merge/?search={draw.choice(NAMES)}",
}
"""Each with the end of its address, drawn anew for every request."""


@dataclass
class Pages:
    """A database with many customers, and a server in front of it while it is measured."""

    url: str
    data_dir: Path
    _found: dict[str, list[float]] = field(default_factory=dict)

    def measured(self, page: str, share: float) -> Measurement:
        """What `share` of the requests took at most. All pages are asked for when the first one is needed again."""
        if page not in self._found:
            self._found = self._ask()
        seconds = sorted(self._found[page])
        if share > 0.5:
            del self._found[page]
        return Measurement(seconds=seconds[round(share * (len(seconds) - 1))], peak_bytes=0)

    def _ask(self) -> dict[str, list[float]]:
        draw = random.Random(1)  # noqa: S311  the same requests every time
        found: dict[str, list[float]] = {}
        with self._serving() as client:
            for name, ending in PAGES.items():
                client.get(ending(draw)).raise_for_status()
                found[name] = [_seconds(client, ending(draw)) for _request in range(REQUESTS)]
        return found

    @contextmanager
    def _serving(self) -> Iterator[httpx.Client]:
        """Somebody who is signed in."""
        key = secrets.token_urlsafe(50)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environ = {
            **os.environ, "MUSTER_DATA_DIR": str(self.data_dir), "MUSTER_DATABASE_URL": self.url,
            "MUSTER_SECRET_KEY": key, "DJANGO_SETTINGS_MODULE": "muster.server.settings",
        }  # fmt: skip
        command = [sys.executable, "-m", "muster", "serve", "--port", str(port), "--processes", "1"]
        process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            address = f"http://localhost:{port}"
            _wait_for(address)
            signed_in = subprocess.run(  # noqa: S603
                [sys.executable, "-c", SIGN_IN], env=environ, check=True, stdout=subprocess.PIPE, text=True
            )
            cookies = {"sessionid": signed_in.stdout.strip()}
            with httpx.Client(base_url=f"{address}/e/1/customers/", cookies=cookies, timeout=60) as client:
                yield client
        finally:
            process.terminate()
            process.wait()


SIGN_IN: Final = """
import django

django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from muster.environments.models import Member, User

user, _made = User.objects.get_or_create(email="bench@example.com", defaults={"name": "Bench", "password": "!"})
Member.objects.get_or_create(environment_id=1, user=user, defaults={"role": "importer"})
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key)
"""


def settle(url: str) -> None:
    """What PostgreSQL does by itself a minute after an import: note which pages are seen by everybody, and count."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE customer")


def _wait_for(address: str) -> None:
    until = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < until:
        try:
            httpx.get(address, timeout=5)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("muster serve did not come up")


def _seconds(client: httpx.Client, ending: str) -> float:
    begun = time.perf_counter()
    client.get(ending).raise_for_status()
    return time.perf_counter() - begun
