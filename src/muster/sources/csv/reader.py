"""The CSV source: a file of any size, in any dialect, as chunks of rows with their exact lines."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from muster.model.chunk import CHUNK_ROWS, Chunk
from muster.model.options import Options
from muster.model.source import Shape, Unreadable
from muster.sources.codes import ENCODING, NO_ROWS
from muster.sources.csv.batch import Batch, Layout, Seen
from muster.sources.csv.blocks import Blocks
from muster.sources.csv.dialect import Dialect
from muster.sources.csv.encoding import Encoding, Undecodable, detect
from muster.sources.csv.head import Head
from muster.sources.csv.proof import Proven, prove
from muster.sources.csv.records import Lines, Records
from muster.sources.found import as_frame, violation


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvSource:
    """An opened CSV file.

    `first_line` is the 0-based line where its rows begin. `is_careful` reads every line on the careful path: slower,
    with the same result.
    """

    path: Path
    shape: Shape
    violations: pl.DataFrame
    encoding: Encoding
    dialect: Dialect
    layout: Layout
    first_line: int
    block_bytes: int
    is_careful: bool = False

    def chunks(self) -> Iterator[Chunk]:
        """All rows in the file's order. A header without rows is said at the end."""
        is_empty = True
        for batch, chunk in self._read():
            is_empty = is_empty and chunk.rows.is_empty() and not batch.broken and not chunk.skipped
            yield from _in_size(chunk)
        if is_empty and self.shape.header_line is not None:
            line = self.shape.header_line
            said = as_frame([violation(NO_ROWS, line=line, end_line=line)])
            yield Chunk(rows=Batch(self.layout).frame(), violations=said, bytes_read=self.shape.size_bytes)

    def again(self, lines: Sequence[int]) -> pl.DataFrame:
        """The user's own cells of the rows that begin at these lines, broken ones as far as they can be made out."""
        wanted = pl.Series(list(lines), dtype=pl.Int64).implode()
        found = [Batch(self.layout).frame()]
        for batch, chunk in self._read():
            frames = (chunk.rows, batch.broken_cells(self.dialect.delimiter))
            found += [frame.filter(pl.col("line").is_in(wanted)) for frame in frames]
        return pl.concat(found).sort("line")

    def _read(self) -> Iterator[tuple[Batch, Chunk]]:
        seen, before, is_hopeful = Seen(), 0, True
        blocks = Blocks(self.path, self.encoding, self.block_bytes)
        for whole in blocks:
            block, above = _without_lines(whole, self.first_line - before)
            before += above
            reading = Reading(self, block, before, is_last=blocks.is_last, is_hopeful=is_hopeful)
            rows = reading.rows()
            is_hopeful = reading.is_plain
            blocks.put_back(reading.unread)
            before += reading.end
            yield reading.batch, reading.batch.chunk(rows, seen, blocks.position)


class Reading:
    """One block, which begins with a record, becomes rows. `before` lines of the file stand before it.

    `batch` gets what the careful path made of it. From line `end` on, the block is `unread`: its last record goes on.
    `is_plain`: all of it was proven; `is_hopeful`: so was the block before.
    """

    def __init__(self, source: CsvSource, block: bytes, before: int, *, is_last: bool, is_hopeful: bool = True) -> None:
        self._source = source
        self._block = block
        self._before = before
        self._is_last = is_last
        self._is_hopeful = is_hopeful
        self.batch = Batch(source.layout)
        self.is_plain = False
        self.end = 0
        self.unread = b""

    def rows(self) -> pl.DataFrame:
        """The plain rows, proven and parsed at once; the batch gets everything else."""
        proven = self._proven()
        if proven is None:
            lines = Lines(self._block)
            self._take(lines, range(len(lines)))
            return self.batch.no_rows()
        if proven.doubtful:
            taken = self._take(Lines(self._block, proven.ends), proven.doubtful, frozenset(proven.continuing))
            proven.leave_out(taken)
            proven.leave_out_from(self.end)
        else:
            self.end, self.is_plain = proven.count, True
        if (wide := proven.first_wide()) is not None:
            self.batch.extra_blank.append(self._before + wide + 1)
        return proven.rows(self._before)

    def _proven(self) -> Proven | None:
        source = self._source
        if source.is_careful:
            return None
        return prove(
            self._block,
            source.dialect,
            source.layout.width,
            with_blank_end=source.layout.has_blank_end,
            is_hopeful=self._is_hopeful,
        )

    def _take(self, lines: Lines, doubtful: Iterable[int], continuing: Container[int] = ()) -> list[int]:
        """Read the records that begin at doubtful lines. The lines that they take besides their first.

        Where one ends inside a plain record (`continuing`), that was none, and what is left of it is doubtful too.
        """
        source = self._source
        records = Records(lines=lines, dialect=source.dialect, width=source.layout.width, is_last=self._is_last)
        taken: list[int] = []
        next_line = 0
        for doubtful_line in doubtful:
            at = doubtful_line
            while at >= next_line:
                record = records.read(at)
                if record is None:
                    self.end, self.unread = at, lines.bytes_from(at)
                    return taken
                self.batch.take(record, self._before)
                next_line = record.last + 1
                taken += range(at + 1, next_line)
                if next_line in continuing:
                    at = next_line
        self.end = len(lines)
        return taken


def _without_lines(block: bytes, count: int) -> tuple[bytes, int]:
    """The block without its first lines, and how many these were."""
    if count <= 0:
        return block, 0
    above = block.splitlines(keepends=True)[:count]
    return block[sum(map(len, above)) :], len(above)


def open_csv(path: Path, options: Options) -> CsvSource:
    """Find out how the file is written. Raises Unreadable if it is no table."""
    try:
        encoding = detect(path)
    except Undecodable as undecodable:
        raise Unreadable(ENCODING, line=undecodable.line) from undecodable
    head = Head.of(path, encoding)
    table = head.table()
    return CsvSource(
        path=path,
        shape=head.shape(table),
        violations=as_frame(head.said(table)),
        encoding=encoding,
        dialect=table.dialect,
        layout=table.layout,
        first_line=table.first_line,
        block_bytes=head.bytes_per_line() * CHUNK_ROWS,
        is_careful=options.is_careful,
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
