"""Cells of .xlsx as the user sees them, whoever wrote the file and however it is written."""

from datetime import UTC, datetime

import pytest
from tests.sources.xlsx.conftest import HEADER, text_row

NAMED = text_row(1, *HEADER)


@pytest.fixture
def cell(packed, read):
    """What is seen of one cell, given as XML; it stands in A2, beside a name."""

    def cell(xml, **how):
        names = '<c r="B2" t="inlineStr"><is><t>Peeters</t></is></c>'
        (cells,) = read(packed(f'{NAMED}<row r="2">{xml}{names}</row>', **how)).cells
        return cells[0]

    return cell


@pytest.mark.parametrize(
    ("xml", "seen"),
    [
        ('<c r="A2"><v>32470123456</v></c>', "32470123456"),
        ('<c r="A2" t="n"><v>1.0</v></c>', "1"),
        ('<c r="A2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A2" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A2" t="b"/>', ""),
        ('<c r="A2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A2" t="d"><v>2026-10-03T00:00:00</v></c>', "2026-10-03"),
        ('<c r="A2" t="d"><v>2026-10-03T14:30:00Z</v></c>', "2026-10-03 14:30:00"),
        ('<c r="A2" t="str"><f>B2&amp;"x"</f><v>Peetersx</v></c>', "Peetersx"),
        ('<c r="A2" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="A2"><f>A1+1</f><v>7</v></c>', "7"),
        ('<c r="A2"><f>SUM(B1:B3)</f></c>', "=SUM(B1:B3)"),
        ('<c r="A2"><f>SUM(B1:B3)</f><v/></c>', "=SUM(B1:B3)"),
        ('<c r="A2"><f>"00123"</f></c>', '="00123"'),
        ('<c r="A2" t="inlineStr"><is><t>00123</t></is></c>', "00123"),
        ('<c r="A2" t="inlineStr"><is><r><t>C-</t></r><r><rPr><b/></rPr><t>1</t></r></is></c>', "C-1"),
        ('<c r="A2" t="inlineStr"><is><t>漢字</t><rPh sb="0" eb="2"><t>かんじ</t></rPh></is></c>', "漢字"),
        ('<c r="A2" t="inlineStr"><is><t>a_x000D_b_x005F_x</t></is></c>', "a\rb_x"),
        ('<c r="A2" t="inlineStr"><is><t>_xD83D_</t></is></c>', "_xD83D_"),
        ('<c r="A2" t="inlineStr"><is><t>a&#10;b &lt;&amp;&gt;</t></is></c>', "a\nb <&>"),
        ('<c r="A2" t="inlineStr"><is><t xml:space="preserve"> C  1 </t></is></c>', " C  1 "),
        ("<c r='A2' t='inlineStr' ><is><!-- x --><t><![CDATA[<C>]]></t></is></c >", "<C>"),
        ('<c r="A2" s="1"/>', ""),
        ('<c r="A2" s="99"><v>5</v></c>', "5"),
        ('<c t="n"><v>5</v></c>', "5"),
    ],
)
def test_a_cell_is_what_the_user_sees(cell, xml, seen):
    assert cell(xml) == seen


def test_zeros_that_the_format_shows_are_kept(cell):
    assert cell('<c r="A2" s="1"><v>1000</v></c>', formats=["00000"]) == "01000"
    assert cell('<c r="A2" s="2"><v>45568</v></c>', formats=["00000", "d-mmm"]) == "2024-10-03"
    assert cell('<c r="A2" s="1"><v>44106</v></c>', formats=["d-mmm"], properties='date1904="1"') == "2024-10-03"


@pytest.mark.slow
def test_texts_may_be_shared_rich_and_phonetic(cell):
    shared = [
        "<si><t>one</t></si>",
        '<si><r><t>t</t></r><r><rPr><b/></rPr><t xml:space="preserve"> w</t></r></si>',
        "<si><t>漢</t><rPh sb='0' eb='1'><t>か</t></rPh></si>",
        "<si/>",
        "<si><t>é_x000A_</t></si>",
    ]
    seen = [cell(f'<c r="A2" t="s"><v>{at}</v></c>', shared=shared) for at in (0, 1, 2, 3, 4, 1)]
    assert seen == ["one", "t w", "漢", "", "é\n", "t w"]


@pytest.mark.parametrize("number", ["1", "-1", "x", "99999999999999999999"])
def test_a_shared_text_that_is_not_there_is_damage(packed, refusal, number):
    path = packed(f'{NAMED}<row r="2"><c r="A2" t="s"><v>{number}</v></c></row>', shared=["<si><t>a</t></si>"])
    assert (refusal(path).code, refusal(path).value) == ("FIL030", "xl/worksheets/sheet1.xml")


def test_prefixes_and_the_strict_namespace_do_not_matter(packed, read):
    row = '<x:row r="1">' + "".join(f'<x:c t="inlineStr"><x:is><x:t>{name}</x:t></x:is></x:c>' for name in HEADER)
    sheet = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        f'{row}</x:row><x:row r="2"><x:c r="B2"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert read(packed(replaced={"xl/worksheets/sheet1.xml": sheet})).rows == [(2, ["", "5", "", "", ""])]


def test_rows_and_cells_without_a_place_follow_each_other(packed, read):
    rows = f"{NAMED.replace(' r=', ' x=')}<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r='5'><c r='E5'><v>5</v></c><c><v>6</v></c></row>"
    done = read(packed(rows))
    assert done.rows == [(2, ["1", "", "3", "", ""])]
    assert done.found == [(5, 6, "ROW031")]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="3"/><row r="2"/>',
        '<row r="0"/>',
        '<row r="1048577"/>',
        '<row r="x"/>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row>',
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="2"><c r="2"><v>1</v></c></row>',
        '<row r="2"><c r="ABCD2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></row>',
    ],
)
def test_places_that_no_program_writes_are_damage(packed, refusal, rows):
    assert refusal(packed(NAMED + rows)).code == "FIL030"


def test_what_programs_write_is_read_as_seen(written, read):
    def fill(workbook, sheet):
        form = {code: workbook.add_format({"num_format": code}) for code in ("00000", "dd/mm/yyyy", "0.0%", "@")}
        bold = workbook.add_format({"bold": True})
        sheet.write_row(0, 0, HEADER)
        sheet.write_number(1, 0, 123, form["00000"])
        sheet.write_rich_string(1, 1, "van ", bold, "Dam")
        sheet.write_datetime(1, 2, datetime(2026, 10, 3, tzinfo=UTC).replace(tzinfo=None), form["dd/mm/yyyy"])
        sheet.write_boolean(1, 3, True)
        sheet.write_number(1, 4, 0.255, form["0.0%"])
        sheet.write_string(2, 0, "00123", form["@"])
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 4, '="a"&"b"', None, "ab")

    assert read(written(fill)).rows == [
        (2, ["00123", "van Dam", "2026-10-03", "TRUE", "25.5%"]),
        (3, ["00123", "#DIV/0!", "", "", "ab"]),
    ]
