"""An Exact Online to test against: a real HTTP server on the loopback, with rotating tokens, row versions and limits.

Pages have the shape of Exact's own samples (tests/sources/exact_online/samples), padding included.
"""

import re
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, quote, unquote_plus, urlencode, urlsplit

from tests.sources import loopback

CLIENT_SECRET = "canary-client-secret-77ab"
DIVISION = 499156


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


class FakeExact:
    """What the server has and does. `faults` are spent one by one, by the requests for rows, in their order."""

    def __init__(self) -> None:
        self.url = ""
        self.page = 1000
        self.rows: dict[str, list[dict[str, Any]]] = {"Accounts": [], "Contacts": [], "Addresses": [], "Deleted": []}
        self.divisions = {DIVISION: "Voorbeeld BV"}
        self.moved: str | None = None
        self.faults: list[str | None] = []
        self.asked: list[str] = []
        self.access = ""
        self.refresh = ""
        self.issued = 0.0
        self.age = 0.0  # seconds that passed since the token was issued, beside real ones
        self.tokens = 0
        self.version = 100
        self.headers: dict[str, str] = {"X-RateLimit-Minutely-Remaining": "59", "X-RateLimit-Remaining": "4999"}
        self.refuse_refresh = False
        self.renewing_seconds = 0.0  # how long it thinks before it renews a token
        self.issuing = threading.Lock()
        self.before_page: Callable[[int], None] | None = None

    def put(self, kind: str, **said: Any) -> dict[str, Any]:
        """A new row, or the same one changed: its version is the highest."""
        self.version += 1
        row = next((each for each in self.rows[kind] if each["ID"] == said["ID"]), None)
        if row is None:
            row = {}
            self.rows[kind].append(row)
        row |= said | {"Timestamp": str(self.version) if self.version % 2 else self.version}
        return row

    def account(self, number: int, **said: Any) -> dict[str, Any]:
        return self.put(
            "Accounts",
            **{
                "ID": guid(number), "Code": str(number).rjust(18), "Name": f"Bakker {number} BV", "Status": "C", "Type": "A",
                "Email": f"info{number}@example.com", "Phone": None, "Language": "NL-BE     ", "MainContact": None,
                "ChamberOfCommerce": None, "VATNumber": None, "AddressLine1": f"Kerkstraat {number}", "City": "Leuven",
                "Postcode": "3000", "Country": "BE ", "Blocked": False, "EndDate": None,
            } | said,
        )  # fmt: skip

    def contact(self, number: int, account: int, **said: Any) -> dict[str, Any]:
        return self.put("Contacts", **{"ID": guid(10_000 + number), "Account": guid(account)} | said)

    def address(self, number: int, account: int, kind: str, **said: Any) -> dict[str, Any]:
        return self.put("Addresses", **{"ID": guid(20_000 + number), "Account": guid(account), "Type": kind} | said)

    def issue(self) -> dict[str, str]:
        self.tokens += 1
        self.access, self.refresh = f"canary-access-{self.tokens}", f"canary-refresh-{self.tokens}"
        self.issued, self.age = time.time(), 0.0
        return {
            "access_token": self.access, "refresh_token": self.refresh, "expires_in": "600", "token_type": "bearer",
        }  # fmt: skip

    @property
    def seconds(self) -> float:
        return time.time() - self.issued + self.age

    def of(self, kind: str) -> list[str]:
        """The requests for one kind of rows."""
        return [unquote_plus(path) for path in self.asked if f"/{kind}?" in path]


def serving() -> AbstractContextManager[FakeExact]:
    """A running fake; its address is `url`."""
    return loopback.serving(FakeExact(), _Answers)


class _Answers(loopback.Answers):
    fake: FakeExact

    def answer(self) -> None:
        if self.command == "POST":
            with self.fake.issuing:
                return self._tokens()
        return self._get()

    def _tokens(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.fake.asked.append(f"POST {self.path} {form['grant_type'][0]}")
        if form.get("client_secret") != [CLIENT_SECRET]:
            return self._send(400, {"error": "invalid_client"})
        if form["grant_type"] == ["authorization_code"]:
            return self._send(200, self.fake.issue()) if form["code"] == ["good"] else self._send(400, {"error": "no"})
        time.sleep(self.fake.renewing_seconds)
        if self.fake.refuse_refresh or form["refresh_token"] != [self.fake.refresh]:
            return self._send(400, {"error": "invalid_grant"})
        if self.fake.seconds < 570:
            return self._send(401, {"error": "Access Token not expired"})
        return self._send(200, self.fake.issue())

    def _get(self) -> None:
        self.fake.asked.append(self.path)
        parts = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/api/oauth2/auth":
            return self._consent(query)
        if self.headers.get("Authorization") != f"Bearer {self.fake.access}" or self.fake.seconds >= 600:
            return self._send(401, {"error": "unauthorized"})
        if self.headers.get("Accept") != "application/json":
            return self._send(200, "<feed/>")
        if parts.path == "/api/v1/current/Me":
            return self._send(200, {"d": {"results": [{"CurrentDivision": DIVISION}]}})
        if parts.path.endswith("system/Divisions"):
            rows = [
                {"Code": code, "Description": name, "DivisionMoveDate": self.fake.moved}
                for code, name in self.fake.divisions.items()
            ]
            return self._send(200, {"d": {"results": rows}})
        fault = self.fake.faults.pop(0) if self.fake.faults else None
        if fault:
            return self._fault(fault)
        return self._rows(parts.path, query)

    def _consent(self, query: dict[str, str]) -> None:
        """The page on which a person allows the access."""
        back = urlencode({"code": "good", "state": query["state"]})
        self._send(200, f'<a href="{query["redirect_uri"]}?{back}">Allow</a>', {"Content-Type": "text/html"})

    def _rows(self, path: str, query: dict[str, str]) -> None:
        if "$select" not in query:
            return self._send(400, {"error": "select is mandatory"})
        kind = path.rpartition("/")[2]
        if self.fake.before_page:
            self.fake.before_page(len(self.fake.of(kind)))
        behind = int(query.get("$skiptoken", "0"))
        rows = sorted(self.fake.rows[kind], key=lambda row: int(row["Timestamp"]))
        rows = [row for row in rows if int(row["Timestamp"]) > behind and _passes(row, query["$filter"])]
        page = rows[: self.fake.page]
        names = query["$select"].split(",")
        sent: dict[str, Any] = {"results": [{name: row.get(name) for name in names} for row in page]}
        if len(rows) > len(page):
            asked = f"$select={quote(query['$select'])}&$filter={quote(query['$filter'])}"
            sent["__next"] = f"{self.fake.url}{path}?{asked}&$skiptoken={page[-1]['Timestamp']}"
        return self._send(200, {"d": sent})

    def _fault(self, fault: str) -> None:
        name, _, value = fault.partition(" ")
        if name == "minute":
            return self._send(429, {}, _limits("X-RateLimit-Minutely", int(value)))
        if name == "day":
            return self._send(429, {}, _limits("X-RateLimit", int(value)))
        if name == "cut":
            return self.cut(b'{"d": {"results": [')
        return self._send(int(name), {"error": "no"})

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self.send(status, body, {**self.fake.headers, **(headers or {})})


def _limits(name: str, seconds: int) -> dict[str, str]:
    return {f"{name}-Remaining": "0", f"{name}-Reset": str(int((time.time() + seconds) * 1000))}


def _passes(row: dict[str, Any], asked: str) -> bool:
    if newer := re.fullmatch(r"Timestamp gt (\d+)L", asked):
        return int(row["Timestamp"]) > int(newer[1])
    wanted = re.findall(r"(\w+) eq guid'([0-9a-f-]+)'", asked)
    return any(row.get(field) == value for field, value in wanted)
