"""Each line of `cases.csv` is a number, where it stands, and what it means."""

import csv
from pathlib import Path

import polars as pl
import pytest

from muster.rules.reading import mobile

COLUMNS = ("value", "country", "home", "company", "source")
LINES = Path(__file__).with_name("cases.csv").read_text(encoding="utf-8").splitlines()
CASES = list(csv.DictReader(line for line in LINES if not line.startswith("#")))


def read(*cells, off=frozenset()):
    """Answers for cells given as (value, country, home)."""
    rows = [dict(zip(COLUMNS, cell, strict=False)) for cell in cells]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String()))
    return mobile.read(frame, frozenset(off))


def answers(*cells, off=frozenset()):
    return read(*cells, off=off).select("verdict", "stored", "suggestion").rows()


def cell(case):
    return case["value"], case["country"] or None, case["home"] or None


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(filter(None, cell(case))))
def test_a_number_is_read_as_the_case_says(case):
    assert answers(cell(case)) == [(case["verdict"], case["stored"] or None, case["suggestion"] or None)]


@pytest.mark.slow
def test_all_numbers_together_are_read_as_each_alone():
    cells = [cell(case) for case in CASES]
    assert answers(*cells) == [answer for each in cells for answer in answers(each)]


def test_no_cells_give_no_answers():
    assert read().shape == (0, len(COLUMNS) + 5)


@pytest.mark.parametrize(
    ("repair", "value", "verdict"),
    [
        ("lost-plus", "32470123456", "not-valid-here"),
        ("lost-zero", "470123456", "not-valid-here"),
        ("formatted", "470.123.456,00", "characters"),
    ],
)
def test_a_repair_set_off_leaves_the_number_broken_and_suggests_it(repair, value, verdict):
    assert answers((value, "BE", None), off={repair}) == [(verdict, None, "+32470123456")]


def test_numbers_without_calling_code_and_country_may_be_read_again():
    cells = (
        ("0470123456", None, "BE"),
        ("+32470123456", None, "BE"),
        ("0032470123456", None, None),
        ("0470123456", "BE", None),
    )
    assert read(*cells)["unsettled"].to_list() == [True, False, False, False]


@pytest.mark.slow
def test_what_is_stored_is_stored_again():
    stored = [answer["stored"] for answer in read(*map(cell, CASES)).iter_rows(named=True) if answer["stored"]]
    assert [again[1] for again in answers(*((number, "BE", None) for number in stored))] == stored


def test_a_very_long_cell_is_impossible():
    assert answers(("0470123456" * 100, "BE", None), ("a" * 10_000, "BE", None)) == [
        ("impossible", None, None),
        ("characters", None, None),
    ]
