"""Exact Online's accounts as customers: Exact's own sample answers, and what the join makes of contacts and addresses."""

import json
from pathlib import Path

import polars as pl
import pytest

from muster.model.fields import NAMES
from muster.model.options import Options
from muster.sources import open_source
from muster.sources.exact_online.accounts import open_accounts
from muster.sources.pulled.fetched import About, Fetched

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def keep(tmp_path):
    """Keep rows (`{"account": …}`, …) in a file as a pull does; its path."""

    def keep(*rows, **about):
        fetched = Fetched(tmp_path / "pull", About(source="exact-online", site="1", **about))
        fetched.add(rows, {})
        fetched.close()
        return fetched.path

    return keep


def sample(name):
    """The accounts of one of Exact's sample answers (© 2014 Exact, MIT: see the licence beside them)."""
    body = json.loads((SAMPLES / f"Response_Json_{name}.json").read_text(encoding="utf-8-sig"))
    data = body.get("d", body) if isinstance(body, dict) else body
    rows = data.get("results", data) if isinstance(data, dict) else data
    return rows if isinstance(rows, list) else [rows]


def read(path):
    source = open_accounts(path, Options())
    rows = pl.concat([chunk.rows for chunk in source.chunks()]).rename({str(at): name for at, name in enumerate(NAMES)})
    return {
        row["record"]: {key: value for key, value in row.items() if key in NAMES and value is not None}
        for row in rows.iter_rows(named=True)
    }


@pytest.mark.parametrize(
    "name", ["Array_Account", "Array_Account_Long", "Array_Account_WithLinkedEntities", "Object_Account"]
)
def test_exacts_own_answers_are_read(keep, name):
    accounts = [account | {"Status": "C"} for account in sample(name)]
    found = read(keep(*({"account": account} for account in accounts)))
    assert list(found) == [account["Code"].strip() for account in accounts if account.get("Type", "A") == "A"]
    for row in found.values():
        assert all(value == value.strip() for value in row.values())
        assert len(row.get("country", "NL")) == 2


def test_the_padding_of_a_real_account_is_taken_off(keep):
    [account] = sample("Object_Account")
    assert read(keep({"account": account | {"Status": "C"}})) == {
        "8": {
            "number": "8", "language": "NL", "company": "Albex Winkelinrichting B.V.", "address": "Voorveste 9",
            "city": "Houten", "zip": "3995", "country": "NL",
        }
    }  # fmt: skip


def test_an_account_of_another_status_is_left_out(keep):
    [account] = sample("Object_Account")
    source = open_accounts(keep({"account": account}), Options())
    assert source.violations["code"].to_list() == ["ACC012"]
    assert [dict(chunk.skipped) for chunk in source.chunks()] == [{"not-a-customer": 1}]


@pytest.mark.parametrize(
    ("kinds", "chosen"),
    [(["DEL", "VIS", "POS", "INV"], "INV"), (["POS", "DEL"], "POS"), (["VIS"], "VIS"), (["DEL"], "own"), ([], "own")],
)
def test_the_address_is_invoice_postal_visit_and_delivery_last(keep, kinds, chosen):
    account = {"ID": "a", "Code": "1", "Status": "C", "Name": "X BV", "AddressLine1": "own", "City": "Gent"}
    addresses = [{"address": {"ID": kind, "Account": "a", "Type": kind, "AddressLine1": kind}} for kind in kinds]
    assert read(keep(*addresses, {"account": account}))["1"]["address"] == chosen


def test_a_delivery_address_counts_where_there_is_no_other(keep):
    address = {"address": {"ID": "d", "Account": "a", "Type": "DEL", "AddressLine1": "Achterdeur 1"}}
    account = {"account": {"ID": "a", "Code": "1", "Status": "C", "Name": "X BV"}}
    assert read(keep(address, account))["1"]["address"] == "Achterdeur 1"


def test_the_newest_row_of_each_kind_counts(keep):
    found = read(
        keep(
            {"contact": {"ID": "c", "FirstName": "Old", "LastName": "Peeters"}},
            {"contact": {"ID": "c", "FirstName": "An", "LastName": "Peeters"}},
            {"account": {"ID": "a", "Code": "1", "Status": "C", "Name": "Old BV", "MainContact": "c"}},
            {"account": {"ID": "a", "Code": "1", "Status": "C", "Name": "New BV", "MainContact": "c"}},
        )
    )
    assert (len(found), found["1"]["firstname"], found["1"]["company"]) == (1, "An", "New BV")


def test_null_everywhere_leaves_the_code(keep):
    account = dict.fromkeys(sample("Object_Account")[0]) | {"ID": "a", "Code": "  7", "Status": "C"}
    assert read(keep({"account": account})) == {"7": {"number": "7"}}


def test_the_file_says_what_it_is(keep):
    assert open_source(keep(), Options()).shape.source == "exact-online"
