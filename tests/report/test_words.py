"""Violations put into words."""

import polars as pl
import pytest

from muster.i18n import Translator
from muster.model.chunk import no_violations
from muster.report import words

ENGLISH = Translator("en")
pytestmark = pytest.mark.usefixtures("small_catalogue")


def rendered(make, *found, files=None):
    return words.render(make.frame(*found), files or [make.csv_file(), make.sheet_file()], ENGLISH)


def test_it_adds_words_and_keeps_order_and_columns(make):
    found = make.frame(
        make.violation("EML001", line=3, column=2, value="jan@"),
        make.violation("CTR001", line=4, column=4, value="Belgie"),
        make.violation("EML001", line=5, column=2, value="piet@"),
    )
    shown = words.render(found, [make.csv_file()], ENGLISH)
    assert shown.columns == [*found.columns, *words.WORDS]
    assert shown.select(found.columns).equals(found)
    assert shown["message"].to_list() == [
        "“jan@” is not a complete e-mail address.",
        "“Belgie” is not a country.",
        "“piet@” is not a complete e-mail address.",
    ]
    assert shown["cause"][1] == "The country is not known."
    assert shown["hint"][1] == "Write its two letters, such as BE."


def test_no_violations_have_the_same_columns():
    assert words.render(no_violations(), [], ENGLISH).schema == no_violations().schema | words.WORDS


@pytest.mark.parametrize(
    ("where", "place", "cell"),
    [
        ({"line": 3, "column": 2}, "line 3, email", None),
        ({"line": 3, "column": 3}, "line 3, column C", None),
        ({"line": 3}, "line 3", None),
        ({"line": 3, "end_line": 5, "column": 2}, "lines 3–5, email", None),
        ({"line": 3, "end_line": 5}, "lines 3–5", None),
        ({"column": 2}, "email", None),
        ({}, "", None),
        ({"record": "10023"}, "account 10023", None),
        ({"record": "10023", "column": 2}, "account 10023, email", None),
        ({"file": 2, "line": 3, "column": 2}, "cell B3, email", "B3"),
        ({"file": 2, "line": 3, "column": 28}, "cell AB3, column AB", "AB3"),
        ({"file": 2, "line": 3}, "row 3", None),
        ({"file": 2, "column": 2}, "email", None),
    ],
)
def test_the_place_is_as_exact_as_is_known(make, where, place, cell):
    shown = rendered(make, make.violation("EML001", value="jan@", **where))
    assert (shown["place"][0], shown["cell"][0]) == (place, cell)


def test_of_a_file_that_nobody_has_no_line_is_told(make):
    shown = rendered(make, make.violation("EML001", line=14), files=[make.csv_file(source="recurly")])
    assert (shown["place"][0], shown["line"][0]) == ("", None)


def test_placeholders_are_filled_from_the_row_its_params_and_the_files(make):
    shown = rendered(
        make,
        make.violation("LEN001", line=2, field="company", params={"length": 12345, "limit": 140}),
        make.violation("DUP001", line=9, value="7", first_file=2, first_line=12345),
        make.violation("HDR001", params={"fields": ["lastname", "firstname", "company"]}),
        make.violation("COC010", "repair", line=2, value="428759497", params={"after": "0428759497"}),
        make.violation("COC010", "repair", line=3, value="428759497", suggestion="0428759497"),
    )
    assert shown["message"].to_list() == [
        "This company name has 12,345 characters, 140 fit.",
        "“7” stands in nieuw.xlsx, row 12345 already.",
        "The columns lastname, firstname and companyName are missing.",
        "“428759497” became “0428759497”.",
        "“428759497” became “0428759497”.",
    ]
    assert shown["hint"][0] == "Shorten it to 140 characters."


@pytest.mark.parametrize(
    ("first_file", "said"), [(1, "klanten.csv, line 4"), (2, "nieuw.xlsx, row 4"), (3, "Recurly acme")]
)
def test_the_first_of_two_stands_where_its_owner_sees_it(make, first_file, said):
    files = [make.csv_file(), make.sheet_file(), make.csv_file(name="Recurly acme", source="recurly")]
    found = make.violation("DUP001", line=9, value="7", first_file=first_file, first_line=4)
    assert rendered(make, found, files=files)["message"][0] == f"“7” stands in {said} already."


def test_a_row_of_a_correction_file_is_told_with_the_place_where_it_stood_first(make):
    shown = rendered(make, make.violation("EML001", line=2, column=2, original_file="klanten.csv", original_line=812))
    assert shown["place"][0] == "line 2, email (klanten.csv: 812)"


def test_a_report_never_fails_for_a_placeholder_nobody_filled(make):
    shown = rendered(make, make.violation("LEN001", line=2, field="company"))
    assert shown["message"][0] == "This company name has {length} characters, {limit} fit."


def test_a_value_that_looks_like_a_placeholder_stays_a_value(make):
    shown = rendered(make, make.violation("EML001", line=2, value="{hint}{0}%s"))
    assert shown["message"][0] == "“{hint}{0}%s” is not a complete e-mail address."


def test_a_long_value_is_shortened_in_the_sentence_only(make):
    shown = rendered(make, make.violation("EML001", line=2, value="x" * 10_000))
    assert shown["message"][0] == f"“{'x' * 119}…” is not a complete e-mail address."
    assert shown["value"].str.len_chars()[0] == 10_000


def test_control_characters_of_a_cell_reach_no_sentence(make):
    shown = rendered(make, make.violation("EML001", line=2, value="a\x00b\x1b[31m\nc\u202ed", column=2))
    assert shown["message"][0] == "“ab[31m cd” is not a complete e-mail address."


def test_letters_are_those_of_a_spreadsheet():
    assert [words.letter(column) for column in (1, 26, 27, 52, 53, 702, 703, 16384)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip


def test_a_hundred_thousand_violations_are_rendered_within_seconds(make):
    import time

    many = pl.concat([make.frame(make.violation("EML001", line=3, column=2, value="jan@"))] * 100_000)
    started = time.perf_counter()
    assert words.render(many, [make.csv_file()], ENGLISH).height == 100_000
    assert time.perf_counter() - started < 5
