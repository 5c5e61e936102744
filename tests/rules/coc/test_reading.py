"""Each line of `cases.csv` is a number, where it stands, and what it means."""

import csv
from pathlib import Path

import polars as pl
import pytest

from muster.rules.reading import coc

COLUMNS = ("value", "country", "home", "company", "source")
LINES = Path(__file__).with_name("cases.csv").read_text(encoding="utf-8").splitlines()
CASES = list(csv.DictReader(line for line in LINES if not line.startswith("#")))


def read(*cells, off=frozenset()):
    """Answers for cells given as (value, country, home, company)."""
    rows = [dict(zip(COLUMNS, cell, strict=False)) for cell in cells]
    return coc.read(pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String())), frozenset(off))


def answers(*cells, off=frozenset()):
    return read(*cells, off=off).select("verdict", "stored", "suggestion").rows()


def cell(case):
    return case["value"], case["country"] or None, case["home"] or None, case["company"] or None


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(filter(None, cell(case))))
def test_a_number_is_read_as_the_case_says(case):
    assert answers(cell(case)) == [(case["verdict"], case["stored"] or None, case["suggestion"] or None)]


@pytest.mark.slow
def test_all_numbers_together_are_read_as_each_alone():
    cells = [cell(case) for case in CASES]
    assert answers(*cells) == [answer for each in cells for answer in answers(each)]


def test_no_cells_give_no_answers():
    assert read().shape == (0, len(COLUMNS) + 4)


@pytest.mark.parametrize(
    ("repair", "value", "answer"),
    [
        ("lost-zero", "428759497", ("form", "428759497", "0428759497")),
        ("formatted", "428.759.497,00", ("characters", None, None)),
    ],
)
def test_a_repair_set_off_leaves_the_number_as_it_is(repair, value, answer):
    assert answers((value, "BE", None, "Acme"), off={repair}) == [answer]


def test_what_is_stored_is_stored_again_in_the_same_country():
    cells = [
        (answer["stored"], *cell(case)[1:])
        for case, answer in zip(CASES, read(*map(cell, CASES)).to_dicts(), strict=True)
    ]
    cells = [each for each in cells if each[0]]
    assert [again[1] for again in answers(*cells)] == [each[0] for each in cells]


def test_what_is_settled_quickly_is_good_and_stored_alike():
    frame = read(*map(cell, CASES))
    quick = coc.quick(frame.select("value", "country", "home", "company"))["stored"]
    settled = frame.filter(quick.is_not_null())
    assert settled.height > 20
    assert settled["verdict"].unique().to_list() == ["ok"]
    assert settled["stored"].to_list() == quick.drop_nulls().to_list()
