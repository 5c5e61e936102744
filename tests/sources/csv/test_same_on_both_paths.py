"""The fast path and the careful path read the same, whatever the file; and so does every way to cut it into blocks."""

import random
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from muster.model.chunk import Skip
from muster.model.source import Unreadable
from muster.sources.blanks import is_blank

pytestmark = pytest.mark.slow

CELLS = st.one_of(
    st.sampled_from(["", " ", "Jan", "0470", 'say "hi"', "a;b", "a,b", "x\ny", "x\r\ny", "é", "'t", "\x00", "12\"", "-", "\ufeffa"]),
    st.text(alphabet='ab1;,"\n\r\t |\'é \\', max_size=8),
)  # fmt: skip
TABLES = st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))


def written(rows, delimiter, quote, *, end="\n", quotes_all=False):
    def cell(text):
        needs = quotes_all or any(sign in text for sign in (delimiter, quote, "\n", "\r"))
        return quote + text.replace(quote, quote * 2) + quote if needs else text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


@st.composite
def valid_files(draw):
    rows = draw(TABLES)
    width = len(rows[0]) if rows else 3
    header = [f"name{letter}" for letter in "abcde"[:width]]
    text = written(
        [header, *rows],
        draw(st.sampled_from(";,\t|")),
        draw(st.sampled_from("\"'")),
        end=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        quotes_all=draw(st.booleans()),
    )
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]))
    return text.encode(encoding, "replace")


@st.composite
def damaged_files(draw):
    content = bytearray(draw(valid_files()))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        content[at : at + draw(st.integers(0, 2))] = draw(
            st.sampled_from([b'"', b";", b"\n", b"\r", b"\xff", b'";', b"\\", b"'", b"\x00", b"\n\n", b" "])
        )
    return bytes(content)


def by_line(everything):
    """A note for the whole file may come with another chunk."""
    return [sorted(each, key=repr) if isinstance(each, list) else each for each in everything]


def everything(read, content, **how):
    try:
        return read(content, **how).everything
    except Unreadable as unreadable:
        return unreadable.code, unreadable.line


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.one_of(valid_files(), damaged_files(), damaged_files(), st.binary(max_size=200)))
def test_the_fast_path_reads_what_the_careful_path_reads(read, content):
    assert everything(read, content) == everything(read, content, is_careful=True)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.one_of(valid_files(), damaged_files()), size=st.integers(1, 60))
def test_where_a_block_ends_changes_nothing(read, in_small_blocks, content, size):
    whole = everything(read, content)
    if isinstance(whole[0], list):
        assert by_line(in_small_blocks(content, size).everything) == by_line(whole)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.one_of(valid_files(), damaged_files(), damaged_files()))
@example(content=b'"namea";"nameb";"namec";"named""";"";"";""\n"";"";"\\";" "\n""";"";"";""\n"";"";"";""\n')
def test_no_line_is_lost_and_everything_said_has_a_place(read, content):
    try:
        seen = read(content)
    except Unreadable:
        return
    places = [(line, end) for line, end, _ in seen.rows] + seen.broken
    covered = [line for first, last in places for line in range(first, last + 1)]
    lines = text_of(content, seen.source.encoding).split("\n")
    begin = seen.source.first_line

    assert len(covered) == len(set(covered))
    assert all(begin < line <= len(lines) for line in covered)
    left_out = [lines[at] for at in range(begin, len(lines)) if at + 1 not in covered]
    written = [line for line in left_out if not is_blank(line.translate(dict.fromkeys(map(ord, ";,\t|\"'"))))]
    assert len(written) <= seen.skipped.get(Skip.REPEATED_HEADER, 0) * most_lines(seen.source.layout.header)
    assert {line for line, _ in seen.broken} <= {line for line, _, _ in seen.found} or seen.noted
    assert all(line is not None for line, _, _ in seen.found)


def most_lines(header):
    """How many lines a row of the header takes, if its labels go over several."""
    return max((1 + len(re.findall("\r\n|\r|\n", "".join(row))) for row in header), default=1)


def text_of(content, encoding):
    """The file's text with the line ends that count: not those that Unicode has besides."""
    text = content[encoding.bom :].decode(encoding.codec, "replace")
    return re.sub("\r\n|\r", "\n", text)


@pytest.mark.parametrize("seed", range(6))
def test_a_long_file_with_every_damage_reads_the_same_on_both_paths(read, seed):
    choice = random.Random(seed)
    good = [f'{n};"Street {n}, bus {n % 7}";{"x" * (n % 13)};Gent' for n in range(4_000)]
    odd = [
        '7;"two\nlines";;Gent', '8;"never closed;;Gent', '9;"a" b;;c', '1;2;3', "1;2;3;4;5", ";;;", "", "nr;street;note;city",
        '1;a"b;c;d', '1;x "y" z;c;d', '1;"say "hi"";c;d', "1;2;3;4;;", "1;\xe9;3;4", '1;"a\n\nb";"c\nd";e', '"', '1;"x;y;z\n2;"x";y;z',
    ]  # fmt: skip
    for _ in range(300):
        good.insert(choice.randrange(len(good)), choice.choice(odd))
    content = "nr;street;note;city\n" + choice.choice(["\n", "\r\n"]).join(good)
    careful = read(content, is_careful=True)

    assert read(content).everything == careful.everything
    assert len(careful.rows) > 3_900
