"""The correction file: what was not imported, to be mended and imported again."""

import csv
import zipfile
from pathlib import Path

import pytest

from muster import catalogue, sources
from muster.i18n import Translator
from muster.mapping import machine
from muster.model.options import Options
from muster.model.outcome import FileStatus, Report, State, Totals
from muster.report import correction

ENGLISH = Translator("en")

GIVEN = """\
Klantnr;Naam;Voornaam;GSM;Bedrijf
001;Peeters;An;+32470123456;
002;Janssens;Bo;12;
003;Maes;"Cis
Karel";0470/12 34 56;=1+1
004;Claes;Do;abc;
"""


@pytest.fixture
def given(tmp_path, make):
    """A file of four rows, the second and the fourth with an error."""
    catalogue.load()
    path = tmp_path / "klanten.csv"
    path.write_text(GIVEN)

    def build(status):
        file = make.csv_file(
            status=status, totals=Totals(rows=4, rejected=4), labels=("Klantnr", "Naam", "Voornaam", "GSM", "Bedrijf")
        )
        found = make.frame(
            make.violation("MOB001", line=3, column=4, field="mobile", value="12", suggestion="+3212"),
            make.violation("DUP001", line=3, column=1, field="number", value="002", first_file=1, first_line=2),
            make.violation("MOB002", line=6, column=4, field="mobile", value="abc"),
            make.violation("MOB005", "warning", line=2, column=4, field="mobile"),
        )
        return Report(state=State.FAILED, files=[file], totals=file.totals, violations=found)

    return path, build


def written(given, status, target):
    path, build = given
    count = correction.write(build(status), 1, sources.open_source(path, Options()), target, ENGLISH)
    return count, target


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_of_a_file_that_went_in_partly_it_has_the_rows_with_errors(given, tmp_path):
    count, path = written(given, FileStatus.PARTIAL, tmp_path / "rejects.csv")
    rows = read(path)
    assert count == len(rows) == 2
    assert list(rows[0]) == [
        "Klantnr", "Naam", "Voornaam", "GSM", "Bedrijf",
        "muster:file", "muster:line", "muster:error", "muster:suggestion",
    ]  # fmt: skip
    assert [(row["Klantnr"], row["GSM"], row["muster:file"], row["muster:line"]) for row in rows] == [
        ("002", "12", "klanten.csv", "3"),
        ("004", "abc", "klanten.csv", "6"),
    ]
    first, second = rows[0]["muster:error"].splitlines()
    assert first.startswith("GSM: “12” cannot be a telephone number. Write the number in full")
    assert second.startswith("Klantnr: Customer number “002” stands in the import already: klanten.csv, line 2. Keep")
    assert rows[0]["muster:suggestion"] == "GSM: +3212"


def test_of_a_rejected_file_it_has_every_row_those_with_errors_first(given, tmp_path):
    count, path = written(given, FileStatus.REJECTED, tmp_path / "rejects.csv")
    rows = read(path)
    assert count == 4
    assert [(row["muster:line"], bool(row["muster:error"])) for row in rows] == [
        ("3", True), ("6", True), ("2", False), ("4", False),
    ]  # fmt: skip
    assert rows[3]["Voornaam"] == "Cis\nKarel"


def test_no_cell_is_a_formula_and_a_phone_number_stays(given, tmp_path):
    _, path = written(given, FileStatus.REJECTED, tmp_path / "rejects.csv")
    rows = {row["muster:line"]: row for row in read(path)}
    assert rows["4"]["Bedrijf"] == "'=1+1"
    assert rows["2"]["GSM"] == "+32470123456"


def test_the_workbook_keeps_text_marks_bad_cells_and_says_why(given, tmp_path):
    count, path = written(given, FileStatus.REJECTED, tmp_path / "rejects.xlsx")
    assert count == 4
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        comments = archive.read("xl/comments1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert "<v>" not in sheet  # nothing is a number
    assert comments.count("<comment ") == 3
    assert "cannot be a telephone number" in comments
    assert "F9DEDC" in styles


def test_a_correction_file_of_a_correction_file_keeps_the_first_places(tmp_path, make):
    catalogue.load()
    path = tmp_path / "rejects.csv"
    path.write_text("Klantnr;GSM;muster:file;muster:line;muster:error;muster:suggestion\n002;12;klanten.csv;3;old;\n")
    labels = ("Klantnr", "GSM", "muster:file", "muster:line", "muster:error", "muster:suggestion")
    file = make.csv_file(
        name="rejects.csv", status=FileStatus.PARTIAL, labels=labels, totals=Totals(rows=1, rejected=1)
    )
    found = make.frame(make.violation("MOB001", line=2, column=2, field="mobile", value="12"))
    report = Report(state=State.PARTIAL, files=[file], totals=file.totals, violations=found)
    correction.write(report, 1, sources.open_source(path, Options()), tmp_path / "again.csv", ENGLISH)
    (row,) = read(tmp_path / "again.csv")
    assert (row["muster:file"], row["muster:line"]) == ("klanten.csv", "3")
    assert row["muster:error"].startswith("GSM: “12” cannot be")
    assert list(row)[:2] == ["Klantnr", "GSM"]


def test_its_own_columns_are_those_the_import_recognises():
    assert (correction.FILE, correction.LINE, correction.ERROR, correction.SUGGESTION) == (
        machine.ORIGINAL_FILE_LABEL, machine.ORIGINAL_LINE_LABEL, machine.ERROR_LABEL, machine.SUGGESTION_LABEL,
    )  # fmt: skip


def test_a_sheet_that_cannot_hold_the_rows_is_refused(given, tmp_path, monkeypatch):
    monkeypatch.setattr(correction, "SHEET_ROWS", 3)
    with pytest.raises(correction.TooManyRows):
        written(given, FileStatus.REJECTED, tmp_path / "rejects.xlsx")
    assert written(given, FileStatus.REJECTED, Path(tmp_path / "rejects.csv"))[0] == 4
