"""The fast path: lines that are proven plain are parsed by Polars; all others are left to the careful path.

A line is plain if it is a whole record of exactly the usual width, its quotes (if any) enclose cells and are doubled
inside, and something stands in it. What Polars makes of such lines is what `records.py` makes of them; a property test
holds both to it.
"""

import re
from collections.abc import Iterable
from typing import Final

import polars as pl

from muster.model.chunk import PLACE
from muster.sources.csv.dialect import Dialect
from muster.sources.csv.records import MARK, MAX_RECORD_BYTES

NOWHERE: Final = "\x1f"
"""Separates units in no customer file; a block that has it is read carefully."""

MAX_PROVEN_WIDTH: Final = 100
"""The expression that proves quoted cells grows with the number of columns."""


class Proven:
    """A block's lines, and which of them are plain."""

    def __init__(self, lines: pl.Series, is_plain: pl.Series) -> None:
        self._lines = lines
        self._is_plain = is_plain

    def __len__(self) -> int:
        return len(self._lines)

    def doubtful(self) -> list[int]:
        """The lines that must be looked at, in order."""
        return (~self._is_plain).arg_true().to_list()

    def leave_out(self, lines: Iterable[int]) -> None:
        """These lines turned out to belong to something else."""
        if left_out := list(lines):
            self._is_plain[left_out] = False

    def rows(self, block: bytes, dialect: Dialect, width: int, before: int) -> pl.DataFrame:
        """The rows of the plain lines, with their places. `before` lines of the file stand before the block."""
        is_all = bool(self._is_plain.all())
        text = block if is_all else self._lines.filter(self._is_plain).str.join("\n")[0].encode()
        cells = pl.read_csv(
            text, has_header=False, schema=dict.fromkeys(map(str, range(width)), pl.String),
            separator=dialect.delimiter, quote_char=dialect.quote, raise_if_empty=False,
        )  # fmt: skip
        at = self._is_plain.arg_true().cast(pl.Int64) + (before + 1)
        return pl.DataFrame([at.alias(name) for name in PLACE]).hstack(cells)


def prove(block: bytes, dialect: Dialect, width: int) -> Proven | None:
    """Prove what can be proven of a block that ends at a line end; None if nothing can."""
    if width < 2 or not _has_plain_line_ends(block) or NOWHERE.encode() in block or not _is_utf8(block):
        return None
    lines = pl.read_csv(
        block, has_header=False, schema={"line": pl.String}, separator=NOWHERE, quote_char=None, raise_if_empty=False
    )["line"]
    has_quotes = dialect.quote.encode() in block
    is_plain = pl.select(_is_plain(pl.lit(lines), dialect, width, has_quotes=has_quotes)).to_series()
    is_plain = is_plain.fill_null(value=False)
    if block.startswith(MARK.encode()):
        is_plain[0] = False
    return Proven(lines, is_plain)


def _is_plain(line: pl.Expr, dialect: Dialect, width: int, *, has_quotes: bool) -> pl.Expr:
    is_short = line.str.len_bytes() < MAX_RECORD_BYTES - 1
    says_something = line.str.contains("[0-9A-Za-z]")
    plain = is_short & says_something & ~line.str.starts_with(MARK)
    if dialect.escape:
        plain &= ~line.str.contains(dialect.escape, literal=True)
    if has_quotes and width <= MAX_PROVEN_WIDTH:
        return plain & line.str.contains(_pattern(dialect, width))
    if has_quotes:
        plain &= ~line.str.contains(dialect.quote, literal=True)
    return plain & (line.str.count_matches(dialect.delimiter, literal=True) == width - 1)


def _pattern(dialect: Dialect, width: int) -> str:
    """A whole line of `width` cells, each without quotes or properly quoted."""
    d, q = re.escape(dialect.delimiter), dialect.quote
    cell = f"(?:[^{d}{q}]*|{q}[^{q}]*(?:{q}{q}[^{q}]*)*{q})"
    return f"^{cell}(?:{d}{cell}){{{width - 1}}}$"


def _has_plain_line_ends(block: bytes) -> bool:
    return b"\r" not in block or block.count(b"\r") == block.count(b"\r\n")


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True
