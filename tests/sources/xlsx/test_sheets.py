"""The sheet with the customers is found; what is hidden is left out, and said."""

import json

import pytest
from tests.sources.xlsx.conftest import HEADER

ROW = ["C-1", "Peeters", "An"]


def params(read, code):
    return [json.loads(given) for found, _, given in read.values if found == code]


@pytest.fixture
def sheets(written, read):
    """Read a workbook with these sheets: name → rows. A name with a * is hidden."""

    def sheets(given, **options):
        def fill(workbook, _first):
            for name, rows in given.items():
                sheet = workbook.add_worksheet(name.strip("*"))
                if name.endswith("*"):
                    sheet.hide()
                for line, cells in enumerate(rows):
                    sheet.write_row(line, 0, cells)

        return read(written(fill, sheet="Nothing"), **options)

    return sheets


def test_the_first_sheet_with_a_header_is_read(sheets):
    done = sheets(
        {"Notes": [["Made by An"]], "List": [["nr", "naam", "plaats"], ROW], "Old": [["nr", "naam", "plaats"], ROW]}
    )
    assert (done.source.shape.sheet, done.labels) == ("List", ["nr", "naam", "plaats"])
    assert done.noted == [(None, None, "FIL040")]
    assert params(done, "FIL040") == [{"sheets": ["Notes", "Old"]}]


def test_the_template_s_headers_beat_every_other_sheet(sheets):
    done = sheets({"Klanten": [["a", "b", "c"], ["1", "an@example.com", "x"]], "Import": [HEADER, ROW]})
    assert done.source.shape.sheet == "Import"
    assert done.noted == []


def test_a_sheet_named_after_customers_beats_the_first_one(sheets):
    done = sheets(
        {"Omzet": [["Maand", "Bedrag"], ["januari", 5]], "Klanten": [["Naam", "Plaats"], ["Peeters", "Gent"]]}
    )
    assert done.source.shape.sheet == "Klanten"


def test_a_sheet_with_rows_beats_one_without(sheets):
    assert sheets({"A": [["naam", "plaats"]], "B": [["naam", "plaats"], ["Peeters", "Gent"]]}).source.shape.sheet == "B"


@pytest.mark.parametrize("name", ["Old", " old ", "OLD"])
def test_a_sheet_is_taken_by_its_name(sheets, name):
    done = sheets({"List": [HEADER, ROW], "Old": [HEADER, ["C-9", "Maes", "Jo"]]}, sheet=name)
    assert done.cells == [["C-9", "Maes", "Jo", "", ""]]


@pytest.mark.slow
def test_a_hidden_sheet_is_left_out_and_said_and_read_when_it_is_named(sheets):
    given = {"List": [HEADER, ROW], "Secret*": [HEADER, ["C-9", "Maes", "Jo"]]}
    assert sheets(given).noted == [(None, None, "FIL041")]
    assert params(sheets(given), "FIL041") == [{"sheets": ["Secret"]}]
    assert sheets(given, sheet="Secret").cells == [["C-9", "Maes", "Jo", "", ""]]


def test_an_unknown_sheet_is_refused_with_the_names_of_those_there_are(table, refusal):
    refused = refusal(table(ROW), sheet="Klanten")
    assert (refused.code, refused.value, refused.params) == ("FIL038", "Klanten", {"sheets": ["Customers"]})


def test_a_workbook_without_a_filled_visible_sheet_is_refused(written, refusal):
    assert refusal(written(lambda _book, sheet: sheet.write_blank(5, 5, None))).code == "FIL039"
    assert refusal(written(lambda _book, sheet: sheet.write_string(0, 0, " \n "))).code == "FIL039"


def test_hidden_rows_are_left_out_and_counted(written, read):
    def fill(_workbook, sheet):
        for line, cells in enumerate([HEADER, ROW, ["C-2"], ["C-3"], ["C-4"]]):
            sheet.write_row(line, 0, cells)
        for line in (2, 3, 7):
            sheet.set_row(line, None, None, {"hidden": True})

    done = read(written(fill))
    assert (done.lines, done.skipped) == ([2, 5], {})
    assert done.found == [(3, None, "FIL042")]
    assert params(done, "FIL042") == [{"count": 2}]


def test_hidden_columns_are_read_and_said(written, read):
    def fill(_workbook, sheet):
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ROW)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(20, 300, None, None, {"hidden": True})

    done = read(written(fill))
    assert done.cells == [["C-1", "Peeters", "An", "", ""]]
    assert params(done, "FIL043") == [{"columns": ["A"]}]
