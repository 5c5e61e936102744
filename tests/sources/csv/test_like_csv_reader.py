"""On what is well-formed, Python's csv module is the truth about cells; cases in the manner of its own tests."""

import csv

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from muster.sources.csv.dialect import Dialect
from muster.sources.csv.records import Lines, Record, Records


def records(text, delimiter=",", width=None, **how):
    lines = Lines(text.encode())
    reader = Records(lines=lines, dialect=Dialect(delimiter=delimiter, **how), width=width or 0, is_last=True)
    found: list[Record] = []
    while (at := found[-1].last + 1 if found else 0) < len(lines):
        found.append(reader.read(at))
    return found


def cells(text, **how):
    return [record.cells for record in records(text, **how)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\r\n", [["a", "b"]]),
        ("a,b\r", [["a", "b"]]),
        ("a,b", [["a", "b"]]),
        (",", [["", ""]]),
        ("", []),
        ("a,\n", [["a", ""]]),
        ('"a"', [["a"]]),
        ('""', [[""]]),
        ('"",', [["", ""]]),
        (',"",', [["", "", ""]]),
        ('""""', [['"']]),
        ('"a""b"', [['a"b']]),
        ('"a,b",c', [["a,b", "c"]]),
        ('"a\nb",c', [["a\nb", "c"]]),
        ('"a\r\nb",c\r\nd,e', [["a\r\nb", "c"], ["d", "e"]]),
        ('"\n"', [["\n"]]),
        ('"a\n\n\nb"\nc', [["a\n\n\nb"], ["c"]]),
        ('a,"b\nc","d\ne",f', [["a", "b\nc", "d\ne", "f"]]),
        ('1,",3,",5', [["1", ",3,", "5"]]),
        (' "a" ,b', [["a", "b"]]),
        ("a b,c", [["a b", "c"]]),
        ("  a , b ", [["  a ", " b "]]),
        ("ha ha,1", [["ha ha", "1"]]),
        ("\u2028,\x0b,\x0c,\x85", [["\u2028", "\x0b", "\x0c", "\x85"]]),
        ("\x00,a\x00", [["\x00", "a\x00"]]),
    ],
)
def test_well_formed_text(text, expected):
    assert cells(text) == expected


@pytest.mark.parametrize(
    ("text", "how", "expected"),
    [
        ("'a,b',c", {"quote": "'"}, [["a,b", "c"]]),
        ("'it''s',c", {"quote": "'"}, [["it's", "c"]]),
        ('"a";"b;c"', {"delimiter": ";"}, [["a", "b;c"]]),
        ('"a"\t"b\tc"', {"delimiter": "\t"}, [["a", "b\tc"]]),
        ('"a"|"b|c"', {"delimiter": "|"}, [["a", "b|c"]]),
        (r'"a\"b",c', {"escape": "\\"}, [['a"b', "c"]]),
        (r'"a\\",c', {"escape": "\\"}, [["a\\", "c"]]),
        (r"a\,b,c", {"escape": "\\"}, [["a,b", "c"]]),
        (r'"a\,b",c', {"escape": "\\"}, [["a,b", "c"]]),
        ('"x\\"\ny",c', {"escape": "\\"}, [['x"\ny', "c"]]),
    ],
)
def test_other_dialects(text, how, expected):
    assert cells(text, **how) == expected


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@example('a,"b""\n,c"')
@given(st.text(alphabet='ab,"\n', max_size=24))
def test_what_csv_reader_accepts_strictly_is_read_alike(text):
    lines = text.splitlines(keepends=True)
    try:
        expected = list(csv.reader(lines, strict=True))
    except csv.Error:
        assume(False)
    read = records(text)
    assume(all(record.trouble is None for record in read))
    assert [record.cells for record in read] == [row or [""] for row in expected]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(alphabet='ab,"\n;', max_size=6), min_size=3, max_size=3), min_size=1, max_size=4))
def test_what_csv_writer_writes_is_read_without_trouble(rows):
    import io

    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    read = records(text.getvalue(), width=3)
    assume(not any(record.trouble and record.trouble.code == "ROW003" for record in read))  # rows inside a cell
    assert [record.cells for record in read] == rows
