"""Exact Online's REST API: one division's accounts, contacts, addresses and what was deleted, page by page.

Pages follow `d.__next` as it is sent. The sync endpoints give 1,000 rows a page in the order of `Timestamp`, a row
version. Limits are whatever the headers say, their resets in epoch milliseconds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from muster.sources.exact_online.oauth import HOSTS, SERVICE
from muster.sources.pulled.remote import Answer, Misunderstood, Refused, Remote, Wait, seconds_until

Row = dict[str, Any]
Token = Callable[[str | None], str]
"""A good access token; it is given one that was refused."""

IDS_AT_A_TIME: Final = 20
"""A filter travels in the address, whose length is limited."""

ACCOUNT: Final = (
    "ID,Code,Name,Email,Phone,Language,ChamberOfCommerce,VATNumber,MainContact,AddressLine1,City,Postcode,Country,"
    "Status,Type,Blocked,StartDate,EndDate,Timestamp"
)
CONTACT: Final = (
    "ID,Account,FirstName,MiddleName,LastName,BirthName,BirthNamePrefix,FullName,Email,BusinessEmail,Phone,"
    "BusinessPhone,Mobile,BusinessMobile,Language,Timestamp"
)
ADDRESS: Final = "ID,Account,Type,Main,AddressLine1,City,Postcode,Country,Timestamp"
DELETED: Final = "EntityKey,EntityType,Timestamp"

SELECT: Final[Mapping[str, str]] = {
    "CRM/Accounts": ACCOUNT, "CRM/Contacts": CONTACT, "CRM/Addresses": ADDRESS, "Deleted": DELETED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows, as they were sent, and where the next ones are; null behind the last ones."""

    rows: list[Row]
    next: str | None


class ExactOnline:
    """The API of one division. Every method raises a RemoteError and nothing else."""

    def __init__(self, host: str, token: Token, *, division: int | None = None, wait: Wait | None = None) -> None:
        self._remote = Remote(SERVICE, HOSTS[host], headers={"Accept": "application/json"}, pause=pause, wait=wait)
        self._token = token
        self._division = division

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._remote.close()

    def current_division(self) -> int:
        """The division that the person works in."""
        [me] = self._page("/api/v1/current/Me", {"$select": "CurrentDivision"}).rows[:1] or [{}]
        if not str(me.get("CurrentDivision") or "").isdigit():
            raise Misunderstood(service=SERVICE, status=200)
        return int(me["CurrentDivision"])

    def divisions(self, current: int) -> dict[int, str]:
        """The divisions that the person may read, by number: their names."""
        pages = self._pages(f"/api/v1/{current}/system/Divisions", {"$select": "Code,Description"})
        return {int(row["Code"]): str(row.get("Description") or "").strip() for page in pages for row in page.rows}

    def moved(self) -> str | None:
        """When the division was moved to another database: row versions from before mean nothing then."""
        asked = {"$select": "Code,DivisionMoveDate", "$filter": f"Code eq {self._division}"}
        for row in self._page(self._at("system/Divisions"), asked).rows:
            return row.get("DivisionMoveDate")
        return None

    def changed(self, entity: str, since: int, next_page: str | None = None) -> Iterator[Page]:
        """Rows of a sync endpoint whose version is higher than `since`, in its order; or on from `next_page`."""
        asked = {"$select": SELECT[entity], "$filter": f"Timestamp gt {since}L"}
        return self._pages(next_page, None) if next_page else self._pages(self._at(f"sync/{entity}"), asked)

    def having(self, entity: str, field: str, ids: Sequence[str]) -> Iterator[Page]:
        """Rows of a bulk endpoint whose `field` is one of these ids."""
        columns = SELECT[entity].removesuffix(",Timestamp")
        for start in range(0, len(ids), IDS_AT_A_TIME):
            some = " or ".join(f"{field} eq guid'{each}'" for each in ids[start : start + IDS_AT_A_TIME])
            yield from self._pages(self._at(f"bulk/{entity}"), {"$select": columns, "$filter": some})

    def _at(self, path: str) -> str:
        return f"/api/v1/{self._division}/{path}"

    def _pages(self, where: str, params: Mapping[str, str] | None) -> Iterator[Page]:
        page = self._page(where, params)
        yield page
        while page.next:
            page = self._page(page.next)
            yield page

    def _page(self, where: str, params: Mapping[str, str] | None = None) -> Page:
        body = self._get(where, params).body
        data = body.get("d") if isinstance(body, dict) else None
        rows = data.get("results") if isinstance(data, dict) and "results" in data else data
        if isinstance(rows, dict):
            rows = [rows]
        following = data.get("__next") if isinstance(data, dict) else None
        if not isinstance(rows, list) or following == where:
            raise Misunderstood(service=SERVICE, status=200)
        return Page(rows=[row for row in rows if isinstance(row, dict)], next=following or None)

    def _get(self, where: str, params: Mapping[str, str] | None) -> Answer:
        """One request; a token that is refused is renewed once."""
        token = self._token(None)
        try:
            return self._remote.get(where, params, headers=_bearer(token))
        except Refused as refused:
            if refused.params.get("status") != 401:
                raise
            return self._remote.get(where, params, headers=_bearer(self._token(token)))


def pause(headers: Mapping[str, str], now: float) -> float:
    """Until the limit that is used up, of a minute or of a day, begins anew."""
    waits = [
        seconds_until(headers.get(f"{limit}-reset"), now, per_second=1000)
        for limit in ("x-ratelimit-minutely", "x-ratelimit")
        if headers.get(f"{limit}-remaining", "").strip() == "0"
    ]
    return max(waits, default=0)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
