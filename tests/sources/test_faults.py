"""The page of faults names tests and codes that are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from muster import catalogue

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| (?P<fault>[^|]+) \| [^|]+ \| (?P<codes>[^|]*)\| `(?P<file>tests/[\w/]+\.py)::(?P<test>test_\w+)` \|$",
    (ROOT / "docs" / "sources" / "faults.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


@cache
def functions_of(file):
    module = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {each.name for each in module.body if isinstance(each, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_fault_names_is_there(row):
    _fault, codes, file, test = row
    assert test in functions_of(file)
    catalogue.load()
    known = {entry.code for entry in catalogue.entries()}
    assert {code.strip() for code in codes.split(",") if code.strip()} <= known


def test_every_line_of_the_page_was_read():
    lines = (ROOT / "docs" / "sources" / "faults.md").read_text(encoding="utf-8").splitlines()
    assert len(ROWS) == sum(line.startswith("| ") and not line.startswith("| fault") for line in lines) > 50


def test_every_code_that_refuses_a_workbook_or_an_export_has_a_fault():
    catalogue.load()
    named = {code.strip() for row in ROWS for code in row[1].split(",")}
    refusing = {
        entry.code
        for entry in catalogue.entries()
        if entry.severity == "error" and re.match(r"ACC|FIL03|FIL04", entry.code)
    }
    assert refusing - named == set()
