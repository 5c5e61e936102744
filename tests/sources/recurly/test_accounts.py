"""Recurly's accounts as customers: every null, every address, every duplicate."""

import json
from pathlib import Path

import polars as pl
import pytest
from tests.sources.recurly.fake import TOKEN, account

from muster.model.fields import NAMES
from muster.model.options import Options
from muster.sources import open_source
from muster.sources.pulled.fetched import About, Fetched
from muster.sources.recurly.accounts import open_accounts


@pytest.fixture
def keep(tmp_path):
    """Keep accounts in a file as a pull does; its path."""

    def keep(*accounts, **about):
        fetched = Fetched(tmp_path / "pull", About(source="recurly", site="acme", **about))
        fetched.add(accounts, {})
        fetched.close()
        return fetched.path

    return keep


def read(path, country=None):
    """The customers of a file, by code, only what is filled."""
    source = open_accounts(path, Options(country=country))
    rows = pl.concat([chunk.rows for chunk in source.chunks()]).rename({str(at): name for at, name in enumerate(NAMES)})
    return {
        row["record"]: {key: value for key, value in row.items() if key in NAMES and value is not None}
        for row in rows.iter_rows(named=True)
    }


def one(keep, country=None, **said):
    [found] = read(keep(account(1, **said)), country).values()
    return found


def nothing(value):
    """The same shape without any value: null wherever an account can say something."""
    return {key: nothing(each) if isinstance(each, dict) else None for key, each in value.items()}


def test_null_in_every_field_leaves_the_code(keep):
    empty = nothing(account(1)) | {"id": "a", "code": "C-1"}
    assert read(keep(empty)) == {"C-1": {"number": "C-1"}}


def test_a_field_that_is_missing_is_a_field_that_is_null(keep):
    assert read(keep({"id": "b", "code": "C-2"})) == {"C-2": {"number": "C-2"}}


@pytest.mark.parametrize("field", [key for key in account(1) if key not in {"id", "code"}])
def test_null_in_one_field_does_not_change_the_others(keep, field):
    whole, partly = one(keep), one(keep, **{field: None})
    assert partly.items() <= whole.items()


def test_a_company_has_its_number_and_a_person_has_none(keep):
    assert one(keep, company="Bakker BV", vat_number="BE0428759497")["coc"] == "BE0428759497"
    assert "coc" not in one(keep, company=None, vat_number="BE0428759497")


def test_billing_information_stands_in_for_what_the_account_does_not_say(keep):
    found = one(
        keep, first_name=None, last_name=None, address=None, vat_number=None,
        billing_info={"first_name": "Jo", "last_name": "Maes", "company": "Maes NV", "vat_number": "BE1",
                      "address": {"street1": "Markt 1", "city": "Gent", "postal_code": "9000", "country": "BE"}},
    )  # fmt: skip
    assert (found["firstname"], found["lastname"], found["company"], found["coc"]) == ("Jo", "Maes", "Maes NV", "BE1")
    assert (found["address"], found["city"], found["zip"]) == ("Markt 1", "Gent", "9000")


def test_names_and_addresses_are_never_mixed_from_two_places(keep):
    found = one(
        keep, first_name="An", last_name=None, address={"street1": "Kerkstraat 1", "city": None},
        billing_info={"first_name": "Jo", "last_name": "Maes", "address": {"street1": "Markt 1", "city": "Gent"}},
    )  # fmt: skip
    assert (found["firstname"], found.get("lastname")) == ("An", None)
    assert (found["address"], found.get("city")) == ("Kerkstraat 1", None)


def test_only_a_mobile_number_is_taken(keep):
    address = account(1)["address"]
    assert one(keep, address=address | {"phone": "+32 470 12 34 56"})["mobile"] == "+32 470 12 34 56"
    assert "mobile" not in one(keep, address=address | {"phone": "016 12 34 56"})
    assert "mobile" not in one(keep, address=address | {"phone": "ask Jan"})
    assert one(keep, "BE", address={"phone": "0470123456"})["mobile"] == "0470123456"


def test_a_code_may_be_an_address_and_a_number_keeps_its_zeros(keep):
    found = read(keep(account(1, code="jan@example.com"), account(2, code="007")))
    assert list(found) == ["jan@example.com", "007"]


def test_a_repeated_account_counts_once_as_it_came_last(keep):
    path = keep(account(1, email="old@example.com"), account(2), account(1, email="new@example.com"))
    assert {code: row["email"] for code, row in read(path).items()} == {
        "C-2": "customer2@example.com", "C-1": "new@example.com",
    }  # fmt: skip


def test_an_account_without_a_code_is_an_error_that_names_it(keep):
    nobody = nothing(account(3))
    [chunk] = open_accounts(keep(account(1), account(2, code=None), nobody), Options()).chunks()
    assert chunk.broken["line"].to_list() == [3, 4]
    assert chunk.violations.select("line", "code", "value").rows() == [
        (3, "ACC101", "An Peeters c"),
        (4, "ACC101", "?"),
    ]


def test_a_nameless_account_and_a_child_account_are_said(keep):
    path = keep(account(1, first_name=None, last_name=None), account(2, bill_to="parent"))
    [chunk] = open_accounts(path, Options()).chunks()
    assert chunk.rows["record"].to_list() == ["C-1", "C-2"]
    assert chunk.violations.select("record", "code").rows() == [("C-1", "ACC113"), ("C-2", "ACC112")]


def test_inactive_accounts_are_skipped_and_counted_once(keep):
    path = keep(account(1), account(2, state="inactive"), account(2, state="inactive"), account(3, state="inactive"))
    source = open_accounts(path, Options())
    [chunk] = source.chunks()
    assert (chunk.rows.height, dict(chunk.skipped)) == (1, {"not-a-customer": 2})
    assert source.violations.select("code", "value", "params").rows() == [("ACC111", "C-2", '{"count": 2}')]


def test_fewer_than_announced_is_a_warning(keep):
    source = open_accounts(keep(account(1), announced=2), Options())
    assert source.violations.select("code", "params").rows() == [("ACC105", '{"fetched": 1, "announced": 2}')]


def test_no_account_at_all_is_no_row(keep):
    [chunk] = open_accounts(keep(), Options()).chunks()
    assert chunk.rows.height == 0


def test_the_same_rows_can_be_read_again_by_their_lines(keep):
    source = open_accounts(keep(account(1), account(2, state="inactive"), account(3)), Options())
    assert source.again([2, 4])["record"].to_list() == ["C-1", "C-3"]
    assert source.again([]).height == 0


def test_the_file_says_what_it_is(keep):
    source = open_source(keep(account(1)), Options())
    assert (source.shape.source, source.shape.fields) == ("recurly", NAMES)


def test_no_secret_is_kept(keep):
    path = keep(account(1, billing_info={"payment_method": {"last_four": "4242"}, "first_name": "Jo"}))
    text = path.read_text()
    assert TOKEN not in text
    assert "4242" not in text
    assert '"first_name":"Jo"' in text


@pytest.mark.parametrize("value", [12, 1.5, True, ["a"], {"a": 1}, "\ud800", "a\u2028b", '"', "x" * 100_000])
def test_a_value_of_another_kind_breaks_nothing(keep, value):
    found = read(keep(account(1, email=value), account(2)))
    assert set(found) == {"C-1", "C-2"}


def test_the_pages_of_the_sample_are_read(keep):
    pages = sorted((Path(__file__).parent / "samples").glob("accounts-page*.json"))
    accounts = [each for page in pages for each in json.loads(page.read_text(encoding="utf-8"))["data"]]
    found = read(keep(*accounts))
    assert len(found) == len({each["code"] for each in accounts if each["state"] != "inactive"})
    assert found["janedoe@mail.example"] == {
        "number": "janedoe@mail.example", "email": "janedoe@mail.example", "language": "en-GB", "lastname": "Doe",
        "firstname": "Jane", "address": "1 Test Street", "city": "London", "zip": "EC1Y 8SY", "country": "GB",
    }  # fmt: skip
