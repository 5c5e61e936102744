"""Lines that fit."""

import pytest
from rich.cells import cell_len

from muster.report.layout import fit, flow, wrap


def wrapped(text, width, **indents):
    return list(wrap(text, width, **indents))


def test_lines_break_at_spaces_and_keep_their_indents():
    assert wrapped("one two three four", 10, first="- ", rest="  ") == ["- one two", "  three", "  four"]


def test_no_line_breaks_at_a_space_that_must_not_break():
    assert wrapped("il y a 16\u202f500 lignes\xa0: toutes", 12) == ["il y a", "16\u202f500", "lignes\xa0:", "toutes"]


def test_a_word_longer_than_a_line_is_broken_anywhere():
    assert wrapped("ab " + "x" * 25, 10, first="  ") == ["  ab", "  xxxxxxxx", "  xxxxxxxx", "  xxxxxxxx", "  x"]


@pytest.mark.parametrize("width", [6, 7, 20, 80])
def test_wide_characters_fill_two_cells(width):
    lines = wrapped("東京都港区 ab 芝公園" * 5, width, first="  ")
    assert max(cell_len(line) for line in lines) <= width
    assert "".join(line.strip() for line in lines).replace(" ", "") == ("東京都港区ab芝公園" * 5)


def test_nothing_makes_no_line():
    assert wrapped("", 10) == []


def test_what_is_too_long_ends_in_an_ellipsis():
    assert fit("short", 10) == "short"
    assert fit("much too long", 10) == "much too…"
    assert cell_len(fit("東京都港区芝公園", 7)) <= 7


def test_parts_flow_into_as_many_lines_as_there_are_and_say_that_more_follow():
    parts = [str(number) for number in range(100, 200)]
    lines = flow(parts, 20, 3, first="lines: ", rest="  ", more=" …")
    assert len(lines) == 3
    assert lines[0] == "lines: 100, 101,"
    assert lines[-1].endswith(" …")
    assert max(map(len, lines)) <= 20
    assert flow(["1", "2"], 20, 3, first="lines: ", rest="  ", more=" …") == ["lines: 1, 2"]
