"""The page for users shows what happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from muster.sources.xlsx import limits
from muster.sources.xlsx.grid import letters_of

PAGE = Path(__file__).parents[3] / "docs" / "sources" / "workbooks.md"
FORMATTED = re.compile(r"(\d+) \(([^)]+)\)")


def text():
    return PAGE.read_text(encoding="utf-8")


def shown():
    """Each command of the page with the output below it."""
    (block,) = re.findall(r"^```console\n(.*?)^```$", text(), re.DOTALL | re.MULTILINE)
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def write_example(path):
    """The workbook of the page's first table."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\| \d.*\|$", text(), re.MULTILINE)
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
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUSTER_", "LC_", "LANG"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    machine = {"PATH": path, "MUSTER_DATA_DIR": str(tmp_path / "data"), "LANG": "C.UTF-8", "COLUMNS": "80"}
    for command, output in shown():
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=kept | machine, capture_output=True, text=True, check=False
        )
        assert done.stdout == output, command


def test_the_page_names_the_limits():
    page = text()
    assert f"more than {limits.MAX_UNPACKED_BYTES >> 30} GiB" in page
    assert f"{limits.MAX_RATIO} times its size" in page
    assert f"{limits.MAX_PARTS:,} parts" in page
    assert f"{limits.MAX_CELLS:,} cells" in page
    assert f"column {letters_of(limits.MAX_COLUMNS - 1)} (the {limits.MAX_COLUMNS:,}th)" in page
