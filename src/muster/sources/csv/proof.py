"""The fast path: records that are proven plain are parsed by Polars; all other lines are left to the careful path.

A record is plain if it has exactly the usual width, its quotes (if any) enclose cells and are doubled inside, and
something stands in it. What Polars makes of such records is what `records.py` makes of them; a property test holds both
to it.

Where nothing is quoted, the cells themselves are the proof: together with their delimiters they are as long as the line.
Lines with quotes are held to an expression; what may be a record over several lines is folded into one line for it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import polars as pl

from muster.sources.csv.dialect import Dialect
from muster.sources.csv.records import MARK, MAX_RECORD_BYTES, MAX_RECORD_LINES

NOWHERE: Final = "\x1f"
"""Separates units in no customer file; a block that has it is read carefully."""

FOLD: Final = "\x1e"
"""Stands for a line end inside a record while that is proven; in a block that has it, nothing is folded."""

MAX_PROVEN_WIDTH: Final = 100
"""The expression that proves quoted cells grows with the number of columns."""

LOOKED_AT_FIRST: Final = 3
"""In one of so many cells something mostly stands."""


@dataclass(slots=True, kw_only=True)
class Proven:
    """What could be proven of a block. Lines are 0-based.

    Of the `cells`, those that are `kept` are the plain records', which take the lines from `first` to `last`; `is_wide`
    are those that are plain but for blank cells beyond the last column. `doubtful` lines must be looked at, in order;
    `continuing` are lines of plain records besides their first. The block has `count` lines, which end at `ends`.
    """

    cells: pl.DataFrame
    first: pl.Series
    last: pl.Series
    count: int
    kept: pl.Series | None = None
    is_wide: pl.Series | None = None
    doubtful: Sequence[int] = ()
    continuing: Sequence[int] = ()
    ends: Sequence[int] | None = None

    def leave_out(self, lines: Iterable[int]) -> None:
        """These lines turned out to belong to something else."""
        taken = pl.Series(lines, dtype=pl.Int64)
        if taken.len():
            self._keep(~(self.first.is_in(taken.implode()) | self.last.is_in(taken.implode())))

    def leave_out_from(self, line: int) -> None:
        """This line will be read again, with all behind it."""
        if line < self.count:
            self._keep(self.last < line)

    def first_wide(self) -> int | None:
        """The first plain line with blank cells beyond the last column."""
        if self.is_wide is None:
            return None
        wide = self.first.filter(self.is_wide if self.kept is None else self.is_wide & self.kept)
        return int(wide[0]) if wide.len() else None

    def rows(self, before: int) -> pl.DataFrame:
        """The plain rows with their places. `before` lines of the file stand before the block."""
        places = [(self.first + (before + 1)).alias("line"), (self.last + (before + 1)).alias("end_line")]
        rows = pl.DataFrame(places).hstack(self.cells)
        return rows if self.kept is None else rows.filter(self.kept)

    def _keep(self, kept: pl.Series) -> None:
        self.kept = kept if self.kept is None else self.kept & kept


def prove(
    block: bytes, dialect: Dialect, width: int, *, with_blank_end: bool, is_hopeful: bool = True
) -> Proven | None:
    """Prove what can be proven of a block that begins with a record and ends at a line end; None if nothing can.

    `with_blank_end`: rows of this file may have cells beyond the last column; they are plain if these are blank.
    `is_hopeful`: all of it may well be plain, so that it is tried as a whole first.
    """
    if width < 2 or NOWHERE.encode() in block or block.startswith(MARK.encode()):
        return None
    proof = _Proof(dialect=dialect, width=width, with_blank_end=with_blank_end)
    try:
        if is_hopeful and dialect.quote.encode() not in block:
            whole = proof.without_lines(block)
            if whole is not None:
                return whole
        lines = _Lines(block)
        records = proof.records(lines)
        whole = proof.as_a_whole(lines, records) if is_hopeful else None
        return whole or proof.by_records(lines, records)
    except pl.exceptions.ComputeError:  # bytes that are no UTF-8
        return None


class _Lines:
    """A block's lines without their line ends, which are all alike and none of them a CR alone."""

    def __init__(self, block: bytes) -> None:
        self.block = block
        self.text = _cut(block)
        self.are_as_in_file = b"\r" not in block or self._all_end_with_crlf()
        if not self.are_as_in_file:
            self.block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            self.text = _cut(self.block)

    @cached_property
    def ends(self) -> pl.Series:
        """Where each line ends in the block."""
        sizes = self.text.str.len_bytes().cast(pl.Int64).fill_null(0)
        return (sizes + (2 if b"\r" in self.block else 1)).cum_sum()

    def _all_end_with_crlf(self) -> bool:
        ended = self.text.len() - (not self.block.endswith(b"\n"))
        is_whole = self.text.str.len_bytes().sum() + 2 * ended == len(self.block)
        has_others = self.block.endswith(b"\r") or self.text.str.contains("\r", literal=True).any()
        return is_whole and not has_others

    def without(self, records: pl.DataFrame) -> bytes:
        """The block without the lines of these records."""
        if records.is_empty():
            return self.block
        pieces, at = [], 0
        begins = self.ends.shift(1, fill_value=0).gather(records["first"]).to_list()
        for begin, end in zip(begins, self.ends.gather(records["last"]).to_list(), strict=True):
            pieces.append(self.block[at:begin])
            at = end
        return b"".join([*pieces, self.block[at:]])

    def folded(self, inner: pl.Series) -> pl.Series:
        """The lines, of which the `inner` ones have the next one behind them."""
        block = bytearray(self.block)
        for end in self.ends.gather(inner).to_list():
            block[end - 1] = ord(FOLD)
        return _cut(bytes(block))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """Proves blocks of one file.

    `records` here are a frame, in order: their `text` in one line, the lines from `first` to `last` that they take, and
    whether they are `sound` as far as their quotes tell: null where they have none.
    """

    dialect: Dialect
    width: int
    with_blank_end: bool

    def without_lines(self, block: bytes) -> Proven | None:
        """A block in which nothing is quoted, if each of its lines is a row: then its bytes add up."""
        if any(sign.encode() in block for sign in (self.dialect.escape, MARK) if sign):
            return None
        cells = self._no_wider_cells(block)
        if cells is None:
            return None
        delimiters_and_ends = cells.height * self.width - (not block.endswith(b"\n")) + block.count(b"\r")
        if _bytes_in(cells) + delimiters_and_ends != len(block) or not self._all_begin_plainly(cells):
            return None
        longest = sum(size or 0 for size in cells.select(pl.all().str.len_bytes().max()).row(0)) + self.width
        if longest >= MAX_RECORD_BYTES - 1:
            return None
        at = pl.int_range(cells.height, dtype=pl.Int64, eager=True)
        return Proven(cells=cells, first=at, last=at, count=cells.height)

    def as_a_whole(self, lines: _Lines, records: pl.DataFrame) -> Proven | None:
        """A block whose quotes are sound, if each of its other records is a row: then their bytes add up."""
        text, is_quoted = records["text"], records["sound"].is_not_null()
        if self.with_blank_end or self.dialect.escape or not records["sound"].all():
            return None
        if (text.str.starts_with(MARK) | (text.str.len_bytes() >= MAX_RECORD_BYTES - 1)).any():
            return None
        cells = self._no_wider_cells(lines.block)
        if cells is None or cells.height != records.height or not self._all_begin_plainly(cells):
            return None
        bare = text.filter(~is_quoted)
        delimiters = bare.len() * (self.width - 1)
        if _bytes_in(cells) - _bytes_in(cells.filter(is_quoted)) + delimiters != bare.str.len_bytes().sum():
            return None
        return Proven(cells=cells, first=records["first"], last=records["last"], count=lines.text.len())

    def _no_wider_cells(self, text: bytes) -> pl.DataFrame | None:
        """The cells, unless a row has more of them than columns: it could make up for a delimiter that another lacks."""
        try:
            return self._parsed(text, "raise")
        except pl.exceptions.PolarsError:
            return None

    def _all_begin_plainly(self, cells: pl.DataFrame) -> bool:
        """Whether in each row one of the first cells does."""
        names = list(map(str, range(min(self.width, LOOKED_AT_FIRST))))
        if cells.select(_begins_plainly("0").all(ignore_nulls=False)).item():
            return True
        return bool(cells.select(pl.any_horizontal(map(_begins_plainly, names)).fill_null(value=False).all()).item())

    def by_records(self, lines: _Lines, records: pl.DataFrame) -> Proven | None:
        """A block of which some records are not as most are."""
        is_read = records["sound"].fill_null(value=True)
        read = records.filter(is_read)
        cells = self._parsed(lines.without(records.filter(~is_read)), "ignore")
        if cells.height != read.height:
            return None
        is_plain = self._plain(read, cells)
        is_folded = records["last"] > records["first"]
        doubtful = ~is_read.scatter(is_read.arg_true(), is_plain)
        return Proven(
            cells=cells,
            first=read["first"],
            last=read["last"],
            count=lines.text.len(),
            kept=is_plain,
            is_wide=self._wide(read, cells) if self.with_blank_end else None,
            doubtful=_lines_of(records.filter(doubtful), pl.col("first")),
            continuing=_lines_of(records.filter(~doubtful & is_folded), pl.col("first") + 1),
            ends=lines.ends.to_list() if lines.are_as_in_file else None,
        )

    def records(self, lines: _Lines) -> pl.DataFrame:
        """The block's records as far as quotes tell."""
        at = pl.int_range(lines.text.len(), dtype=pl.Int64, eager=True)
        unknown = pl.repeat(None, at.len(), dtype=pl.Boolean, eager=True)
        records = pl.DataFrame({"text": lines.text, "first": at, "last": at, "sound": unknown})
        if self.dialect.quote.encode() not in lines.block:
            return records
        quoted = lines.text.str.contains(self.dialect.quote, literal=True).arg_true()
        records = self._held_to_quotes(records, quoted)
        can_fold = lines.are_as_in_file and FOLD.encode() not in lines.block
        if records["sound"].all() or not can_fold or lines.text.str.starts_with(MARK).any():
            return records
        return self._folded(records, lines)

    def _held_to_quotes(self, records: pl.DataFrame, quoted: pl.Series) -> pl.DataFrame:
        """Say of the records at these places whether they are sound."""
        if self.width > MAX_PROVEN_WIDTH:
            sound = _never(quoted)
        else:
            sound = records["text"].gather(quoted).str.contains(self._pattern(with_blank_end=self.with_blank_end))
        return records.with_columns(sound=records["sound"].scatter(quoted, sound))

    def _folded(self, records: pl.DataFrame, lines: _Lines) -> pl.DataFrame:
        """The records, those folded into one whose quote one line opens and the next one with quotes closes."""
        inner = self._inner_lines(records)
        if not inner.len():
            return records
        is_first = pl.repeat(value=True, n=records.height, dtype=pl.Boolean, eager=True).scatter(inner + 1, False)
        first = is_first.arg_true().cast(pl.Int64)
        last = first.shift(-1, fill_value=records.height) - 1
        sound = records["sound"].gather(first)
        folded = pl.DataFrame({"text": lines.folded(inner), "first": first, "last": last, "sound": sound})
        return self._held_to_quotes(folded, (last > first).arg_true())

    def _inner_lines(self, records: pl.DataFrame) -> pl.Series:
        """The lines of what may be records over several lines, but for their last ones.

        No line between may be a row itself: then a lost quote has swallowed it.
        """
        quoted = records["sound"].is_not_null().arg_true()
        left = (~records["sound"].gather(quoted)).arg_true()  # in the order of lines with quotes
        first = quoted.gather(left).cast(pl.Int64)
        opens = records["text"].gather(first).str.contains(self._opening())
        pairs = pl.DataFrame({"first": first, "opens": opens, "left": left}).select(
            "first",
            last=pl.col("first").shift(-1),
            is_pair=pl.col("opens") & ~pl.col("opens").shift(-1) & (pl.col("left").diff().shift(-1) == 1),
        )
        pairs = pairs.filter("is_pair", pl.col("last") - pl.col("first") <= MAX_RECORD_LINES)
        between = pairs.filter(pl.col("last") - pl.col("first") > 1)
        if between.height:
            between = between.with_columns(pl.int_ranges(pl.col("first") + 1, "last").alias("at")).explode("at")
            delimiters = records["text"].gather(between["at"]).str.count_matches(self.dialect.delimiter, literal=True)
            swallowed = between.filter(delimiters >= self.width - 1)
            pairs = pairs.join(swallowed, on="first", how="anti", maintain_order="left")
        return pairs.select(pl.int_ranges("first", "last").explode()).to_series()

    def _plain(self, records: pl.DataFrame, cells: pl.DataFrame) -> pl.Series:
        """Which of the records are plain, or plain and wide, where `cells` are what Polars made of them."""
        read = records.hstack(cells)
        whole = pl.coalesce("sound", self._fills_its_line())
        plain = whole & self._within_limits() & _begins_plainly("0")
        is_plain = read.select(plain.fill_null(value=False)).to_series()
        left = (~is_plain).arg_true()
        if not left.len():
            return is_plain
        if self.with_blank_end:
            whole |= pl.col("text").str.contains(self._pattern(with_blank_end=True))
        says_something = pl.col("text").str.contains("[0-9A-Za-z]")
        again = read[left].select((whole & self._within_limits() & says_something).fill_null(value=False))
        return is_plain.scatter(left, again.to_series())

    def _within_limits(self) -> pl.Expr:
        """Nothing is in the record that only the careful path understands."""
        limits = (pl.col("text").str.len_bytes() < MAX_RECORD_BYTES - 1) & ~pl.col("text").str.starts_with(MARK)
        return (
            limits & ~pl.col("text").str.contains(self.dialect.escape, literal=True) if self.dialect.escape else limits
        )

    def _wide(self, records: pl.DataFrame, cells: pl.DataFrame) -> pl.Series:
        """Which of the records, where they are plain, have blank cells beyond the last column."""
        quoted = pl.when(pl.col("sound").is_not_null()).then("text")
        exact = pl.coalesce(quoted.str.contains(self._pattern()), self._fills_its_line())
        return records.hstack(cells).select(~exact).to_series()

    def _fills_its_line(self) -> pl.Expr:
        """Whether the cells of a line without quotes, with delimiters between them, are all of it."""
        written = pl.sum_horizontal(pl.col(str(at)).str.len_bytes() for at in range(self.width))
        return pl.col("text").str.len_bytes() == written + (self.width - 1)

    def _parsed(self, text: bytes, extra: Literal["raise", "ignore"]) -> pl.DataFrame:
        return pl.read_csv(
            text, has_header=False, schema=dict.fromkeys(map(str, range(self.width)), pl.String),
            separator=self.dialect.delimiter, quote_char=self.dialect.quote, raise_if_empty=False,
            missing_columns="insert", extra_columns=extra,
        )  # fmt: skip

    def _pattern(self, *, with_blank_end: bool = False) -> str:
        """A whole record, each cell without quotes or properly quoted; perhaps with blank cells behind them."""
        d = re.escape(self.dialect.delimiter)
        blank = " " if self.dialect.delimiter == "\t" else "[ \t]"
        end = f"(?:{d}{blank}*)+" if with_blank_end else ""
        return f"^{self._cell()}(?:{d}{self._cell()}){{{self.width - 1}}}{end}$"

    def _opening(self) -> str:
        """A line whose last cell is quoted and goes on."""
        d, q = re.escape(self.dialect.delimiter), self.dialect.quote
        return f"^(?:{self._cell()}{d})*{q}[^{q}]*(?:{q}{q}[^{q}]*)*$"

    def _cell(self) -> str:
        d, q = re.escape(self.dialect.delimiter), self.dialect.quote
        return f"(?:[^{d}{q}{FOLD}]*|{q}[^{q}]*(?:{q}{q}[^{q}]*)*{q})"


def _begins_plainly(name: str) -> pl.Expr:
    """Whether a cell begins with an ASCII letter or digit, or with a sign between these."""
    return (pl.col(name) >= "0") & (pl.col(name) < "{")


def _bytes_in(cells: pl.DataFrame) -> int:
    return sum(size or 0 for size in cells.select(pl.all().str.len_bytes().cast(pl.Int64).sum()).row(0))


def _cut(block: bytes) -> pl.Series:
    """The lines of a block, none of which ends in a CR alone."""
    return pl.read_csv(
        block, has_header=False, schema={"line": pl.String}, separator=NOWHERE, quote_char=None, raise_if_empty=False
    )["line"]


def _never(of: pl.Series) -> pl.Series:
    return pl.repeat(value=False, n=of.len(), dtype=pl.Boolean, eager=True)


def _lines_of(records: pl.DataFrame, begin: pl.Expr) -> list[int]:
    """All lines of these records, from `begin` on."""
    return records.select(pl.int_ranges(begin, pl.col("last") + 1).explode()).to_series().to_list()
