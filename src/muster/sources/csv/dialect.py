"""How a file separates and quotes its cells, and how one line of it is taken apart.

Detection never falls back to one column: a delimiter must show itself in the records' widths.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from muster.sources.blanks import is_blank

DELIMITERS: Final = ("\t", ";", "|", ",")
"""In order of preference where two explain the file equally well: text and numbers hold commas, seldom tabs."""

JOINED_LINES: Final = 50
"""A multi-line cell of the sample is followed over so many lines."""

MIN_SHARE: Final = 0.3
MIN_SHARE_OF_PAIRS: Final = 0.6
"""A width that fewer records have is chance; two cells arise from any comma in a sentence."""

SEP_LINE: Final = re.compile(r"^\"?sep=([^\w\s\"']|\t)\"?$", re.IGNORECASE)
"""Spreadsheet programs write and obey such a first line."""


class Fault(StrEnum):
    """What is wrong with the quotes of a cell."""

    TEXT_AFTER_QUOTE = "text-after-quote"
    LONE_QUOTE = "lone-quote"
    QUOTES_INSIDE = "quotes-inside"


@dataclass(slots=True)
class Scan:
    """One line, taken apart. `is_open`: its last cell is quoted and goes on in the next line.

    `fault` is the line's first serious one, at the cell `column` (0-based).
    """

    cells: list[str]
    is_open: bool = False
    fault: Fault | None = None
    column: int = 0


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """Delimiter, quote and, where quotes are not doubled, the escape before them."""

    delimiter: str
    quote: str = '"'
    escape: str | None = None

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        return re.compile(f"{self._space}*{self.quote}")

    @cached_property
    def _body(self) -> re.Pattern[str]:
        """The inside of a quoted cell, as far as the line goes."""
        q = self.quote
        if self.escape:
            e = re.escape(self.escape)
            return re.compile(f"[^{q}{e}]*(?:(?:{q}{q}|{e}.?)[^{q}{e}]*)*", re.DOTALL)
        return re.compile(f"[^{q}]*(?:{q}{q}[^{q}]*)*")

    @cached_property
    def _closing(self) -> re.Pattern[str]:
        """What may stand behind a closing quote."""
        return re.compile(rf"{self._space}*({re.escape(self.delimiter)}|\Z)")

    @cached_property
    def _escaped(self) -> re.Pattern[str]:
        """A doubled quote or an escaped character inside a quoted cell; what it stands for is the group."""
        doubled = f"{self.quote}(?={self.quote})"
        escaped = f"|{re.escape(self.escape)}" if self.escape else ""
        return re.compile(f"(?:{doubled}{escaped})(.)", re.DOTALL)

    @cached_property
    def _bare(self) -> re.Pattern[str]:
        """An unquoted cell in which delimiters may be escaped."""
        e, d = re.escape(self.escape or ""), re.escape(self.delimiter)
        return re.compile(f"[^{d}{e}]*(?:{e}.?[^{d}{e}]*)*", re.DOTALL)

    @property
    def _space(self) -> str:
        return " " if self.delimiter == "\t" else "[ \t]"

    def is_simple(self, text: str) -> bool:
        """Whether splitting at the delimiter is all there is to do."""
        return self.quote not in text and not (self.escape and self.escape in text)

    def scan(self, text: str, *, is_open: bool = False) -> Scan:
        """Take one line, without its line end, apart. `is_open`: it begins inside a quoted cell.

        Spaces around a quoted cell do not belong to it. A faulty cell is read as far as the next delimiter.
        """
        if not is_open and self.is_simple(text):
            return Scan(text.split(self.delimiter))
        scan = Scan([])
        at: int | None = 0
        while at is not None:
            at = at if is_open else self._up_to_quote(text, at, scan)
            opening = None if is_open else self._opening.match(text, at)
            if is_open or opening:
                at = self._quoted(text, at, opening.end() if opening else 0, scan)
            else:
                at = self._unquoted(text, at, scan)
            is_open = False
        return scan

    def _up_to_quote(self, text: str, begin: int, scan: Scan) -> int:
        """Read the whole cells before the next quote at once; where the next cell begins."""
        quote = text.find(self.quote, begin)
        stop = text.rfind(self.delimiter, begin, quote if quote >= 0 else len(text))
        if stop < 0 or (self.escape and self.escape in text):
            return begin
        scan.cells += text[begin:stop].split(self.delimiter)
        return stop + 1

    def _quoted(self, text: str, at: int, begin: int, scan: Scan) -> int | None:
        """Read the quoted cell at `at`, whose inside begins at `begin`; where the next cell begins."""
        body = self._body.match(text, begin)
        end = body.end() if body else begin
        inside = self.unescaped(text[begin:end])
        if end >= len(text):
            scan.cells.append(inside)
            scan.is_open = True
            return None
        closing = self._closing.match(text, end + 1)
        if closing:
            scan.cells.append(inside)
            return closing.end() if closing[1] else None
        self._blame(scan, Fault.TEXT_AFTER_QUOTE)
        stop = text.find(self.delimiter, end)
        scan.cells.append(text[at : stop if stop >= 0 else None].strip())
        return stop + 1 if stop >= 0 else None

    def _unquoted(self, text: str, begin: int, scan: Scan) -> int | None:
        """Read an unquoted cell; where the next one begins."""
        if self.escape and self.escape in text:
            bare = self._bare.match(text, begin)
            stop = bare.end() if bare else begin
            cell = re.sub(f"{re.escape(self.escape)}(.)", r"\1", text[begin:stop])
            stop = stop if stop < len(text) else -1
        else:
            stop = text.find(self.delimiter, begin)
            cell = text[begin : stop if stop >= 0 else None]
        if quotes := cell.count(self.quote):
            self._blame(scan, Fault.LONE_QUOTE if quotes % 2 else Fault.QUOTES_INSIDE)
        scan.cells.append(cell)
        return stop + 1 if stop >= 0 else None

    def unescaped(self, inside: str) -> str:
        """The inside of a quoted cell as it was meant."""
        if self.is_simple(inside):
            return inside
        return self._escaped.sub(r"\1", inside)

    @staticmethod
    def _blame(scan: Scan, fault: Fault) -> None:
        """The first fault counts; quotes in pairs inside a cell give way to anything worse."""
        if scan.fault in {None, Fault.QUOTES_INSIDE} and scan.fault != fault:
            scan.fault, scan.column = fault, len(scan.cells)

    def with_undoubled_quotes(self, text: str, width: int) -> list[tuple[str, str]] | None:
        """The cells of a line as (written, meant), if it has quoted cells whose inner quotes were not doubled.

        Such a cell ends at the first quote that a delimiter or the end of the line follows. The reading stands only if
        it gives exactly `width` cells without any other fault; then None of the neighbours has moved.
        """
        cells: list[tuple[str, str]] = []
        at: int | None = 0
        while at is not None:
            single = self._opening.match(text, at)
            begin = at
            if single is None:
                stop = text.find(self.delimiter, at)
                cell = text[at : stop if stop >= 0 else None]
                if self.quote in cell:
                    return None
                cells.append((cell, cell))
                at = stop + 1 if stop >= 0 else None
                continue
            end, at = self._lenient_end(text, single.end())
            if end is None:
                return None
            cells.append((text[begin : end + 1], self.unescaped(text[single.end() : end])))
        return cells if len(cells) == width else None

    def _lenient_end(self, text: str, begin: int) -> tuple[int | None, int | None]:
        """Position of the quote that ends the cell, and where the next cell begins."""
        body = self._body.match(text, begin)
        strict = body.end() if body else begin
        if strict < len(text) and (closing := self._closing.match(text, strict + 1)):
            return strict, closing.end() if closing[1] else None
        end = text.find(self.quote, begin)
        while end >= 0:
            if closing := self._closing.match(text, end + 1):
                return end, closing.end() if closing[1] else None
            end = text.find(self.quote, end + 1)
        return None, None


def widths(lines: Sequence[str], dialect: Dialect) -> list[int]:
    """Numbers of cells of the records in `lines`; blank lines have none, a record with damaged quotes counts 0."""
    found: list[int] = []
    at = 0
    while at < len(lines):
        if not is_blank(lines[at]) or dialect.delimiter in lines[at]:
            width, end = _width(lines, at, dialect)
            found.append(width)
            at = end
        at += 1
    return found


def _width(lines: Sequence[str], at: int, dialect: Dialect) -> tuple[int, int]:
    scan = dialect.scan(lines[at])
    width, end = len(scan.cells), at
    while scan.is_open and not scan.fault:
        end += 1
        if end >= len(lines) or end - at > JOINED_LINES:
            return 0, at
        scan = dialect.scan(lines[end], is_open=True)
        width += len(scan.cells) - 1
    if scan.fault and scan.fault != Fault.QUOTES_INSIDE:
        return 0, at
    return width, end


def detect(lines: Sequence[str], delimiters: Sequence[str] = DELIMITERS) -> Dialect | None:
    """The dialect that explains the sample best, or None if nothing divides it into columns.

    What counts is the share of records at the most frequent width (two or more), from the first such record on, so that
    a preamble does not weigh; more columns explain more. A single quote is a quote only where it encloses cells and the
    double one does not: apostrophes begin many a name.
    """
    candidates = [
        Dialect(delimiter=delimiter, quote=quote)
        for quote in "'\""
        for delimiter in delimiters
        if any(delimiter in line for line in lines) and (quote == '"' or _encloses(lines, delimiter))
    ]
    best = max(candidates, key=lambda dialect: _explained(lines, dialect), default=None)
    if best is None or _explained(lines, best) == 0:
        return None
    return _with_escape(lines, best)


def _explained(lines: Sequence[str], dialect: Dialect) -> float:
    found = widths(lines, dialect)
    frequent = Counter(width for width in found if width >= 2)
    return max((_share(found, width) for width, _ in frequent.most_common(3)), default=0.0)


def _share(found: list[int], width: int) -> float:
    """Share of records at this width from the first one on, less for each record before it, more for more columns."""
    first = found.index(width)
    share = found.count(width) / (len(found) - first)
    is_chance = share < (MIN_SHARE_OF_PAIRS if width == 2 else MIN_SHARE)
    return 0.0 if is_chance else share * (1 - 1 / width) * 0.97**first


def _encloses(lines: Sequence[str], delimiter: str) -> bool:
    """Whether the single quote encloses cells here, and more of them than the double quote does."""
    text = "\n".join(lines)
    single, double = (_enclosed(text, delimiter, quote) for quote in "'\"")
    opened = len(re.findall(f"(?:^|{re.escape(delimiter)}) *'", text, re.MULTILINE))
    return single > double and single * 10 >= opened * 9


def _enclosed(text: str, delimiter: str, quote: str) -> int:
    d = re.escape(delimiter)
    cell = f"(?:^|{d}) *{quote}[^{quote}]*(?:{quote}{quote}[^{quote}]*)*{quote} *(?={d}|$)"
    return len(re.findall(cell, text, re.MULTILINE))


def _with_escape(lines: Sequence[str], dialect: Dialect) -> Dialect:
    """With backslashes before quotes, if that reads more records without damage."""
    if not any("\\" + dialect.quote in line for line in lines):
        return dialect
    escaping = Dialect(delimiter=dialect.delimiter, quote=dialect.quote, escape="\\")
    return escaping if _explained(lines, escaping) > _explained(lines, dialect) else dialect
