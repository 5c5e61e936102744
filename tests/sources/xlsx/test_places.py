"""Rows keep the number they have in the sheet; what is no row is left out; what cannot be told is an error."""

import pytest
from tests.sources.xlsx.conftest import HEADER, text_row

from muster.model.chunk import Skip

ROW = ["C-1", "Peeters", "An", "", "Gent"]


def test_a_row_has_its_number_in_the_sheet(table, read):
    done = read(table(ROW, ["C-2"]))
    assert (done.lines, done.cells) == ([2, 3], [ROW, ["C-2", "", "", "", ""]])
    assert (done.source.shape.header_line, done.source.shape.sheet, done.source.shape.source) == (
        1,
        "Customers",
        "xlsx",
    )
    assert done.noted == done.found == []


def test_lines_above_the_header_are_left_out_with_a_note(written, read):
    def fill(workbook, sheet):
        sheet.merge_range("A1:E1", "Our customers", workbook.add_format({"bold": True}))
        sheet.write_row(2, 0, ["Date", "22/11/2026"])
        sheet.write_row(4, 0, HEADER)
        sheet.write_row(5, 0, ROW)

    done = read(written(fill))
    assert (done.labels, done.lines, done.source.shape.header_line) == (HEADER, [6], 5)
    assert done.noted == [(1, None, "FIL010")]


def test_a_header_of_two_rows_is_put_together(written, read):
    def fill(_workbook, sheet):
        sheet.merge_range("A1:A2", "number")
        sheet.merge_range("B1:C1", "person")
        sheet.merge_range("D1:E1", "place")
        sheet.write_row(1, 1, ["name", "first name", "street", "city"])
        sheet.write_row(2, 0, ["C-1001", "Peeters", "An", "Kerkstraat 3", "Gent"])
        sheet.write_row(3, 0, ["C-1002", "Maes", "Jo", "Markt 1", "Brugge"])

    done = read(written(fill))
    assert done.labels == ["number", "name", "first name", "street", "city"]
    assert (done.lines, done.broken, done.noted) == ([3, 4], [], [(1, None, "FIL011")])


def test_without_a_header_all_rows_are_rows(table, read):
    done = read(table(["C-2", "an@example.com", "2"], header=["C-1", "jo@example.com", "1"]))
    assert (done.source.shape.header_line, done.labels, done.lines) == (None, ["", "", ""], [1, 2])


def test_blank_rows_between_others_are_counted_those_at_the_end_are_not(packed, read):
    formatted = '<row r="6"><c r="A6" s="1"/></row><row r="90"><c r="A90" s="1"/></row>' + text_row(91, " ", "\n")
    done = read(packed(text_row(2, *HEADER) + text_row(3, *ROW) + text_row(5, " ") + formatted))
    assert (done.lines, done.skipped) == ([3], {})
    done = read(
        packed(text_row(2, *HEADER) + text_row(5, *ROW) + text_row(7, " ") + text_row(9, *ROW) + text_row(10, ""))
    )
    assert (done.lines, done.skipped) == ([5, 9], {Skip.BLANK: 5})


def test_a_header_without_rows_is_said(table, read):
    done = read(table())
    assert (done.rows, done.found) == ([], [(1, None, "FIL013")])


def test_a_repeated_header_is_skipped(table, read):
    done = read(table(ROW, HEADER, ROW))
    assert (done.lines, done.skipped) == ([2, 4], {Skip.REPEATED_HEADER: 1})


def test_a_cell_beyond_the_last_column_is_an_error_of_its_row(table, read):
    done = read(table(ROW, [*ROW, "", "call back", "x"], ROW))
    assert (done.lines, done.broken) == ([2, 4], [3])
    assert done.found == [(3, 7, "ROW031")]
    assert done.values[0][1] == "call back"


def test_a_column_without_a_name_that_most_rows_fill_is_a_column(table, read):
    done = read(table([*ROW, "x"], [*ROW, "y"], ROW))
    assert done.labels == [*HEADER, ""]
    assert (done.lines, done.found) == ([2, 3, 4], [])


def test_blank_cells_beyond_the_last_column_do_not_count(packed, read):
    done = read(packed(text_row(1, *HEADER, " ") + text_row(2, *ROW, " ", "", "\u00a0")))
    assert (done.labels, done.cells) == (HEADER, [ROW])


@pytest.mark.parametrize(
    ("merged", "broken", "found"),
    [
        ("E2:E4", [3, 4], [(3, 5, "ROW030"), (4, 5, "ROW030")]),
        ("B3:C3", [3], [(3, 3, "ROW030")]),
        ("A4:E4", [4], [(4, 2, "ROW030")]),
        ("F2:G4", [], []),
        ("B3", [], []),
        ("A9:E12", [], []),
        ("A1:B1", [], []),
    ],
)
def test_a_cell_that_is_merged_away_is_an_error_of_its_row(packed, read, merged, broken, found):
    rows = text_row(1, *HEADER) + "".join(text_row(line, *ROW) for line in (2, 3, 4))
    done = read(packed(rows, around=f'{{}}<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'))
    assert (done.broken, done.found) == (broken, found)


@pytest.mark.slow
def test_rows_come_in_chunks_of_some_fifty_thousand(packed, read):
    rows = "".join(f'<row r="{line}"><c r="A{line}"><v>{line}</v></c></row>' for line in range(2, 60_002))
    done = read(packed(text_row(1, *HEADER) + rows))
    assert done.chunk_heights == [49_999, 10_001]
    assert (done.lines[0], done.lines[-1], len(done.lines)) == (2, 60_001, 60_000)
    assert done.cells[-1][0] == "60001"


@pytest.mark.slow
def test_reading_again_gives_the_user_s_own_cells(table, read):
    source = read(table(ROW, ["C-2", "Maes"], [*ROW, "", "x"], ["C-4"])).source
    again = source.again([5, 4, 2, 99])
    assert again.rows() == [(2, 2, *ROW), (4, 4, *ROW), (5, 5, "C-4", "", "", "", "")]
    assert [chunk.rows.rows() for chunk in source.chunks()] == [chunk.rows.rows() for chunk in source.chunks()]


def test_the_sample_is_the_first_hundred_rows(table, read):
    sample = read(table(*([str(at), "Peeters"] for at in range(150)))).source.shape.sample
    assert (sample.height, sample.columns, sample.row(99)) == (100, list("01234"), ("99", "Peeters", "", "", ""))


def test_progress_goes_up_to_the_size_of_the_file(table, read):
    source = read(table(ROW)).source
    assert [chunk.bytes_read for chunk in source.chunks()] == [source.shape.size_bytes]
