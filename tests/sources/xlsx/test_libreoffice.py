"""Files that the real LibreOffice saved: whatever the format, the same rows."""

import json
from pathlib import Path

import pytest

from muster.model.fields import FIELDS

FOLDER = Path(__file__).with_name("libreoffice")
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
FORMATS = EXPECTED["formats"]


@pytest.mark.parametrize(
    "name", ["template.xlsx", "template.ods", "template.xls", "template-windows-1252.csv", "template-utf-8.csv"]
)
def test_a_filled_in_template_is_the_same_in_every_format(read, name):
    done = read(FOLDER / name)
    assert done.labels == [field.header for field in FIELDS]
    assert [[cell or "" for cell in cells] for cells in done.cells] == EXPECTED["template"]
    assert done.found == []


@pytest.mark.parametrize("name", ["formats.xlsx", "formats.ods", "formats.xls"])
def test_formats_hidden_and_merged_cells_are_the_same_in_every_format(read, name):
    done = read(FOLDER / name)
    assert done.labels == FORMATS["labels"]
    assert [[line, *cells] for line, cells in done.rows] == FORMATS["rows"]
    assert [list(each) for each in done.noted] == FORMATS["noted"]
    assert [list(each) for each in done.found] == FORMATS["found"]
    assert done.skipped == FORMATS["skipped"]
    assert done.source.shape.source == "xlsx"


@pytest.mark.parametrize("name", ["template.ods", "template.xls"])
def test_the_user_names_one_source_for_all_workbooks(read, refusal, name):
    assert read(FOLDER / name, source="xlsx").source.shape.sheet
    assert refusal(FOLDER / name, source="csv").code == "FIL002"
