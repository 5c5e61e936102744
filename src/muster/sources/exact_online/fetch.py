"""Exact Online's accounts into a kept file, with the contacts and addresses that belong to them.

First whatever changed, entity by entity, in the order of row versions; then what belongs to it and did not change: the
accounts of changed contacts and addresses, the contacts and addresses of changed accounts. Each line is
`{"account": …}`, `{"contact": …}`, `{"address": …}` or `{"deleted": …}`.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from muster.sources.exact_online.client import ExactOnline, Page
from muster.sources.pulled.account_file import at, batches, said
from muster.sources.pulled.fetched import About, Fetched

ENTITIES: Final = {
    "contact": "CRM/Contacts", "address": "CRM/Addresses", "account": "CRM/Accounts", "deleted": "Deleted",
}  # fmt: skip
"""In this order: an account that changes after its contacts were fetched comes again the next time."""

BEGINNING: Final = 1
ACCOUNTS: Final = 2
"""EntityType of accounts among what was deleted."""

Told = Callable[[int], None]


def fetch(
    client: ExactOnline, folder: Path, *, site: str, since: str | None, again: Sequence[str] = (), told: Told
) -> Fetched:
    """Fetch what changed since `since` (JSON: entity → row version), and the accounts of the ids `again`.

    Goes on where it was interrupted. `state["highest"]` of what comes back is the `since` of the next time. After the
    division was moved, everything is fetched: row versions begin anew.
    """
    moved = client.moved()
    versions = json.loads(since) if since else {}
    if versions.get("moved") != moved:
        versions, since = {}, None
    about = About(source="exact-online", site=site, since=since, again=tuple(again))
    fetched = Fetched(folder, about)
    try:
        state = fetched.state or {"at": 0, "next": None, "versions": {**versions, "moved": moved}, "highest": since}
        for position, entity in list(enumerate(ENTITIES))[state["at"] :]:
            begin = int(versions.get(entity) or BEGINNING)
            for page in client.changed(ENTITIES[entity], begin, state["next"]):
                state = _behind(page, state, position, entity)
                fetched.add(({entity: row} for row in page.rows), state)
                told(fetched.count)
        _fetch_belonging(client, fetched, {**state, "highest": json.dumps(state["versions"])})
    finally:
        fetched.close()
    return fetched


def _behind(page: Page, state: dict[str, Any], position: int, entity: str) -> dict[str, Any]:
    """How to go on behind a page."""
    versions = [int(row["Timestamp"]) for row in page.rows if str(row.get("Timestamp") or "").isdigit()]
    highest = max([*versions, int(state["versions"].get(entity) or BEGINNING)])
    done = page.next is None
    return {
        **state, "at": position + done, "next": page.next, "versions": {**state["versions"], entity: highest},
    }  # fmt: skip


def _fetch_belonging(client: ExactOnline, fetched: Fetched, state: dict[str, Any]) -> None:
    """What belongs to the changed rows; after a full fetching only contacts that are missing all the same."""
    known = read_ids(fetched.path)
    accounts = known.filter(entity="account")["id"]
    touched = pl.concat([known.drop_nulls("account")["account"], pl.Series(fetched.about.again, dtype=pl.String)])
    wanted = [] if fetched.about.is_full else _missing(touched, accounts)
    for page in client.having("CRM/Accounts", "ID", wanted):
        fetched.add(({"account": row} for row in page.rows), state)
    known = read_ids(fetched.path)
    contacts = known.filter(entity="contact")["id"]
    for page in client.having("CRM/Contacts", "ID", _missing(known["main_contact"], contacts)):
        fetched.add(({"contact": row} for row in page.rows), state)
    addresses = [] if fetched.about.is_full else _missing(known.filter(entity="account")["id"], None)
    for page in client.having("CRM/Addresses", "Account", addresses):
        fetched.add(({"address": row} for row in page.rows), state)
    fetched.add([], state)


def read_ids(path: Path) -> pl.DataFrame:
    """`entity`, `id`, `account` (of a contact or an address) and `main_contact` (of an account), in the file's order."""
    columns = {
        "entity": pl.col("json").str.extract(r'^\{"(\w+)"'),
        "id": pl.coalesce(*(at(f"$.{entity}.ID") for entity in ("account", "contact", "address"))),
        "account": pl.coalesce(*(at(f"$.{entity}.Account") for entity in ("contact", "address"))),
        "main_contact": at("$.account.MainContact"),
    }
    return pl.concat([said(batch, **columns) for batch in batches(path)])


def _missing(wanted: pl.Series, there: pl.Series | None) -> list[str]:
    distinct = wanted.drop_nulls().unique(maintain_order=True)
    return (distinct if there is None else distinct.filter(~distinct.is_in(there.implode()))).to_list()
