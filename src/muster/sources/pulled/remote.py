"""Asking another program's API over HTTPS: one host, no redirects, its limits obeyed, its faults outlasted.

RemoteError
├── Refused       the key, or what it may see, was refused (401, 403)
├── NotThere      there is no such thing there (404)
├── Misunderstood the request was refused as it is (other 4xx), or the answer is none that we know
├── Exhausted     the limit of requests is used up for longer than a program should wait
└── Silent        no answer, or only errors (5xx), however often it was asked

No exception, and nothing that is logged, holds a header, a query or a body: keys and customers travel in these.
"""

import json
import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Final
from urllib.parse import urljoin, urlsplit

import httpx

from muster.catalogue import Entry
from muster.sources.pulled import codes

ATTEMPTS: Final = 8
"""How often one request is sent before its fault counts as lasting."""

LONGEST_WAIT_SECONDS: Final = 900
"""A limit that is used up for longer ends the pull; it goes on later where it stopped."""

PATIENCE_SECONDS: Final = 30
"""For a connection and for the beginning of an answer; all of it may take twice as long."""

MAX_BODY_BYTES: Final = 64 << 20

Wait = Callable[[float], None]
Pause = Callable[[Mapping[str, str], float], float]
"""Headers of an answer and the time (epoch seconds) → seconds to wait before the next request."""


class RemoteError(Exception):
    """The other program did not give what it was asked for. `entry` has the words, `params` their placeholders."""

    entry: ClassVar[Entry]

    def __init__(self, **params: Any) -> None:
        super().__init__(self.entry.message.format_map(params))
        self.params = params


class Refused(RemoteError):
    """The key, or what it may see, was refused."""

    entry = codes.REFUSED


class NotThere(RemoteError):
    """There is no such thing there."""

    entry = codes.NOT_THERE_AT_ALL


class Misunderstood(RemoteError):
    """The request was refused as it is, or the answer is none that we know."""

    entry = codes.MISUNDERSTOOD


class Exhausted(RemoteError):
    """The limit of requests is used up."""

    entry = codes.EXHAUSTED


class Silent(RemoteError):
    """No answer, or only errors."""

    entry = codes.SILENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `body` is null for an answer without one."""

    body: Any
    headers: Mapping[str, str] = field(repr=False)


def never_pause(_headers: Mapping[str, str], _now: float) -> float:
    """For services that say nothing about their limits."""
    return 0


class Remote:
    """One service at one address. It belongs to one thread; `close` it."""

    def __init__(
        self, service: str, base_url: str, *, headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None, pause: Pause = never_pause, wait: Wait | None = None,
        patience: float | None = None,
    ) -> None:  # fmt: skip
        self.service = service
        self.base_url = base_url
        self._pause = pause
        self._wait = wait or time.sleep
        self._pause_seconds = 0.0
        self._patience = patience or PATIENCE_SECONDS
        self._client = httpx.Client(headers=headers, auth=auth, timeout=self._patience, follow_redirects=False)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def get(
        self, where: str, params: Mapping[str, str] | None = None, *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """What lies at `where`: a path, or an address as the service gave it for its next page."""
        return self._ask("GET", where, params=params, headers=headers)

    def head(self, where: str, params: Mapping[str, str] | None = None) -> Answer:
        """Only the headers of what lies at `where`."""
        return self._ask("HEAD", where, params=params)

    def post_form(self, where: str, form: Mapping[str, str]) -> Answer:
        """Send a form, once: what a form asks for may be given only once."""
        return self._ask("POST", where, form=form, attempts=1)

    def _ask(
        self, method: str, where: str, *, params: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None, attempts: int = ATTEMPTS,
    ) -> Answer:  # fmt: skip
        url = self._within(where)
        for attempt in range(attempts):
            self._rest()
            answer = self._once(method, url, params, form, headers)
            if isinstance(answer, Answer):
                return answer
            if attempt + 1 < attempts:
                self._wait(answer if answer is not None else 2**attempt * random.uniform(0.5, 1))  # noqa: S311
        raise Silent(service=self.service, count=attempts)

    def _once(
        self, method: str, url: str, params: Mapping[str, str] | None, form: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
    ) -> Answer | float | None:  # fmt: skip
        """The answer, or how many seconds to wait before the next attempt; None: longer each time."""
        try:
            with self._client.stream(method, url, params=params, data=form, headers=headers) as response:
                body = _limited(response.iter_bytes(), until=time.monotonic() + 2 * self._patience)
        except (httpx.TransportError, httpx.DecodingError):
            return None
        self._pause_seconds = self._pause(response.headers, time.time())
        if response.status_code == 429:
            return self._seconds_to_wait(response.headers)
        if response.status_code >= 500 or body is None:
            return None
        if response.status_code >= 300:
            raise self._problem(response.status_code, url)
        try:
            return Answer(body=json.loads(body) if body else None, headers=response.headers)
        except ValueError:
            return None

    def _rest(self) -> None:
        """Wait as long as the last answer asked for."""
        seconds, self._pause_seconds = self._pause_seconds, 0.0
        if seconds > 0:
            self._refuse_long(seconds)
            self._wait(seconds)

    def _seconds_to_wait(self, headers: Mapping[str, str]) -> float | None:
        asked = retry_after(headers, time.time())
        seconds = self._pause_seconds if asked is None else asked
        self._pause_seconds = 0.0
        self._refuse_long(seconds)
        return seconds if seconds > 0 else None

    def _refuse_long(self, seconds: float) -> None:
        if seconds > LONGEST_WAIT_SECONDS:
            until = datetime.fromtimestamp(time.time() + seconds, UTC)
            raise Exhausted(service=self.service, until=f"{until:%Y-%m-%d %H:%M} UTC")

    def _within(self, where: str) -> str:
        """The address of `where`, which must be on this service's own host: a key is shown to nobody else."""
        url = urljoin(self.base_url, where)
        if urlsplit(url)[:2] != urlsplit(self.base_url)[:2]:
            raise Misunderstood(service=self.service, status=200)
        return url

    def _problem(self, status: int, url: str) -> RemoteError:
        if status in {401, 403}:
            return Refused(service=self.service, status=status)
        if status == 404:
            return NotThere(service=self.service, path=urlsplit(url).path)
        return Misunderstood(service=self.service, status=status)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that `Retry-After` asks for: a number, or a date (RFC 9110, 10.2.3)."""
    given = headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit():
        return float(given)
    try:
        return max(0.0, parsedate_to_datetime(given).timestamp() - now) if given else None
    except ValueError:
        return None


def seconds_until(reset: str | None, now: float, *, per_second: int = 1) -> float:
    """Seconds until an epoch time that a header gives in seconds, or in parts of one (`per_second`)."""
    try:
        return max(0.0, int(reset or "") / per_second - now)
    except ValueError:
        return 0.0


def _limited(parts: Iterable[bytes], until: float) -> bytes | None:
    """The whole body; None where it is larger than any page, or does not come to its end in time."""
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > MAX_BODY_BYTES or time.monotonic() > until:
            return None
    return bytes(body)
