"""The CSV source: a file of any size, in any dialect, as chunks of rows with their exact lines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from muster.model.chunk import CHUNK_ROWS, Chunk
from muster.model.options import Options
from muster.model.source import Shape, Unreadable
from muster.sources.codes import (
    ASSUMED_ENCODING,
    DAMAGED_HEADER,
    EMPTY,
    ENCODING,
    NO_DELIMITER,
    NO_HEADER,
    NO_ROWS,
    OTHER_WIDTH,
    PREAMBLE,
    TWO_ROW_HEADER,
)
from muster.sources.csv import header as headers
from muster.sources.csv.batch import SURROGATES, Batch, Layout, Seen, as_frame, has_surrogates, violation
from muster.sources.csv.blocks import HEAD_BYTES, Blocks
from muster.sources.csv.dialect import DELIMITERS, SEP_LINE, Dialect, detect, is_blank
from muster.sources.csv.encoding import Encoding, Undecodable
from muster.sources.csv.encoding import detect as detect_encoding
from muster.sources.csv.records import Lines, Record, Records, read_all

SAMPLE_ROWS = 100
DIALECT_LINES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvSource:
    """An opened CSV file. `first_line` is the 0-based line where its rows begin."""

    path: Path
    shape: Shape
    violations: pl.DataFrame
    encoding: Encoding
    dialect: Dialect
    layout: Layout
    first_line: int
    block_bytes: int

    def chunks(self) -> Iterator[Chunk]:
        """All rows in the file's order. A header without rows is said at the end."""
        is_empty = True
        for batch, chunk in self._read():
            is_empty = is_empty and chunk.rows.is_empty() and not batch.broken and not chunk.skipped
            yield from _in_size(chunk)
        if is_empty and self.shape.header_line is not None:
            said = as_frame([violation(NO_ROWS, line=self.shape.header_line, end_line=self.shape.header_line)])
            yield Chunk(rows=Batch(self.layout).frame(), violations=said, bytes_read=self.shape.size_bytes)

    def again(self, lines: Sequence[int]) -> pl.DataFrame:
        """The user's own cells of the rows that begin at these lines, broken ones as far as they can be made out."""
        wanted = pl.Series(list(lines), dtype=pl.Int64)
        found = [Batch(self.layout).frame()]
        for batch, chunk in self._read():
            frames = (chunk.rows, batch.broken_cells(self.dialect.delimiter))
            found += [frame.filter(pl.col("line").is_in(wanted.implode())) for frame in frames]
        return pl.concat(found).sort("line")

    def _read(self) -> Iterator[tuple[Batch, Chunk]]:
        seen, before, to_skip = Seen(), 0, self.first_line
        blocks = Blocks(self.path, self.encoding, self.block_bytes)
        for block in blocks:
            lines = Lines(block)
            at = min(to_skip - before, len(lines)) if before < to_skip else 0
            batch = Batch(self.layout)
            records = Records(lines=lines, dialect=self.dialect, width=self.layout.width, is_last=blocks.is_last)
            while at < len(lines) and (record := records.read(at)):
                batch.take(record, before)
                at = record.last + 1
            blocks.put_back(lines.bytes_from(at))
            before += at
            yield batch, _chunk(batch, seen, blocks.position)


def open_csv(path: Path, options: Options) -> CsvSource:  # noqa: ARG001  every opener is called alike
    """Find out how the file is written. Raises Unreadable if it is no table."""
    try:
        encoding = detect_encoding(path)
    except Undecodable as undecodable:
        raise Unreadable(ENCODING, line=undecodable.line) from undecodable
    head = Head.of(path, encoding)
    dialect, first_line = head.dialect()
    return head.source(dialect, first_line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first lines of a file, and what they tell. `is_whole`: there are no others."""

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
        texts = [lines.text(at).translate(SURROGATES) for at in range(len(lines))]
        if all(is_blank(text) for text in texts):
            raise Unreadable(EMPTY)
        return cls(path=path, encoding=encoding, lines=lines, texts=texts, is_whole=blocks.is_last)

    def dialect(self) -> tuple[Dialect, int]:
        """The dialect and the 0-based line where the table may begin. Raises Unreadable if there are no columns."""
        start = next(at for at, text in enumerate(self.texts) if not is_blank(text))
        said = SEP_LINE.match(self.texts[start].strip(" \ufeff"))
        first = start + 1 if said else start
        sample = self.texts[first : first + DIALECT_LINES]
        found = detect(sample, (said[1],) if said else DELIMITERS)
        if found:
            return found, first
        if said:
            return Dialect(delimiter=said[1]), first
        label = Dialect(delimiter=";").scan(self.texts[start]).cells[0].strip()
        if not headers.PLAIN_LABEL.fullmatch(label):
            raise Unreadable(NO_DELIMITER, line=start + 1)
        return Dialect(delimiter=";"), first

    def source(self, dialect: Dialect, first_line: int) -> CsvSource:
        """The opened source: header, width and notes settled."""
        usual = headers.usual_width([record.cells for record in self._records(dialect, 0, first_line)])
        records = self._records(dialect, usual, first_line)
        header = headers.find(records)
        labels = header.labels if header else ("",) * usual
        rows = records[header.records[-1] + 1 :] if header else records
        labels = _without_blank_end(labels, rows)
        start = records[header.records[-1]].last + 1 if header else first_line
        layout = Layout(
            width=len(labels),
            header=tuple(tuple(records[at].cells) for at in header.records) if header else (),
            encoding=self.encoding.name,
        )
        layout = replace(layout, excused=_other_width(self._records(dialect, len(labels), start), len(labels)))
        readable = tuple(label.translate(SURROGATES) for label in labels)
        size = self.path.stat().st_size
        return CsvSource(
            path=self.path,
            shape=Shape(
                source="csv",
                labels=readable,
                header_line=records[header.records[-1]].first + 1 if header else None,
                encoding=self.encoding.name,
                delimiter=dialect.delimiter if len(labels) > 1 else None,
                size_bytes=size,
                sample=self._sample(dialect, layout, start),
            ),
            violations=as_frame(self._said(records, header, layout, labels, first_line)),
            encoding=self.encoding,
            dialect=dialect,
            layout=layout,
            first_line=start,
            block_bytes=self._bytes_per_line() * CHUNK_ROWS,
        )

    def _records(self, dialect: Dialect, width: int, start: int) -> list[Record]:
        return list(read_all(self.lines, dialect, width, start, is_last=self.is_whole))

    def _sample(self, dialect: Dialect, layout: Layout, start: int) -> pl.DataFrame:
        batch = Batch(layout)
        for record in self._records(dialect, layout.width, start)[: SAMPLE_ROWS * 2]:
            batch.take(record, 0)
        return batch.frame().head(SAMPLE_ROWS).drop("line", "end_line")

    def _bytes_per_line(self) -> int:
        return max(1, self.lines.size(0, len(self.lines)) // len(self.lines))

    def _said(
        self, records: list[Record], header: headers.Header | None, layout: Layout, labels: Sequence[str], first: int
    ) -> list[dict[str, object]]:
        found = []
        if self.encoding.assumed:
            found.append(violation(ASSUMED_ENCODING, encoding=self.encoding.name))
        if header is None:
            return [*found, violation(NO_HEADER, line=records[0].first + 1, end_line=records[0].last + 1)]
        above = [record for record in records[: header.records[0]] if not all(map(is_blank, record.cells))]
        line = records[header.records[-1]].first + 1
        if above:
            found.append(
                violation(PREAMBLE, line=max(above[0].first, first) + 1, end_line=above[-1].last + 1, header=line)
            )
        if len(header.records) > 1:
            found.append(
                violation(TWO_ROW_HEADER, line=records[header.records[0]].first + 1, end_line=line, header=line)
            )
        for column, label in enumerate(labels, start=1):
            if has_surrogates(label):
                found.append(violation(DAMAGED_HEADER, line=line, end_line=line, column=column, value=label,
                                       encoding=self.encoding.name))  # fmt: skip
        if layout.excused:
            found.append(violation(OTHER_WIDTH, line=line, end_line=line, expected=layout.width, width=layout.excused))
        return found


def _without_blank_end(labels: tuple[str, ...], rows: Sequence[Record]) -> tuple[str, ...]:
    """Without the nameless columns at the end, where most rows do not have them either."""
    named = max((at for at, label in enumerate(labels, start=1) if not is_blank(label)), default=len(labels))
    usual = headers.usual_width([row.cells for row in rows])
    return labels[: max(named, usual)] if usual < len(labels) and usual else labels


def _other_width(rows: Sequence[Record], width: int) -> int | None:
    """The width that most rows have, if it is not the header's."""
    counts = Counter(_filled_width(row.cells, width) for row in rows if not row.is_broken and not _is_no_row(row))
    if not counts:
        return None
    usual, count = counts.most_common(1)[0]
    return usual if usual != width and count >= 2 and count * 2 > counts.total() else None


def _filled_width(cells: Sequence[str], width: int) -> int:
    """Number of cells; blank ones beyond the header do not count."""
    return width if len(cells) > width and all(map(is_blank, cells[width:])) else len(cells)


def _is_no_row(row: Record) -> bool:
    return all(map(is_blank, row.cells))


def _chunk(batch: Batch, seen: Seen, position: int) -> Chunk:
    rows = batch.frame()
    broken = batch.broken_places()
    last = max(
        [*batch.repeated, *(place[0] for place in batch.places), *(place[0] for place in batch.broken)], default=0
    )
    batch.note_extra_cells(seen)
    return Chunk(
        rows=rows,
        broken=broken,
        violations=batch.violations_frame(),
        skipped=batch.skipped(seen, last),
        bytes_read=position,
    )


def _in_size(chunk: Chunk) -> Iterator[Chunk]:
    """The chunk in parts of about CHUNK_ROWS rows. What is not in `rows` goes with the rows around it."""
    if chunk.rows.height < 2 * CHUNK_ROWS:
        yield chunk
        return
    begin = 0
    for at in range(0, chunk.rows.height, CHUNK_ROWS):
        rows = chunk.rows.slice(at, CHUNK_ROWS)
        is_end = at + CHUNK_ROWS >= chunk.rows.height
        end = None if is_end else rows["line"][-1]
        here = pl.col("line") > begin
        here = here if end is None else here & (pl.col("line") <= end)
        yield replace(
            chunk,
            rows=rows,
            broken=chunk.broken.filter(here),
            violations=chunk.violations.filter(here),
            skipped=chunk.skipped if is_end else {},
        )
        begin = end or begin
