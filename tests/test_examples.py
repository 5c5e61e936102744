"""What Muster finds in the example files is exactly what is wrong with them."""

import csv
from pathlib import Path

import pytest

import muster
from muster.model.fields import BY_NAME

EXAMPLES = Path(__file__).parents[1] / "examples"
DAMAGED = sorted(path.name for path in (EXAMPLES / "expected").iterdir())
CLEAN = ["klanten.csv", "klanten-nieuw.csv"]


def found(name: str) -> list[tuple[str, str, str]]:
    report = muster.check([EXAMPLES / name])
    places = report.violations.select("line", "field", "code").rows()
    return sorted((str(line or ""), BY_NAME[field].header if field else "", code) for line, field, code in places)


def expected(name: str) -> list[tuple[str, str, str]]:
    with (EXAMPLES / "expected" / name).open(newline="", encoding="utf-8") as file:
        return sorted((row["line"], row["field"], row["code"]) for row in csv.DictReader(file))


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_example_is_reported_line_by_line(name):
    assert found(name) == expected(name)


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_example_is_clean(name):
    assert found(name) == []


def test_every_example_is_tested_and_described():
    files = {path.name for path in EXAMPLES.iterdir() if path.is_file()} - {"README.md"}
    assert files == {*DAMAGED, *CLEAN}
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in files)
