"""The careful path: lines become records, one after the other, and damage costs its own record only.

A record begins at a line and takes more lines only for a quoted cell that goes on. What is decided about it depends on
its own lines and a limited number of those behind it, never on where a block of the file happens to end.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from muster.sources.blanks import is_blank
from muster.sources.codes import (
    LONE_QUOTE,
    QUOTES_IN_CELL,
    TEXT_AFTER_QUOTE,
    TOO_LONG,
    UNDOUBLED_QUOTES,
    UNTERMINATED_QUOTE,
)
from muster.sources.csv.dialect import Dialect, Fault, Scan

MAX_RECORD_BYTES: Final = 1 << 20
"""A line or a record longer than this is damage, so that one quote cannot fill the memory."""

MAX_RECORD_LINES: Final = 1_000
"""A quoted cell that is still open after so many lines was never closed."""

MAX_FRAGMENT_LINES: Final = 50
"""A damaged multi-line cell is reported as one record if it is no longer than this."""

MAX_REST_LINES: Final = 5
"""The rest of a row that lost a closing quote is looked for in so many lines."""

MARK: Final = "\ufeff"

CODES: Final = {
    Fault.TEXT_AFTER_QUOTE: TEXT_AFTER_QUOTE,
    Fault.LONE_QUOTE: LONE_QUOTE,
    Fault.QUOTES_INSIDE: QUOTES_IN_CELL,
}


@dataclass(slots=True)
class Trouble:
    """What is wrong with a record: a catalogue code, the 0-based column, the user's text, and what it was read as."""

    code: str
    column: int
    value: str
    after: str | None = None


@dataclass(slots=True)
class Record:
    """The lines from `first` to `last` (0-based in their block), taken apart as well as they can be.

    `is_broken`: `trouble` is an error, and `cells` only what they look like.
    """

    cells: list[str]
    first: int
    last: int
    trouble: Trouble | None = None
    is_broken: bool = False


class Lines:
    """The physical lines of a block. CRLF, LF and CR each end one, in any mixture. `ends`: where they end, if known."""

    def __init__(self, block: bytes, ends: Sequence[int] | None = None) -> None:
        self._block = block
        self._ends: list[int] = [0, *(accumulate(map(len, block.splitlines(keepends=True))) if ends is None else ends)]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def text(self, at: int) -> str:
        """A line without its line end, and without the mark that files joined into one leave inside.

        Bytes that are no UTF-8 are lone surrogates.
        """
        return self._raw(at).rstrip(b"\r\n").decode("utf-8", "surrogateescape").removeprefix(MARK)

    def end(self, at: int) -> str:
        """How the line ends."""
        raw = self._raw(at)
        return raw[len(raw.rstrip(b"\r\n")) :].decode()

    def length(self, at: int) -> int:
        """Bytes of one line."""
        return self.size(at, at)

    def size(self, first: int, last: int) -> int:
        """Bytes of the lines from `first` to `last`."""
        return self._ends[min(last + 1, len(self))] - self._ends[first]

    def bytes_from(self, at: int) -> bytes:
        """Everything from this line on."""
        return self._block[self._ends[at] :]

    def next_holding(self, quote: bytes, after: int) -> int | None:
        """The next line behind `after` that has this quote, as far as a record may go."""
        stop = min(len(self), after + MAX_RECORD_LINES + 2)
        found = self._block.find(quote, self._ends[after + 1], self._ends[stop])
        return bisect_right(self._ends, found) - 1 if found >= 0 else None

    def _raw(self, at: int) -> bytes:
        return self._block[self._ends[at] : self._ends[at + 1]]


@dataclass(kw_only=True)
class Records:
    """Reads the records of one block. `is_last`: nothing comes behind it in the file."""

    lines: Lines
    dialect: Dialect
    width: int
    is_last: bool

    def read(self, at: int) -> Record | None:
        """The record that begins at line `at`; None if the block ends before that can be told."""
        if self.lines.length(at) > MAX_RECORD_BYTES:
            begin = self.lines.text(at)[:200]
            return Record([begin], at, at, Trouble(TOO_LONG, 0, begin), is_broken=True)
        text = self.lines.text(at)
        scan = self.dialect.scan(text)
        if scan.is_open and scan.fault in {None, Fault.QUOTES_INSIDE}:
            return self._joined(at, scan)
        return self._single(at, text, scan)

    def _single(self, at: int, text: str, scan: Scan) -> Record:
        if scan.fault is None:
            return Record(scan.cells, at, at)
        if scan.fault is Fault.QUOTES_INSIDE:
            return self._literal(Record(scan.cells, at, at), scan.column)
        if scan.fault is Fault.TEXT_AFTER_QUOTE and (read := self.dialect.with_undoubled_quotes(text, self.width)):
            return self._repaired(at, read, scan.column)
        return self._broken(at, at, CODES[scan.fault], scan.column, scan.cells[scan.column], scan.cells)

    def _literal(self, record: Record, column: int) -> Record:
        """Quotes in pairs inside an unquoted cell: read as written, if the row then has the right width."""
        if self._fits(record.cells):
            record.trouble = Trouble(QUOTES_IN_CELL, column, record.cells[column])
        return record

    def _repaired(self, at: int, read: list[tuple[str, str]], torn: int) -> Record:
        quote = self.dialect.quote
        undoubled = (
            column
            for column, (written, meant) in enumerate(read)
            if written != meant and written.strip(" \t")[1:-1].replace(quote * 2, "").count(quote)
        )
        column = next(undoubled, torn)  # a cell that ends with the escape looks torn, and has no quote inside
        written, meant = read[column]
        return Record([cell for _, cell in read], at, at, Trouble(UNDOUBLED_QUOTES, column, written, meant))

    def _joined(self, at: int, scan: Scan) -> Record | None:
        """A quoted cell goes on in the next lines: to its end, or it was never closed."""
        quote = self.dialect.quote.encode()
        cells, last = scan.cells, at
        opened, opened_at = len(cells) - 1, at
        while scan.is_open:
            found = self.lines.next_holding(quote, last)
            if found is None and not self._is_settled(at):
                return None
            if found is None or found - at > MAX_RECORD_LINES:
                return self._unterminated(at, opened_at, opened, cells)
            scan = self.dialect.scan(self.lines.text(found), is_open=True)
            if scan.fault is Fault.TEXT_AFTER_QUOTE and scan.column == 0:
                return self._torn(at, opened_at, found, opened, cells)
            cells[opened:] = [cells[opened] + self._between(last, found) + scan.cells[0], *scan.cells[1:]]
            last = found
            if len(scan.cells) > 1:
                opened, opened_at = len(cells) - 1, last
        return self._closed(Record(cells, at, last), scan, opened)

    def _between(self, end: int, last: int) -> str:
        """What lies between the text of one line and that of a later one."""
        if end + 1 == last:
            return self.lines.end(end)
        texts = (self.lines.end(at) + self.dialect.unescaped(self.lines.text(at + 1)) for at in range(end, last - 1))
        return "".join([*texts, self.lines.end(last - 1)])

    def _closed(self, record: Record, last: Scan, opened: int) -> Record | None:
        """The cell was closed. Was it meant so, or did a lost quote swallow the rows between?"""
        at, end = record.first, record.last
        between = range(at + 1, end)
        if self.lines.size(at, end) > MAX_RECORD_BYTES:
            return self._unterminated(at, at, opened, record.cells)
        if self._fits(record.cells):
            if self.width > 2 and between and all(self._is_row(line) for line in between):
                return self._unterminated(at, at, opened, record.cells)
        elif any(self._is_row(line) for line in range(at + 1, end + 1)):
            return self._unterminated(at, at, opened, record.cells)
        if last.fault is None:
            return record
        column = last.column + len(record.cells) - len(last.cells)
        if last.fault is Fault.QUOTES_INSIDE:
            return self._literal(record, column)
        return self._broken(at, end, CODES[last.fault], column, record.cells[column], record.cells)

    def _torn(self, at: int, opened_at: int, last: int, opened: int, cells: list[str]) -> Record | None:
        """The next quote closes nothing cleanly: one damaged multi-line cell, or a cell that was never closed."""
        is_long = last - at > MAX_FRAGMENT_LINES or self.lines.size(at, last) > MAX_RECORD_BYTES
        following = range(opened_at + 1, last + 1)
        inside = self.dialect.scan(self.lines.text(opened_at), is_open=opened_at > at).cells[-1]
        is_whole = opened + inside.count(self.dialect.delimiter) >= self.width - 1
        if (
            is_long
            or any(self._may_be_row(line) for line in following)
            or (is_whole and any(self.dialect.delimiter in self.lines.text(line) for line in following))
        ):
            return self._unterminated(at, opened_at, opened, cells)
        return self._broken(at, last, TEXT_AFTER_QUOTE, opened, cells[opened], cells)

    def _unterminated(self, at: int, opened_at: int, opened: int, cells: list[str]) -> Record | None:
        """The quote that opens in line `opened_at` is never closed; what can only be the rest of its row goes with it."""
        if opened_at > at and any(self._is_row(line) for line in range(at + 1, opened_at + 1)):
            opened_at = at
        if opened_at > at:
            return self._broken(at, opened_at, UNTERMINATED_QUOTE, opened, cells[opened], cells)
        cells = self.dialect.scan(self.lines.text(at)).cells
        last = self._rest_of_row(at, cells)
        opened = len(cells) - 1
        if last is None:
            return None
        return self._broken(at, last, UNTERMINATED_QUOTE, opened, cells[opened], cells)

    def _rest_of_row(self, at: int, cells: list[str]) -> int | None:
        """The line up to which a row that lost a closing quote goes on, seen by its delimiters; None if not in hand.

        Where the row lacks cells, and just the next few lines have the missing ones and no more, they are its rest.
        """
        delimiters = len(cells) - 1 + cells[-1].count(self.dialect.delimiter)
        for line in range(at + 1, at + 1 + MAX_REST_LINES):
            if delimiters >= self.width - 1:
                break
            if line >= len(self.lines):
                return at if self.is_last else None
            delimiters += self.lines.text(line).count(self.dialect.delimiter)
            if delimiters == self.width - 1 and not self._may_be_row(line):
                return line
        return at

    def _fits(self, cells: list[str]) -> bool:
        return len(cells) >= self.width and all(is_blank(cell) for cell in cells[self.width :])

    def _is_row(self, at: int) -> bool:
        """Whether a line, taken alone, is a sound row."""
        scan = self.dialect.scan(self.lines.text(at))
        is_sound = not scan.is_open and scan.fault in {None, Fault.QUOTES_INSIDE}
        return is_sound and len(scan.cells) >= max(self.width, 2) and _says_something(scan.cells)

    def _may_be_row(self, at: int) -> bool:
        """Whether a line, whatever its quotes, has the cells of a row."""
        cells = self.lines.text(at).split(self.dialect.delimiter)
        return len(cells) >= max(self.width, 2) and _says_something(cells)

    def _broken(self, first: int, last: int, code: str, column: int, value: str, cells: list[str]) -> Record:
        """A damaged record; where its delimiters alone give the right width, its cells are what stands between them."""
        written = "\n".join(self.lines.text(at) for at in range(first, last + 1)).split(self.dialect.delimiter)
        shown = written if len(written) == self.width else cells
        return Record(shown, first, last, Trouble(code, column, value), is_broken=True)

    def _is_settled(self, at: int) -> bool:
        """Whether more of the file could not change that no quote follows within the limits."""
        return (
            self.is_last
            or len(self.lines) - at > MAX_RECORD_LINES
            or self.lines.size(at, len(self.lines)) > MAX_RECORD_BYTES
        )


def _says_something(cells: list[str]) -> bool:
    """Rows have at least two cells that are filled; the lines of an address seldom do."""
    return sum(not is_blank(cell) for cell in cells) >= 2


def read_all(lines: Lines, dialect: Dialect, width: int, at: int = 0, *, is_last: bool) -> Iterator[Record]:
    """All records of a block, from line `at` on, that can be told without what follows it."""
    records = Records(lines=lines, dialect=dialect, width=width, is_last=is_last)
    while at < len(lines) and (record := records.read(at)):
        yield record
        at = record.last + 1
