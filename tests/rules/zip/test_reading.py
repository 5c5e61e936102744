"""Each line of `cases.csv` is a post code, where it stands, and what it means."""

import csv
from pathlib import Path

import polars as pl
import pytest

from muster.rules.reading import zip as post_code

COLUMNS = ("value", "country", "home", "company", "source")
LINES = Path(__file__).with_name("cases.csv").read_text(encoding="utf-8").splitlines()
CASES = list(csv.DictReader(line for line in LINES if not line.startswith("#")))


def read(*cells, off=frozenset()):
    """Answers for cells given as (value, country, home)."""
    rows = [dict(zip(COLUMNS, cell, strict=False)) for cell in cells]
    return post_code.read(pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String())), frozenset(off))


def answers(*cells, off=frozenset()):
    return read(*cells, off=off).select("verdict", "stored", "suggestion").rows()


def cell(case):
    return case["value"], case["country"] or None, case["home"] or None


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(filter(None, cell(case))))
def test_a_post_code_is_read_as_the_case_says(case):
    assert answers(cell(case)) == [(case["verdict"], case["stored"] or None, case["suggestion"] or None)]


def test_all_post_codes_together_are_read_as_each_alone():
    cells = [cell(case) for case in CASES]
    assert answers(*cells) == [answer for each in cells for answer in answers(each)]


def test_no_cells_give_no_answers():
    assert read().shape == (0, len(COLUMNS) + 4)


@pytest.mark.parametrize(
    ("repair", "value", "country", "mended"),
    [("prefix", "B-1000", "BE", "1000"), ("dash", "1000205", "PT", "1000-205"), ("lost-zero", "1000", "FR", "01000")],
)
def test_a_repair_set_off_leaves_the_post_code_as_it_is_and_suggests_it(repair, value, country, mended):
    assert answers((value, country, None), off={repair}) == [("form", value, mended)]


def test_what_is_stored_is_stored_again():
    cells = [(stored, *cell(case)[1:]) for case, stored in zip(CASES, read(*map(cell, CASES))["stored"], strict=True)]
    assert [again[1] for again in answers(*cells)] == [each[0] for each in cells]


def test_plain_cells_are_good_and_stored_as_they_are():
    frame = read(*map(cell, CASES))
    plain = frame.filter(post_code.plain(*(pl.col(name) for name in ("value", "country", "home"))))
    assert plain.height > 10
    assert plain["verdict"].unique().to_list() == ["ok"]
    assert plain["stored"].to_list() == plain["value"].to_list()


@pytest.mark.parametrize("word", ["N/A", "NULL", "-", "=A1", "#REF!"])
def test_what_a_rule_for_any_text_may_find_is_not_plain(word):
    for country in (None, "BE", "HK"):
        cells = read((word, country, None))
        assert not cells.select(post_code.plain(*(pl.col(name) for name in ("value", "country", "home")))).item()
