"""From a file with errors to a correction file, mended, imported: as CSV and as workbook, in skip and in stop mode."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from muster.model.options import Options
from muster.sources import open_source

pytestmark = pytest.mark.slow

HEADER = ["customerNumber", "email", "lastname", "firstname", "companyName", "zip", "country"]
ROWS = [
    ["001", "jan@example.com", "Jansen", "Jan", "", "01000", "FR"],
    ["002", "an@", "Peeters", "An", "", "9000", "BE"],
    ["003", "bo@example.com", "Maes", "Bo", "", "9000", "Belgika"],
    ["004", "info@example.com", "", "", "'=Plus BV", "9000", "BE"],
]


def write(name, rows):
    """A file of these rows, header included: CSV, or a workbook of text cells."""
    path = Path(name)
    if path.suffix == ".csv":
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
        return path
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Klanten")
        for row, cells in enumerate(rows):
            sheet.write_row(row, 0, cells)
    return path


def read(name):
    """All rows of a file as Muster reads them, header included."""
    source = open_source(Path(name), Options())
    rows = pl.concat(chunk.rows for chunk in source.chunks())
    return [list(source.shape.labels), *map(list, rows.drop("line", "end_line").iter_rows())]


@pytest.fixture(params=[(".csv", ".xlsx"), (".xlsx", ".csv")], ids="→".join)
def endings(request):
    """What the user has, and what the correction file is to be."""
    return request.param


def errors(done):
    return [
        (each["line"], each["field"], each["code"], each["original"])
        for each in done.json["files"][0]["violations"]
        if each["severity"] == "error"
    ]


def test_in_skip_mode_the_rows_with_errors_come_back_and_what_is_left_quotes_the_first_file(muster, endings):
    own, mend = endings
    given = write(f"klanten{own}", [HEADER, *ROWS])
    assert muster("import", given, "--yes", "--on-error", "skip", "--rejects", f"mend{mend}").code == 1
    header, first, second = read(f"mend{mend}")
    assert header == [*HEADER, "muster:file", "muster:line", "muster:error", "muster:suggestion"]
    assert (first[:7], second[:7]) == (ROWS[1], ROWS[2])
    assert (first[7:9], second[7:9]) == ([given.name, "3"], [given.name, "4"])
    assert "“an@” is not an e-mail address." in first[9]

    half = write(f"half{mend}", [header, [*first[:1], "an@example.com", *first[2:]], second])
    again = muster("import", half, "--yes", "--on-error", "skip", "--format", "json")
    assert again.json["totals"]["created"] == 1
    assert errors(again) == [(3, "country", "CTR001", {"file": given.name, "line": 4})]
    shown = muster("check", half).out
    assert f"({given.name}: 4)" in " ".join(shown.split())


def test_in_stop_mode_every_row_comes_back_and_goes_in_when_mended(muster, endings):
    own, mend = endings
    given = write(f"klanten{own}", [HEADER, *ROWS])
    assert muster("import", given, "--yes", "--rejects", f"mend{mend}").code == 1
    header, *rows = read(f"mend{mend}")
    assert [(row[0], bool(row[9])) for row in rows] == [("002", True), ("003", True), ("001", False), ("004", False)]
    mended = [[*row[:1], "an@example.com" if row[1] == "an@" else row[1], *row[2:6], "BE", *row[7:]] for row in rows]
    done = muster("import", write(f"mended{mend}", [header, *mended]), "--yes", "--format", "json")
    assert (done.code, done.json["totals"]["created"]) == (0, 4)
    exported = muster("export").out
    assert "001,jan@example.com,en,Jansen,Jan,,,,,,01000,BE" in exported
    assert "'=Plus BV" in exported


def test_what_is_found_between_rows_and_customers_quotes_the_first_file_too(muster):
    write("klanten.csv", [HEADER, *ROWS])
    muster("import", "klanten.csv", "--yes", "--on-error", "skip", "--rejects", "mend.csv")
    header, first, second = read("mend.csv")
    second[0] = first[0]  # the same number twice
    first[1] = "an@example.com"
    write("twice.csv", [header, first, [*second[:6], "BE", *second[7:]]])
    done = muster("import", "twice.csv", "--yes", "--format", "json")
    assert errors(done) == [(3, "customerNumber", "DUP001", {"file": "klanten.csv", "line": 4})]

    first[0], first[6] = "001", ""  # a stored customer who has a country
    write("known.csv", [header, first])
    done = muster("import", "known.csv", "--yes", "--format", "json")
    assert ("UPD001", {"file": "klanten.csv", "line": 3}) in [each[2:] for each in errors(done)]
