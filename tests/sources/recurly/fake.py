"""A Recurly to test against: a real HTTP server on the loopback, with cursors, limits, and faults on order.

The official client is run against it, too (test_official_client.py): that keeps it honest.
"""

import base64
import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.sources import loopback

KEY = "canary-api-key-5f2d"
TOKEN = "canary-login-token-81c4"


def account(number: int, **said: Any) -> dict[str, Any]:
    """An account of an invented customer, as the API sends it."""
    return {
        "id": f"acc{number:010}", "object": "account", "code": f"C-{number}", "state": "active", "bill_to": "self",
        "parent_account_id": None, "email": f"customer{number}@example.com", "cc_emails": None,
        "preferred_locale": "nl-BE", "first_name": "An", "last_name": f"Peeters {_letters(number)}", "company": None,
        "vat_number": None, "billing_info": None, "hosted_login_token": TOKEN, "custom_fields": [],
        "address": {
            "phone": "0470 12 34 56", "street1": f"Kerkstraat {number}", "street2": None, "city": "Leuven",
            "region": None, "postal_code": "3000", "country": "BE", "geo_code": None,
        },
        "created_at": "2026-01-01T00:00:00Z", "updated_at": moment(number), "deleted_at": None,
    } | said  # fmt: skip


def moment(minutes: int) -> str:
    """So many minutes into the year, whole seconds, as the API writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_767_225_600 + 60 * minutes))


class FakeRecurly:
    """What the server has and does. `faults` are spent one by one, by the requests for accounts, in their order."""

    def __init__(self) -> None:
        self.url = ""
        self.accounts: list[dict[str, Any]] = []
        self.domains = ["acme"]
        self.hidden: set[str] = set()  # counted but never sent
        self.faults: list[str | None] = []
        self.asked: list[str] = []
        self.before_page: Callable[[int], None] | None = None
        self.next_host = ""
        self.headers: dict[str, str] = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "999"}

    def change(self, code: str, minutes: int, **said: Any) -> None:
        """An account was changed at that time."""
        [found] = [each for each in self.accounts if each["code"] == code]
        found |= {"updated_at": moment(minutes)} | said

    @property
    def pages(self) -> list[str]:
        return [path for path in self.asked if path.startswith("/accounts")]

    def listed(self, query: dict[str, str]) -> list[dict[str, Any]]:
        if "ids" in query:
            wanted = query["ids"].split(",")
            return [each for each in self.accounts if each["id"] in wanted]
        sort = query.get("sort", "created_at")
        begin = query.get("begin_time", "")
        found = sorted(
            (each for each in self.accounts if each[sort] >= begin), key=lambda each: (each[sort], each["id"])
        )
        return found if query.get("order", "desc") == "asc" else found[::-1]


def serving() -> AbstractContextManager[FakeRecurly]:
    """A running fake; its address is `url`."""
    return loopback.serving(FakeRecurly(), _Answers)


class _Answers(loopback.Answers):
    fake: FakeRecurly

    def answer(self) -> None:
        parts = urlsplit(self.path)
        self.fake.asked.append(f"HEAD {self.path}" if self.command == "HEAD" else self.path)
        given = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        if given != f"{KEY}:":
            return self._send(401, {"error": {"type": "unauthorized", "message": "no", "params": []}})
        if self.headers.get("Accept") != "application/vnd.recurly.v2021-02-25":
            return self._send(406, {"error": {"type": "invalid_api_version", "message": "no", "params": []}})
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/sites":
            sites = [{"object": "site", "id": f"s{at}", "subdomain": name} for at, name in enumerate(self.fake.domains)]
            return self._send(200, {"object": "list", "has_more": False, "next": None, "data": sites})
        if parts.path != "/accounts":
            return self._send(404, {"error": {"type": "not_found", "message": "no", "params": []}})
        if self.command == "HEAD":
            return self._send(200, None, {"Recurly-Total-Records": str(len(self.fake.listed(query)))})
        fault = self.fake.faults.pop(0) if self.fake.faults else None
        if fault:
            return self._fault(fault)
        if self.fake.before_page:
            self.fake.before_page(len(self.fake.pages))
        return self._page(query)

    def _page(self, query: dict[str, str]) -> None:
        sort = query.get("sort", "created_at")
        ordered = self.fake.listed(query)
        if "cursor" in query:
            behind = tuple(json.loads(base64.urlsafe_b64decode(query["cursor"])))
            ascending = query.get("order") == "asc"
            ordered = [each for each in ordered if ((each[sort], each["id"]) > behind) == ascending]
        limit = 200 if "ids" in query else int(query.get("limit", 20))
        page = ordered[:limit]
        more = len(ordered) > limit
        cursor = (
            base64.urlsafe_b64encode(json.dumps([page[-1][sort], page[-1]["id"]]).encode()).decode() if more else ""
        )
        following = "/accounts?" + urlencode({**query, "cursor": cursor})
        sent = [each for each in page if each["code"] not in self.fake.hidden]
        self._send(200, {
            "object": "list", "has_more": more, "next": self.fake.next_host + following if more else None, "data": sent,
        })  # fmt: skip

    def _fault(self, fault: str) -> None:
        name, _, value = fault.partition(" ")
        if name == "429":
            return self._send(429, _error("rate_limited"), {"Retry-After": value} if value else {})
        if name == "reset":
            later = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + int(value))}
            return self._send(429, _error("rate_limited"), later)
        if name == "cut":
            return self.cut(b'{"object": "list", "data": [')
        if name == "silent":
            return self.keep_silent()
        if name == "trickle":
            return self.trickle(b'{"object": "list", "has_more": false, "next": null, "data": []}')
        if name == "junk":
            return self._send(200, "<html>maintenance</html>")
        if name == "redirect":
            return self._send(302, None, {"Location": value})
        return self._send(int(name), _error("internal_server_error"))

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        known = {"Content-Type": "application/json; charset=utf-8", "X-Request-Id": f"request-{len(self.fake.asked)}"}
        self.send(status, body, {**known, **self.fake.headers, **(headers or {})})


def _error(kind: str) -> dict[str, Any]:
    return {"error": {"type": kind, "message": kind, "params": []}}


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
