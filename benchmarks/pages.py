"""What somebody waits for in front of a browser: 50 requests per page and filter, one after the other."""

import os
import random
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
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

WHOLE: Final = 1
HALF_NEW: Final = 3
BROKEN: Final = 4
"""Imports, by their numbers: of all customers; with as many new customers as changed ones; of all again, 5 % of them wrong.
The second was a change of 1 % of them. The last two wait for somebody to decide."""

Draw = Callable[[random.Random], str]

PAGES: Final[dict[str, Draw]] = {
    "list": lambda _draw: "customers/",
    "list, by number": lambda _draw: "customers/?sort=number",
    "list, newest": lambda _draw: "customers/?sort=newest",
    "list, turned": lambda draw: f"customers/?after={draw.randint(1, 900)}",
    "list, turned back, by number": lambda draw: f"customers/?sort=number&before={draw.randint(500, 900)}",
    "companies": lambda _draw: "customers/?kind=company",
    "a country": lambda draw: f"customers/?country={draw.choice(['BE', 'PT', 'LU'])}",
    "a language, by number": lambda draw: f"customers/?sort=number&language={draw.choice(['nl', 'pt', 'de'])}",
    "without a number": lambda _draw: "customers/?number=no",
    "changed by an import": lambda draw: f"customers/?changed_by={draw.choice([WHOLE, WHOLE + 1])}",
    "search, names": lambda draw: f"customers/?search={draw.choice(NAMES)}",
    "search, numbers": lambda draw: f"customers/?search=K{draw.randint(1, 999)}",
    "search, addresses": lambda draw: f"customers/?search={draw.choice(NAMES)[:4].strip()}@",
    "search, names of companies in a country": lambda draw: (
        f"customers/?kind=company&country=BE&search={draw.choice(NAMES)}"
    ),
    "search, names, changed by an import": lambda draw: f"customers/?changed_by={WHOLE}&search={draw.choice(NAMES)}",
    "a customer": lambda draw: f"customers/{draw.randint(1, 900)}/",
    "a customer, to be edited": lambda draw: f"customers/{draw.randint(1, 900)}/edit/",
    "a customer, to be merged": lambda draw: f"customers/{draw.randint(1, 900)}/merge/?search={draw.choice(NAMES)}",
    "imports": lambda _draw: "imports/",
    "an import with errors": lambda _draw: f"imports/{BROKEN}/",
    "an import with errors, cell by cell": lambda draw: (
        f"imports/{BROKEN}/problems/{_problem(draw)}/?file=1&line={_line(draw)}"
    ),
    "an import that waits": lambda _draw: f"imports/{HALF_NEW}/",
    "an import that waits, new customers": lambda draw: f"imports/{HALF_NEW}/plan/created/?file=1&line={_line(draw)}",
    "an import that waits, changed customers": lambda draw: (
        f"imports/{HALF_NEW}/plan/updated/?file=1&line={_line(draw)}"
    ),
    "an import that waits, deleted values": lambda _draw: f"imports/{HALF_NEW}/plan/deleted/",
    "an import that ended": lambda draw: f"imports/{draw.choice([WHOLE, WHOLE + 1])}/",
    "an import, to be undone": lambda draw: f"imports/{draw.choice([WHOLE, WHOLE + 1])}/undo/",
    "settings, rules": lambda _draw: "settings/rules/",
}
"""Each with its address in the environment, drawn anew for every request."""


def _problem(draw: random.Random) -> str:
    return draw.choice(["EML001", "TXT004", "ROW001"])


def _line(draw: random.Random) -> int:
    """Behind which a page begins, near the beginning and the end of files of every size."""
    return draw.choice([1, 800, 80_000, 800_000])


@dataclass
class Pages:
    """A database with many customers, and a server in front of it while it is measured.

    `waiting` are files that are sent before the first page is asked for.
    """

    url: str
    data_dir: Path
    waiting: Sequence[Path]
    _found: dict[str, list[float]] = field(default_factory=dict)
    _unsent: list[Path] = field(init=False)

    def __post_init__(self) -> None:
        self._unsent = [*self.waiting]

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
            while self._unsent:
                _send(client, self._unsent.pop(0))
            for name, address in PAGES.items():
                client.get(address(draw)).raise_for_status()
                found[name] = [_seconds(client, address(draw)) for _request in range(REQUESTS)]
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
            with httpx.Client(base_url=f"{address}/e/1/", cookies=cookies, timeout=60) as client:
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
Member.objects.get_or_create(environment_id=1, user=user, defaults={"role": "administrator"})
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


def _send(client: httpx.Client, path: Path) -> None:
    """Upload a file, and wait until somebody has to decide."""
    page = client.get("imports/new/").raise_for_status()
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text))
    with path.open("rb") as file:
        sent = client.post(
            "imports/upload/", data={"csrfmiddlewaretoken": token, "blank": "clear", "on_error": "stop"},
            files={"files": file}, headers={"Referer": str(page.url)}, follow_redirects=True,
        ).raise_for_status()  # fmt: skip
    while "aria-busy" in client.get(sent.url).raise_for_status().text:
        time.sleep(1)


def _seconds(client: httpx.Client, address: str) -> float:
    begun = time.perf_counter()
    client.get(address).raise_for_status()
    return time.perf_counter() - begun
