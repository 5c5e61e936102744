"""The page for users shows what happens."""

import re

import pytest
import xlsxwriter
from tests.sources.pages import Page, fresh_machine

from muster.sources.xlsx import limits
from muster.sources.xlsx.grid import letters_of

PAGE = Page("sources/workbooks.md")
FORMATTED = re.compile(r"(\d+) \(([^)]+)\)")


def write_example(path):
    """The workbook of the page's first table."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\| \d.*\|$", PAGE.text, re.MULTILINE)
    ]
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Klanten")
        for line, *cells in rows:
            for column, cell in enumerate(cells):
                formatted = FORMATTED.fullmatch(cell)
                if formatted:
                    form = workbook.add_format({"num_format": formatted[2]})
                    sheet.write_number(int(line) - 1, column, int(formatted[1]), form)
                elif cell:
                    sheet.write_string(int(line) - 1, column, cell)
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.merge_range("H7:H8", "BE")


@pytest.mark.slow
def test_every_command_of_the_page_does_what_it_shows(tmp_path):
    write_example(tmp_path / "klanten.xlsx")
    run = fresh_machine(tmp_path)
    assert len(PAGE.shown()) > 2
    for command, output in PAGE.shown():
        assert run(command) == output, command


def test_the_page_names_the_limits():
    assert f"more than {limits.MAX_UNPACKED_BYTES >> 30} GiB" in PAGE.text
    assert f"{limits.MAX_RATIO} times its size" in PAGE.text
    assert f"{limits.MAX_PARTS:,} parts" in PAGE.text
    assert f"{limits.MAX_CELLS:,} cells" in PAGE.text
    assert f"column {letters_of(limits.MAX_COLUMNS - 1)} (the {limits.MAX_COLUMNS:,}th)" in PAGE.text
