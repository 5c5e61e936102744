"""Recurly's API v2021-02-25: which sites a key opens, and their accounts, page by page.

The key is the user name of Basic authentication; it selects the site. Limits are whatever the headers say:
`X-RateLimit-Remaining` and `X-RateLimit-Reset` (epoch seconds), `Retry-After`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit

from muster.sources.pulled.remote import Misunderstood, Remote, Wait, seconds_until

SERVICE: Final = "Recurly"
HOSTS: Final = {"us": "https://v3.recurly.com", "eu": "https://v3.eu.recurly.com"}
MEDIA_TYPE: Final = "application/vnd.recurly.v2021-02-25"
PAGE: Final = 200

OLDEST_FIRST: Final = {"limit": str(PAGE), "sort": "updated_at", "order": "asc"}
"""An account that changes while it is being read moves behind the cursor and comes again; none is left out."""

DOMAIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some accounts, as they were sent, and where the next ones are; null behind the last ones."""

    accounts: list[dict[str, Any]]
    next: str | None


class Recurly:
    """The API of one site. Every method raises a RemoteError and nothing else."""

    def __init__(self, api_key: str, region: str, *, wait: Wait | None = None) -> None:
        self._remote = Remote(
            SERVICE, HOSTS[region], headers={"Accept": MEDIA_TYPE}, auth=(api_key, ""), pause=_pause, wait=wait
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._remote.close()

    def domains(self) -> list[str]:
        """The subdomains of the sites that the key opens."""
        sites: list[dict[str, Any]] = []
        where: str | None = f"/sites?limit={PAGE}"
        while where:
            page = self._page(where)
            sites += page.accounts
            where = page.next
        return [str(site.get("subdomain") or "") for site in sites]

    def count(self, since: str | None) -> int | None:
        """How many accounts Recurly says it has that were changed since; null where it does not say."""
        total = self._remote.head("/accounts", _asked(since)).headers.get("recurly-total-records", "")
        return int(total) if total.isdigit() else None

    def accounts(self, since: str | None = None, next_page: str | None = None) -> Iterator[Page]:
        """All accounts changed at or after `since` (ISO 8601), oldest change first; or on from `next_page`."""
        page = self._page(next_page) if next_page else self._page("/accounts", _asked(since))
        yield page
        while page.next:
            page = self._page(page.next)
            yield page

    def by_ids(self, ids: Sequence[str]) -> Iterator[Page]:
        """These accounts, whenever they were changed. One that is gone is left out."""
        for start in range(0, len(ids), PAGE):
            some = ids[start : start + PAGE]
            yield Page(accounts=self._page("/accounts", {"ids": ",".join(some)}).accounts, next=None)

    def _page(self, where: str, params: Mapping[str, str] | None = None) -> Page:
        body = self._remote.get(where, params).body
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            raise Misunderstood(service=SERVICE, status=200)
        following = body.get("next") if body.get("has_more") else None
        if following == where:
            raise Misunderstood(service=SERVICE, status=200)
        return Page(accounts=[each for each in body["data"] if isinstance(each, dict)], next=following or None)


def domain_of(given: str) -> tuple[str, str | None]:
    """The subdomain in `acme`, `acme.recurly.com` or an address, and the region that it shows (eu), if any.

    Raises ValueError for what is no subdomain.
    """
    text = given.strip().lower()
    host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    name, _dot, rest = host.partition(".")
    region = "eu" if rest == "eu.recurly.com" else None
    if not DOMAIN.fullmatch(name) or rest not in {"", "recurly.com", "eu.recurly.com"}:
        raise ValueError(given)
    return name, region


def _asked(since: str | None) -> dict[str, str]:
    return OLDEST_FIRST | ({"begin_time": since} if since else {})


def _pause(headers: Mapping[str, str], now: float) -> float:
    if headers.get("x-ratelimit-remaining", "").strip() != "0":
        return 0
    return seconds_until(headers.get("x-ratelimit-reset"), now)
