"""What the first lines of a file tell: its dialect, its header, how wide its rows are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from muster.model.source import Shape, Unreadable
from muster.sources import header as headers
from muster.sources.blanks import is_blank
from muster.sources.codes import (
    ASSUMED_ENCODING,
    DAMAGED_HEADER,
    EMPTY,
    NO_DELIMITER,
    OTHER_WIDTH,
    PREAMBLE,
    TWO_ROW_HEADER,
)
from muster.sources.csv.batch import Batch, Layout
from muster.sources.csv.blocks import HEAD_BYTES, Blocks
from muster.sources.csv.dialect import DELIMITERS, SEP_LINE, Dialect, detect
from muster.sources.csv.encoding import Encoding
from muster.sources.csv.records import Lines, Record, read_all
from muster.sources.found import has_surrogates, readable, violation

SAMPLE_ROWS: Final = 100
FIRST_RECORDS: Final = 400
"""Among so many records the header is looked for."""

DIALECT_LINES: Final = 400
"""So many lines tell the dialect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the table is, and how it is written. Lines are 0-based.

    `first_line` is where the rows begin, `header_lines` where its header does (none, one or two). `above` is the first
    and the last line of a preamble, `sample` the first records behind the header.
    """

    dialect: Dialect
    layout: Layout
    labels: tuple[str, ...]
    header_lines: tuple[int, ...]
    first_line: int
    above: tuple[int, int] | None = None
    sample: Sequence[Record] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first lines of a file. `is_whole`: there are no others."""

    path: Path
    encoding: Encoding
    lines: Lines
    texts: list[str]
    is_whole: bool

    @classmethod
    def of(cls, path: Path, encoding: Encoding) -> "Head":
        """Read the head. Raises Unreadable if nothing is written in it."""
        blocks = Blocks(path, encoding, HEAD_BYTES)
        lines = Lines(next(iter(blocks), b""))
        texts = [readable(lines.text(at)) for at in range(len(lines))]
        if all(is_blank(text) for text in texts):
            raise Unreadable(EMPTY)
        return cls(path=path, encoding=encoding, lines=lines, texts=texts, is_whole=blocks.is_last)

    def table(self) -> Table:
        """Dialect, header and width. Raises Unreadable if there are no columns."""
        dialect, start = self._dialect()
        usual = headers.usual_width([record.cells for record in self._records(dialect, 0, start, FIRST_RECORDS)])
        records = self._records(dialect, usual, start, FIRST_RECORDS)
        header = headers.find([record.cells for record in records])
        if header is None:
            layout = Layout(width=usual, encoding=self.encoding.name)
            return Table(
                dialect=dialect, layout=layout, labels=("",) * usual, header_lines=(), first_line=start, sample=records
            )
        rows = [records[at] for at in header.records]
        below = records[header.records[-1] + 1 :]
        labels = _without_blank_end(header.labels, below)
        first_line = rows[-1].last + 1
        body = self._records(dialect, len(labels), first_line)
        layout = Layout(
            width=len(labels),
            has_blank_end=any(_has_blank_end(record.cells, len(labels)) for record in body),
            header=tuple(tuple(row.cells) for row in rows),
            excused=_other_width(body, len(labels)),
            encoding=self.encoding.name,
        )
        return Table(
            dialect=dialect,
            layout=layout,
            labels=labels,
            header_lines=tuple(row.first for row in rows),
            first_line=first_line,
            above=_above(records[: header.records[0]]),
            sample=body[: SAMPLE_ROWS * 2],
        )

    def shape(self, table: Table) -> Shape:
        """What everybody may know of the file before its first row is read."""
        batch = Batch(table.layout)
        for record in table.sample:
            batch.take(record, 0)
        return Shape(
            source="csv",
            labels=tuple(readable(label) for label in table.labels),
            header_line=table.header_lines[-1] + 1 if table.header_lines else None,
            encoding=self.encoding.name,
            delimiter=table.dialect.delimiter if len(table.labels) > 1 else None,
            size_bytes=self.path.stat().st_size,
            sample=batch.frame().head(SAMPLE_ROWS).drop("line", "end_line"),
        )

    def said(self, table: Table) -> list[dict[str, Any]]:
        """What is to be said about file and header, as rows of a violations frame."""
        found = []
        if self.encoding.assumed:
            found.append(violation(ASSUMED_ENCODING, encoding=self.encoding.name))
        if not table.header_lines:
            return found
        line = table.header_lines[-1] + 1
        if table.above:
            found.append(violation(PREAMBLE, line=table.above[0] + 1, end_line=table.above[1] + 1, header=line))
        if len(table.header_lines) > 1:
            found.append(violation(TWO_ROW_HEADER, line=table.header_lines[0] + 1, end_line=line, header=line))
        found += [
            violation(DAMAGED_HEADER, line=line, end_line=line, column=at, value=label, encoding=self.encoding.name)
            for at, label in enumerate(table.labels, start=1)
            if has_surrogates(label)
        ]
        layout = table.layout
        if layout.excused:
            found.append(violation(OTHER_WIDTH, line=line, end_line=line, expected=layout.width, width=layout.excused))
        return found

    def bytes_per_line(self) -> int:
        """About how long a line of this file is."""
        return max(1, self.lines.size(0, len(self.lines)) // len(self.lines))

    def _dialect(self) -> tuple[Dialect, int]:
        """The dialect and the line where the table may begin."""
        start = next(at for at, text in enumerate(self.texts) if not is_blank(text))
        told = SEP_LINE.match(self.texts[start].strip(" \ufeff"))
        first = start + 1 if told else start
        sample = self.texts[first : first + DIALECT_LINES]
        found = detect(sample, (told[1],) if told else DELIMITERS) or _by_header(self.texts[first : first + 1])
        if found:
            return found, first
        if told:
            return Dialect(delimiter=told[1]), first
        if not headers.is_single_label(self.texts[start]):
            raise Unreadable(NO_DELIMITER, line=start + 1)
        return Dialect(delimiter=";"), first

    def _records(self, dialect: Dialect, width: int, start: int, count: int | None = None) -> list[Record]:
        return list(islice(read_all(self.lines, dialect, width, start, is_last=self.is_whole), count))


def _by_header(first_line: Sequence[str]) -> Dialect | None:
    """The dialect of a file whose rows explain nothing, by three or more names in its first line."""
    for line in first_line:
        for delimiter in DELIMITERS:
            cells = Dialect(delimiter=delimiter).scan(line).cells
            if len(cells) > 2 and all(headers.is_label(cell) for cell in cells):
                return Dialect(delimiter=delimiter)
    return None


def _above(records: Sequence[Record]) -> tuple[int, int] | None:
    """First and last line of what stands above the header."""
    written = [record for record in records if not _is_blank(record)]
    return (written[0].first, written[-1].last) if written else None


def _without_blank_end(labels: tuple[str, ...], rows: Sequence[Record]) -> tuple[str, ...]:
    """Without the nameless columns at the end, where most rows do not have them either."""
    named = max((at for at, label in enumerate(labels, start=1) if not is_blank(label)), default=len(labels))
    usual = headers.usual_width([row.cells for row in rows])
    return labels[: max(named, usual)] if 0 < usual < len(labels) else labels


def _other_width(rows: Sequence[Record], width: int) -> int | None:
    """The width that most rows have, if it is not the header's."""
    counts = Counter(_filled_width(row.cells, width) for row in rows if not row.is_broken and not _is_blank(row))
    if not counts:
        return None
    usual, count = counts.most_common(1)[0]
    return usual if usual != width and count >= 2 and count * 2 > counts.total() else None


def _filled_width(cells: Sequence[str], width: int) -> int:
    """Number of cells; blank ones beyond the header do not count."""
    return width if _has_blank_end(cells, width) else len(cells)


def _has_blank_end(cells: Sequence[str], width: int) -> bool:
    return len(cells) > width and all(map(is_blank, cells[width:]))


def _is_blank(record: Record) -> bool:
    return all(map(is_blank, record.cells))
