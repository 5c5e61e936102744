"""What is proven plain is read as the XML parser reads it: the same rows, the same damage."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from muster.sources.xlsx import archive, markup
from muster.sources.xlsx.archive import Archive
from muster.sources.xlsx.grid import Columns
from muster.sources.xlsx.refused import Refused
from muster.sources.xlsx.workbook import Workbook

SHARED = [
    "<si><t>one</t></si>",
    '<si><t xml:space="preserve"> tw&amp;o_x000A_</t></si>',
    "<si><r><t>th</t></r><r><t>ree</t></r></si>",
    "<si/>",
]
TEXT = st.sampled_from(
    ["a", " b ", "&lt;c&amp;amp;", "&#233;", "é", "_x0041_", "]]&gt;", "a\nb", "a&#13;b", "漢", "=A1", ""]
)
NUMBER = st.sampled_from(["1", "-5", "1.50", "32470123456", "1E5", "45568", "x", " 7 ", "12345678901234567890", ""])
INDEX = st.sampled_from(["0", "1", "2", "3", "2", "1"])

VALUES = st.one_of(
    NUMBER.map(lambda value: ("", f"<v>{value}</v>")),
    INDEX.map(lambda value: (' t="s"', f"<v>{value}</v>")),
    TEXT.map(lambda value: (' t="str"', f"<v>{value}</v>")),
    TEXT.map(lambda value: (' t="str"', f"<f>A1</f><v>{value}</v>")),
    TEXT.map(lambda value: (' t="inlineStr"', f"<is><t>{value}</t></is>")),
    TEXT.map(lambda value: (' t="inlineStr"', f'<is><t xml:space="preserve">{value}</t></is>')),
    TEXT.map(lambda value: ("", f"<is><t>{value}</t></is>")),
    st.sampled_from(
        [(' t="b"', "<v>1</v>"), (' t="b"', "<v>0</v>"), (' t="e"', "<v>#REF!</v>"), (' t="n"', "<v>7</v>")]
    ),
    st.sampled_from([("", ""), ("", "<f>SUM(A1)</f>"), ("", "<f>A&lt;B</f><v>5</v>"), (' t="d"', "<v>2026-10-03</v>")]),
)
STYLE = st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="9"'])
GAP = st.sampled_from(["", "", "", "\n  ", " "])
ROW_ATTRIBUTES = st.sampled_from(
    ["", ' spans="1:5"', ' hidden="1"', ' hidden="true"', ' hidden="0"', ' ht="12.8" customHeight="1"']
)


@st.composite
def rows(draw):
    """The XML of some rows."""
    xml, line = [], 0
    for _ in range(draw(st.integers(1, 12))):
        line += draw(st.sampled_from([1, 1, 1, 2, 30]))
        cells, column = [], -1
        for _ in range(draw(st.integers(0, 5))):
            column += draw(st.sampled_from([1, 1, 1, 3]))
            kind, value = draw(VALUES)
            place = f' r="{"ABCDEFGHIJKLMNOPQRST"[column]}{line}"'
            opening = draw(st.sampled_from([f"<c{place}{draw(STYLE)}{kind}", f"<c{kind}{draw(STYLE)}{place}"]))
            cells.append(f"{opening}>{value}</c>" if value else f"{opening}/>")
        attributes = draw(ROW_ATTRIBUTES)
        body = draw(GAP).join(cells)
        xml.append(f'<row r="{line}"{attributes}>{body}</row>' if body else f'<row r="{line}"{attributes}/>')
    return draw(GAP).join(xml)


def read(path, block_bytes):
    """All rows of the first sheet, or why there are none."""
    with pytest.MonkeyPatch.context() as patch, path.open("rb") as file:
        patch.setattr(archive, "BLOCK_BYTES", block_bytes)
        try:
            book = Workbook(Archive(file))
            return [(row.line, row.cells, row.is_hidden) for row in book.rows(book.sheets[0], Columns(), is_head=False)]
        except Refused as refused:
            return refused.code, refused.value


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows(), st.sampled_from([7, 40, 300, 1 << 18]))
@example('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', 1 << 18)
@example('<row r="1"><c r="A11"><v>1</v></c></row>', 1 << 18)
@example('<row r="1"><c r="A1" t="s"><v>4</v></c></row>', 1 << 18)
@example('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', 1 << 18)
@example('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', 1 << 18)
@example('<row r="1"><c r="A1"><v>1</v></c><c r="ALM1"><v>2</v></c></row>', 1 << 18)
@example('<row r="1"><c r="A1"><v>1</c></v></row>', 1 << 18)
@example('<row r="1"><c r="A1"><v>1</v></c></row><c r="A1"><v>1</v></c>', 1 << 18)
@example('<row r="1"><c r="A1"><v>a\x01b</v></c></row>', 1 << 18)
@example('<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>', 1 << 18)
@example('<row r="1"><c r="A1" t="str"><v>a]]>b</v></c></row>', 1 << 18)
@example('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>', 1 << 18)
@example('<row r="1"/>  <row r="2"><row r="3"></row></row>', 1 << 18)
def test_the_same_is_read_on_both_paths(packed, xml, block_bytes):
    how = {"shared": SHARED, "formats": ["00000", "d-mmm"]}
    proven = packed(xml, **how, name="proven.xlsx")
    careful = packed(xml, around="<!-- -->{}", **how, name="careful.xlsx")
    assert read(proven, block_bytes) == read(careful, 1 << 18)


def test_plain_rows_never_reach_the_xml_parser(packed, monkeypatch):
    seen = []
    original = markup.read

    def watched(part, blocks, *handlers):
        def kept():
            for block in blocks:
                seen.append(block)
                yield block

        return original(part, kept(), *handlers)

    monkeypatch.setattr(markup, "read", watched)
    path = packed("".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(1, 9)))
    assert [line for line, _, _ in read(path, 1 << 18)] == list(range(1, 9))
    assert b"<row" not in b"".join(seen)
