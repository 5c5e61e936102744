"""The small promises: places, example rows, keys of shapes, and the words of every code."""

import json
import re

import polars as pl
import pytest

from muster.catalogue import entries, load
from muster.mapping import (
    ERROR_LABEL,
    EXAMPLE_NUMBERS,
    ORIGINAL_FILE_LABEL,
    ORIGINAL_LINE_LABEL,
    SUGGESTION_LABEL,
    column_of,
    example_rows,
    normalised,
    shape_key,
)
from muster.model.chunk import VIOLATIONS


def test_a_field_is_shown_in_the_first_of_its_columns_counted_from_one(mapping_of):
    mapped = mapping_of("Bus;Straat;Nr;lastname;firstname;companyName")
    assert column_of(mapped) == {"address": 2, "lastname": 4, "firstname": 5, "company": 6}


def test_example_rows_are_known_by_their_exact_numbers():
    numbers = [*EXAMPLE_NUMBERS, f" {EXAMPLE_NUMBERS[0]} ", EXAMPLE_NUMBERS[0].lower(), "MUSTER-EXAMPLE-3", "", None]
    rows = pl.DataFrame({"number": numbers}, schema={"number": pl.String})
    assert example_rows(rows).to_list() == [True, True, True, False, False, False, False]


def test_without_customer_numbers_no_row_is_an_example():
    assert example_rows(pl.DataFrame({"email": ["a", "b"]})).to_list() == [False, False]


def test_the_key_of_a_shape_ignores_order_and_spelling():
    assert shape_key(["Klantnr.", "E-mail", ""]) == shape_key(["EMAIL", "klantnr"])
    assert shape_key(["Klantnr.", "E-mail"]) != shape_key(["Klantnr.", "E-mail", "Land"])
    assert shape_key(["", ""]) != shape_key(["", "", ""])
    assert re.fullmatch(r"[0-9a-f]{32}", shape_key([]))


def test_a_correction_file_has_the_shape_of_its_original():
    added = [ORIGINAL_FILE_LABEL, ORIGINAL_LINE_LABEL, ERROR_LABEL, SUGGESTION_LABEL]
    assert shape_key(["Klantnr.", "E-mail", *added]) == shape_key(["Klantnr.", "E-mail"])


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("N° client", "noclient"),
        ("n.º de cliente", "nodecliente"),
        ("Straße", "strasse"),
        ("Customer #", "customerno"),
        ("\ufeffE-Mail\u00a0", "email"),
        ("国", "国"),
        ("-", ""),
    ],
)
def test_labels_are_compared_without_what_does_not_matter(label, key):
    assert normalised(label) == key


def test_the_findings_are_a_violations_frame(mapping_of):
    for mapped in (mapping_of("Naam;Klantnr"), mapping_of("lastname;firstname;companyName")):
        assert mapped.violations.schema == pl.Schema(VIOLATIONS)


def test_every_message_finds_its_placeholders(mapping_of):
    load()
    messages = {entry.code: f"{entry.message} {entry.hint}" for entry in entries() if entry.code.startswith("HDR")}
    files = [
        mapping_of("Naam;E-mail;email"), mapping_of("Naam;companyName", yes=True), mapping_of(";", ["a;b"], line=None),
        mapping_of("Account code;Account name"), mapping_of("name;is_company;id;x9"), mapping_of(";;;", ["a;b;c;d"], line=None, map={"1": "lastname"}),
        mapping_of("klantnmr;Straat;Nr;lastname;firstname;companyName;GSM;Tel", saved={"Tel": "mobile"}),
    ]  # fmt: skip
    said = {}
    for row in pl.concat(file.violations for file in files).rows(named=True):
        params = json.loads(row["params"] or "{}")
        said[row["code"]] = messages[row["code"]].format(value=row["value"], **params)
    assert said.keys() == messages.keys()
    assert said["HDR003"].startswith("“email” and “E-mail” (column B) both mean email.")
    assert said["HDR014"].startswith("Exports from Odoo have no column for firstname; nothing is changed there.")
    assert "None" not in "".join(said.values())


def test_header_errors_cannot_be_lowered():
    load()
    errors = {
        entry.code: entry.fixed for entry in entries() if entry.code.startswith("HDR") and entry.severity == "error"
    }
    assert errors == {"HDR001": True, "HDR002": True, "HDR003": True, "HDR004": True}
