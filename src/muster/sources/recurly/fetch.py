"""Recurly's accounts into a kept file: first those that were rejected the last time, then page by page."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from muster.sources.pulled.fetched import About, Fetched
from muster.sources.recurly.client import Page, Recurly

OVERLAP: Final = timedelta(minutes=10)
"""Changes become visible a little later than they are dated; so much is fetched twice."""

Told = Callable[[int], None]
"""Is told how many accounts were fetched so far."""


def fetch(
    client: Recurly, folder: Path, *, domain: str, since: str | None, again: Sequence[str] = (), told: Told
) -> Fetched:
    """Fetch the accounts changed since `since`, and those of the ids `again`; goes on where it was interrupted.

    `state["highest"]` of what comes back is the `since` of the next time.
    """
    begin = _with_overlap(since)
    about = About(
        source="recurly", site=domain, since=since, again=tuple(again), announced=client.count(begin)
    )  # fmt: skip
    fetched = Fetched(folder, about)
    try:
        if fetched.state is None:
            _fetch_again(client, fetched, since)
        state = fetched.state or {"next": None, "highest": since, "done": False}
        if not state["done"]:
            for page in client.accounts(begin, state["next"]):
                state = _behind(page, state)
                fetched.add(page.accounts, state)
                told(fetched.count)
    finally:
        fetched.close()
    return fetched


def _fetch_again(client: Recurly, fetched: Fetched, since: str | None) -> None:
    accounts = [account for page in client.by_ids(fetched.about.again) for account in page.accounts]
    fetched.add(accounts, {"next": None, "highest": since, "done": False})


def _behind(page: Page, state: dict[str, Any]) -> dict[str, Any]:
    """How to go on behind a page. Only pages move the cursor: an account fetched again may be newer than they are."""
    changed = [str(account["updated_at"]) for account in page.accounts if account.get("updated_at")]
    highest = max([*changed, *([state["highest"]] if state["highest"] else [])], default=None)
    return {"next": page.next, "highest": highest, "done": page.next is None}


def _with_overlap(since: str | None) -> str | None:
    if since is None:
        return None
    return (datetime.fromisoformat(since) - OVERLAP).isoformat().replace("+00:00", "Z")
