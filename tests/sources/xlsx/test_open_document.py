"""Cells of .ods as the user sees them, and documents that are refused."""

import zipfile

import pytest
from tests.sources.xlsx.conftest import HEADER

from muster.model.chunk import Skip

NAMESPACES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style", "draw")
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'


def text(value, attributes=""):
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{value}</text:p></table:table-cell>'


def row(*cells, attributes=""):
    return f"<table:table-row {attributes}>{''.join(cells)}{EMPTY}</table:table-row>"


NAMED = row(*map(text, HEADER))
PEETERS = row(text("C-1"), text("Peeters"))


@pytest.fixture
def document(tmp_path):
    """A document whose first sheet has these rows; `before` stands before them in its table, `more` behind it."""

    def document(rows, *, before="", more="", styles="", declared="", **parts):
        content = (
            f"<?xml version='1.0' encoding='UTF-8'?>{declared}<office:document-content {NAMESPACES}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="Customers">{before}{rows}</table:table>{more}'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        path = tmp_path / "customers.ods"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
            for name, part in ({"content.xml": content} | parts.get("replaced", {})).items():
                archive.writestr(name, part)
        return path

    return document


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        (text("00123"), "00123"),
        (text("a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d"), "a  b\tc\nd"),
        (text("one</text:p><text:p>two"), "one\ntwo"),
        (text("Ma<text:span>es</text:span> <text:a>x</text:a>"), "Maes x"),
        (text("a\n    b"), "a b"),
        (
            ('<table:table-cell office:value-type="string"><office:annotation><text:p>remark</text:p></office:annotation>'
            "<draw:frame><draw:text-box><text:p>drawn</text:p></draw:text-box></draw:frame><text:p>C-1</text:p></table:table-cell>"),
            "C-1",
        ),
        ('<table:table-cell office:value-type="float" office:value="1000"><text:p>01000</text:p></table:table-cell>', "01000"),
        ('<table:table-cell office:value-type="float" office:value="1234.5"><text:p>1.234,50</text:p></table:table-cell>', "1234.5"),
        ('<table:table-cell office:value-type="float" office:value="1234"><text:p>1.234</text:p></table:table-cell>', "1234"),
        (
            '<table:table-cell office:value-type="float" office:value="32470123456"><text:p>3,25E+10</text:p></table:table-cell>',
            "32470123456",
        ),
        (
            '<table:table-cell office:value-type="float" office:value="32470123456"><text:p>+32470123456</text:p></table:table-cell>',
            "+32470123456",
        ),
        ('<table:table-cell office:value-type="currency" office:value="5"><text:p>5,00 €</text:p></table:table-cell>', "5"),
        ('<table:table-cell office:value-type="percentage" office:value="0.255"><text:p>25,5%</text:p></table:table-cell>', "25.5%"),
        (
            '<table:table-cell office:value-type="date" office:date-value="2026-10-03"><text:p>3-okt</text:p></table:table-cell>',
            "2026-10-03",
        ),
        (
            '<table:table-cell office:value-type="date" office:date-value="2026-10-03T14:30:00"><text:p>x</text:p></table:table-cell>',
            "2026-10-03 14:30:00",
        ),
        (
            '<table:table-cell office:value-type="time" office:time-value="PT14H30M00S"><text:p>14:30</text:p></table:table-cell>',
            "14:30:00",
        ),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAAR</text:p></table:table-cell>', "TRUE"),
        (
            ('<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
            'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'),
            "#DIV/0!",
        ),
        ('<table:table-cell table:formula="of:=SUM([.B1:.B3])"/>', "=SUM([.B1:.B3])"),
        ("<table:table-cell/>", ""),
    ],
)  # fmt: skip
def test_a_cell_is_what_the_user_sees(document, read, cell, seen):
    assert read(document(NAMED + row(cell, text("Peeters")))).cells == [[seen, "Peeters", "", "", ""]]


def test_cells_and_rows_may_be_repeated(document, read):
    rows = NAMED + row(text("x", 'table:number-columns-repeated="3"'), attributes='table:number-rows-repeated="3"')
    done = read(
        document(
            rows
            + row(attributes='table:number-rows-repeated="4"')
            + PEETERS
            + row(attributes='table:number-rows-repeated="1048565"')
        )
    )
    assert done.lines == [2, 3, 4, 9]
    assert done.cells[:3] == [["x", "x", "x", "", ""]] * 3
    assert done.skipped == {Skip.BLANK: 4}


def test_hidden_rows_columns_and_sheets_are_known(document, read):
    styles = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    before = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    hidden = row(text("C-2"), attributes='table:visibility="filter"') + row(
        text("C-3"), attributes='table:visibility="collapse"'
    )
    more = f'<table:table table:name="A &amp; B" table:style-name="ta2">{NAMED}{PEETERS}</table:table>'
    path = document(NAMED + hidden + PEETERS, before=before, more=more, styles=styles)
    done = read(path)
    assert (done.lines, done.found) == ([4], [(2, None, "FIL042")])
    assert [code for _, _, code in done.noted] == ["FIL041", "FIL043"]
    assert read(path, sheet="a & b").lines == [2]


def test_merged_cells_are_known(document, read):
    covered = row(text("C-2"), "<table:covered-table-cell/>", text("An"))
    done = read(document(NAMED + row(text("C-1"), text("Maes", 'table:number-rows-spanned="2"')) + covered))
    assert (done.lines, done.found) == ([2], [(3, 2, "ROW030")])


@pytest.mark.parametrize(
    ("attributes", "code"),
    [('table:number-rows-repeated="1048577"', "FIL030"), ('table:number-rows-repeated="999999999"', "FIL030")],
)
def test_more_rows_than_a_sheet_has_are_damage(document, refusal, attributes, code):
    assert refusal(document(NAMED + row(text("x"), attributes=attributes))).code == code


def test_a_cell_repeated_to_the_far_right_is_refused(document, refusal):
    wide = text("x", 'table:number-columns-repeated="16384"')
    refused = refusal(document(f"{NAMED}<table:table-row>{wide}</table:table-row>"))
    assert (refused.code, refused.value) == ("FIL036", "XFD2")


@pytest.mark.slow
def test_millions_of_repeated_cells_are_refused(document, refusal):
    wide = text("x", 'table:number-columns-repeated="900"')
    rows = f'{NAMED}<table:table-row table:number-rows-repeated="1000000">{wide}</table:table-row>'
    assert refusal(document(rows)).code == "FIL035"


def test_a_password_is_named(document, refusal):
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    assert refusal(document(NAMED, replaced={"META-INF/manifest.xml": manifest})).code == "FIL031"
    assert refusal(document(NAMED, replaced={"encrypted-package": b"x"})).code == "FIL031"


def test_a_document_type_is_refused(document, refusal):
    assert refusal(document(NAMED + PEETERS, declared="<!DOCTYPE x [<!ENTITY a 'b'>]>")).code == "FIL044"


def test_a_document_without_content_is_damage(tmp_path, refusal):
    path = tmp_path / "customers.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert (refusal(path).code, refusal(path).value) == ("FIL030", "content.xml")


def test_reading_again_gives_the_same_cells(document, read):
    source = read(document(NAMED + PEETERS + PEETERS)).source
    assert source.again([3]).rows() == [(3, 3, "C-1", "Peeters", "", "", "")]
