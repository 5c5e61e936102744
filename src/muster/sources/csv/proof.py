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
    """A block's lines, and which of them are plain, or plain but for blank cells beyond the last column (wide)."""

    def __init__(self, block: bytes, lines: pl.Series, is_plain: pl.Series, is_wide: pl.Series) -> None:
        self._block = block
        self._lines = lines
        self._is_plain = is_plain | is_wide
        self._is_wide = is_wide

    def __len__(self) -> int:
        return len(self._lines)

    def doubtful(self) -> list[int]:
        """The lines that must be looked at, in order."""
        return (~self._is_plain).arg_true().to_list()

    def leave_out(self, lines: Iterable[int]) -> None:
        """These lines turned out to belong to something else."""
        if left_out := list(lines):
            self._is_plain[left_out] = False

    def first_wide(self) -> int | None:
        """The first plain line with blank cells beyond the last column."""
        return (self._is_plain & self._is_wide).arg_max() if (self._is_plain & self._is_wide).any() else None

    def rows(self, dialect: Dialect, width: int, before: int) -> pl.DataFrame:
        """The rows of the plain lines, with their places. `before` lines of the file stand before the block."""
        has_wide = bool(self._is_wide.any())
        is_all = bool(self._is_plain.all())
        text = self._block if is_all else self._lines.filter(self._is_plain).str.join("\n")[0].encode()
        cells = pl.read_csv(
            text, has_header=False, schema=dict.fromkeys(map(str, range(width)), pl.String),
            separator=dialect.delimiter, quote_char=dialect.quote, raise_if_empty=False,
            truncate_ragged_lines=has_wide, extra_columns="ignore" if has_wide else "raise",
        )  # fmt: skip
        at = self._is_plain.arg_true().cast(pl.Int64) + (before + 1)
        return pl.DataFrame([at.alias(name) for name in PLACE]).hstack(cells)


def prove(block: bytes, dialect: Dialect, width: int, *, with_blank_end: bool) -> Proven | None:
    """Prove what can be proven of a block that ends at a line end; None if nothing can.

    `with_blank_end`: rows of this file may have cells beyond the last column; they are plain if these are blank.
    """
    if width < 2 or NOWHERE.encode() in block or not _is_utf8(block):
        return None
    block = _with_plain_line_ends(block)
    lines = pl.read_csv(
        block, has_header=False, schema={"line": pl.String}, separator=NOWHERE, quote_char=None, raise_if_empty=False
    )["line"]
    has_quotes = dialect.quote.encode() in block
    line = pl.col("line")
    says_something = _says_something(line, dialect)
    is_wide = (
        line.str.contains(_pattern(dialect, width, with_blank_end=True)) if with_blank_end else pl.lit(value=False)
    )
    found = lines.to_frame().select(
        is_plain=(says_something & _is_plain(line, dialect, width, has_quotes=has_quotes)).fill_null(value=False),
        is_wide=(says_something & is_wide).fill_null(value=False),
    )
    if block.startswith(MARK.encode()):
        found[0, "is_plain"] = found[0, "is_wide"] = False
    return Proven(block, lines, found["is_plain"], found["is_wide"])


def _says_something(line: pl.Expr, dialect: Dialect) -> pl.Expr:
    """Neither blank nor endless, and nothing in it that only the careful path understands."""
    is_short = line.str.len_bytes() < MAX_RECORD_BYTES - 1
    said = is_short & line.str.contains("[0-9A-Za-z]") & ~line.str.starts_with(MARK)
    return said & ~line.str.contains(dialect.escape, literal=True) if dialect.escape else said


def _is_plain(line: pl.Expr, dialect: Dialect, width: int, *, has_quotes: bool) -> pl.Expr:
    if has_quotes and width <= MAX_PROVEN_WIDTH:
        return line.str.contains(_pattern(dialect, width))
    has_width = line.str.count_matches(dialect.delimiter, literal=True) == width - 1
    return has_width & ~line.str.contains(dialect.quote, literal=True) if has_quotes else has_width


def _pattern(dialect: Dialect, width: int, *, with_blank_end: bool = False) -> str:
    """A whole line of `width` cells, each without quotes or properly quoted; perhaps with blank cells behind them."""
    d, q = re.escape(dialect.delimiter), dialect.quote
    cell = f"(?:[^{d}{q}]*|{q}[^{q}]*(?:{q}{q}[^{q}]*)*{q})"
    blank = " " if dialect.delimiter == "\t" else "[ \t]"
    end = f"(?:{d}{blank}*)+" if with_blank_end else ""
    return f"^{cell}(?:{d}{cell}){{{width - 1}}}{end}$"


def _with_plain_line_ends(block: bytes) -> bytes:
    """A CR that ends a line alone becomes an LF; inside a plain line there is none."""
    if b"\r" not in block or block.count(b"\r") == block.count(b"\r\n"):
        return block
    return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True
