"""The source for workbooks: the right sheet, its header, its rows in chunks with their place in the sheet."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from muster.catalogue import entry
from muster.model.chunk import PLACE, Chunk, Skip, no_violations, violations_frame
from muster.model.options import Options
from muster.model.source import Shape
from muster.sources import header as headers
from muster.sources.blanks import BLANKS, is_blank
from muster.sources.codes import NO_ROWS, PREAMBLE, TWO_ROW_HEADER
from muster.sources.found import MAX_VALUE, as_frame, violation
from muster.sources.kinds import kind_of
from muster.sources.xlsx.codes import (
    BEYOND_TABLE,
    HIDDEN_COLUMNS,
    HIDDEN_ROWS,
    HIDDEN_SHEETS,
    MERGED_CELLS,
    OTHER_SHEETS,
)
from muster.sources.xlsx.grid import letters_of
from muster.sources.xlsx.process import messages

SOURCE: Final = "xlsx"
SAMPLE_ROWS: Final = 100

OF_CUSTOMERS: Final = re.compile(
    r"customer|client|klant|kund|debit[eo]u?r|debtor|contact|kontakt|contatt|relatie|adress?e|anagrafic|tiers",
    re.IGNORECASE,
)
"""How people name the sheet that holds their customers."""

_WHOLE_NUMBERS: Final = {"line": pl.Int64, "column": pl.Int64, "blank_before": pl.Int64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the table stands in its sheet. Lines are the sheet's rows.

    `header` are the cells of its header rows, `header_lines` where they stand. Rows begin behind `before`. `above` is
    the first and the last line of a preamble.
    """

    labels: tuple[str, ...]
    header: tuple[tuple[str, ...], ...]
    header_lines: tuple[int, ...]
    before: int
    above: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first rows of a sheet, those that are seen and filled."""

    sheet: str
    lines: list[int]
    cells: list[list[str]]
    hidden_columns: list[int]

    def table(self) -> Table | None:
        """The table, if the sheet has a header."""
        widest = max(map(_end, self.cells))
        usual = headers.usual_width(self.cells)
        for width in sorted({widest, usual}, reverse=True):
            records, lines = self._records(width)
            header = headers.find(records)
            if header is not None:
                return self._table(header, records, lines)
        return None

    def without_header(self) -> Table:
        """The whole sheet as rows without a header."""
        width = max(map(_end, self.cells))
        return Table(labels=("",) * width, header=(), header_lines=(), before=self.lines[0] - 1)

    def sample(self, table: Table) -> pl.DataFrame:
        """The first rows below the header."""
        rows = [cells for line, cells in zip(self.lines, self.cells, strict=True) if line > table.before]
        return pl.DataFrame(
            {
                str(at): pl.Series([_cell(cells, at) for cells in rows[:SAMPLE_ROWS]], dtype=pl.String)
                for at in range(len(table.labels))
            }
        )

    def _records(self, width: int) -> tuple[list[list[str]], list[int]]:
        """The rows, all as wide, with the blank ones between them; and where each stands."""
        records: list[list[str]] = []
        lines: list[int] = []
        for line, cells in zip(self.lines, self.cells, strict=True):
            if lines and line > lines[-1] + 1:
                records.append([""] * width)
                lines.append(line - 1)
            records.append((cells + [""] * width)[:width])
            lines.append(line)
        return records, lines

    def _table(self, header: headers.Header, records: Sequence[Sequence[str]], lines: Sequence[int]) -> Table:
        before = lines[header.records[-1]]
        below = [cells for line, cells in zip(self.lines, self.cells, strict=True) if line > before]
        width = max(_end(header.labels), _usual_end(below))
        header = _with_names_above(header, records, lines, below)
        first = lines[header.records[0]]
        above = [line for line, cells in zip(lines, records, strict=True) if line < first and any(cells)]
        return Table(
            labels=(header.labels + ("",) * width)[:width],
            header=tuple((tuple(records[row]) + ("",) * width)[:width] for row in header.records),
            header_lines=tuple(lines[row] for row in header.records),
            before=before,
            above=(above[0], above[-1]) if above else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSource:
    """An opened workbook; `kind` is its format: xlsx, ods or xls."""

    path: Path
    kind: str
    shape: Shape
    violations: pl.DataFrame
    table: Table

    def chunks(self) -> Iterator[Chunk]:
        """All rows in the sheet's order. Hidden rows, and a header without rows, are said at the end."""
        is_empty, hidden = True, list[int]()
        for message in self._messages():
            hidden += [line for line in message["hidden"] if line > self.table.before]
            chunk = self._chunk(message)
            is_empty = is_empty and chunk.rows.is_empty() and chunk.broken.is_empty() and not chunk.skipped
            yield chunk
        said = as_frame(list(self._said_at_the_end(hidden, is_empty=is_empty)))
        if not said.is_empty():
            yield Chunk(rows=self._frame_of([], []), violations=said, bytes_read=self.shape.size_bytes)

    def again(self, lines: Sequence[int]) -> pl.DataFrame:
        """The cells of the rows with these numbers; cells beyond the last column are left out."""
        wanted = pl.Series(list(lines), dtype=pl.Int64).implode()
        return pl.concat(self._frame(message).filter(pl.col("line").is_in(wanted)) for message in self._messages())

    def _messages(self) -> Iterator[Mapping[str, Any]]:
        return messages(self.path, self.kind, job="rows", sheet=self.shape.sheet)

    def _frame(self, message: Mapping[str, Any]) -> pl.DataFrame:
        """The rows of a message that stand below the header, in the header's columns."""
        return self._frame_of(message["lines"], message["columns"])

    def _frame_of(self, lines: Sequence[int], columns: Sequence[Sequence[str]]) -> pl.DataFrame:
        places = {name: pl.Series(lines, dtype=dtype) for name, dtype in PLACE.items()}
        blank = pl.repeat("", len(lines), dtype=pl.String, eager=True)
        cells = {
            str(at): pl.Series(columns[at], dtype=pl.String) if at < len(columns) else blank
            for at in range(len(self.table.labels))
        }
        return pl.DataFrame(places | cells).filter(pl.col("line") > self.table.before)

    def _chunk(self, message: Mapping[str, Any]) -> Chunk:
        frame = self._frame(message)
        is_header = self._is_header()
        rows = frame.filter(~is_header)
        violations = pl.concat([self._beyond(message), self._merged(message)]).filter(
            pl.col("line").is_in(rows["line"].implode())
        )
        is_broken = pl.col("line").is_in(violations["line"].implode())
        skipped = {Skip.BLANK: self._blank(message), Skip.REPEATED_HEADER: frame.height - rows.height}
        return Chunk(
            rows=rows.filter(~is_broken),
            broken=rows.filter(is_broken).select(*PLACE),
            violations=violations.unique("line", keep="first", maintain_order=True).sort("line"),
            skipped={reason: count for reason, count in skipped.items() if count},
            bytes_read=int(self.shape.size_bytes * message["progress"]),
        )

    def _is_header(self) -> pl.Expr:
        """The header's cells once more, as printed lists repeat them on each page."""
        same = [
            pl.all_horizontal(pl.col(str(at)) == cell for at, cell in enumerate(cells)) for cells in self.table.header
        ]
        return pl.any_horizontal(same) if same else pl.lit(value=False)

    def _blank(self, message: Mapping[str, Any]) -> int:
        """Blank rows between filled ones, below the header."""
        line = pl.col("line")
        counted = pl.min_horizontal("blank_before", line - self.table.before - 1)
        places = pl.DataFrame(
            {"line": message["lines"], "blank_before": message["blank_before"]}, schema_overrides=_WHOLE_NUMBERS
        )
        return int(places.filter(line > self.table.before).select(counted.sum()).item())

    def _beyond(self, message: Mapping[str, Any]) -> pl.DataFrame:
        """Filled cells to the right of the last column: the first one of each row."""
        width = len(self.table.labels)
        cells = pl.DataFrame(
            {"line": pl.Series(message["lines"], dtype=pl.Int64)}
            | {str(at): pl.Series(each, dtype=pl.String) for at, each in enumerate(message["columns"]) if at >= width}
        )
        found = cells.with_columns(pl.when(pl.exclude("line").str.strip_chars(BLANKS) != "").then(pl.exclude("line")))
        columns = [pl.when(pl.col(name).is_not_null()).then(int(name) + 1) for name in found.columns[1:]]
        if not columns:
            return no_violations()
        return self._violations(
            found.select(
                "line", column=pl.coalesce(columns), value=pl.coalesce(pl.exclude("line")).str.head(MAX_VALUE)
            ).drop_nulls("column"),
            BEYOND_TABLE,
        )

    def _merged(self, message: Mapping[str, Any]) -> pl.DataFrame:
        """Rows with cells that belong to others."""
        merged = pl.DataFrame(
            message["merged"], schema=["line", "column"], orient="row", schema_overrides=_WHOLE_NUMBERS
        )
        return self._violations(
            merged.filter(pl.col("column") < len(self.table.labels)).with_columns(pl.col("column") + 1), MERGED_CELLS
        )

    def _violations(self, found: pl.DataFrame, code: str) -> pl.DataFrame:
        severity = str(entry(code).severity)
        return violations_frame(found.with_columns(end_line="line", code=pl.lit(code), severity=pl.lit(severity)))

    def _said_at_the_end(self, hidden: Sequence[int], *, is_empty: bool) -> Iterator[dict[str, Any]]:
        if hidden:
            yield violation(HIDDEN_ROWS, line=hidden[0], end_line=hidden[0], count=len(hidden))
        if is_empty and self.shape.header_line is not None:
            yield violation(NO_ROWS, line=self.shape.header_line, end_line=self.shape.header_line)


def open_workbook(path: Path, options: Options) -> WorkbookSource:
    """Find the sheet and its header. Raises Unreadable for what is no sound workbook, and for an unknown sheet."""
    kind = kind_of(path).name
    with closing(messages(path, kind, job="head", sheet=options.sheet)) as told:
        first = next(told)
    tables = [(head, head.table()) for head in (Head(**each) for each in first["heads"])]
    likelihoods = [_likelihood(*pair) for pair in tables]
    best = max(likelihoods)
    head, table = tables[likelihoods.index(best)]
    table = table or head.without_header()
    others = _others(head, tables)
    hidden = tuple(name for name in first["hidden_sheets"] if name != head.sheet)
    in_question = first["sheets"] if options.sheet is not None else (head.sheet, *others, *hidden)
    return WorkbookSource(
        path=path,
        kind=kind,
        shape=Shape(
            source=SOURCE,
            labels=table.labels,
            header_line=table.header_lines[-1] if table.header_lines else None,
            sheet=head.sheet,
            sheets=tuple(name for name in first["sheets"] if name in in_question),
            is_sheet_guessed=likelihoods.count(best) > 1,
            size_bytes=path.stat().st_size,
            sample=head.sample(table),
        ),
        violations=as_frame(
            [
                *_said_of_sheets(head, others, hidden),
                *_said_of_table(head, table),
            ]
        ),
        table=table,
    )


def _likelihood(head: Head, table: Table | None) -> tuple[bool, ...]:
    """How likely a sheet holds the customers; of equal ones the first is taken."""
    if table is None:
        return (False,) * 5
    below = [cells for line, cells in zip(head.lines, head.cells, strict=True) if line > table.before]
    return (
        True,
        _is_template(table),
        bool(below),
        bool(OF_CUSTOMERS.search(head.sheet)),
        any("@" in cell for cells in below for cell in cells),
    )


def _others(chosen: Head, tables: Sequence[tuple[Head, Table | None]]) -> tuple[str, ...]:
    """Visible sheets that were not read. Beside the template's own headers, a sheet without them raises no question."""
    is_template = any(_is_template(table) for head, table in tables if head is chosen)
    return tuple(
        head.sheet for head, table in tables if head is not chosen and (_is_template(table) or not is_template)
    )


def _said_of_sheets(chosen: Head, others: tuple[str, ...], hidden: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if others:
        yield violation(OTHER_SHEETS, value=chosen.sheet, sheets=others)
    if hidden:
        yield violation(HIDDEN_SHEETS, sheets=hidden)


def _is_template(table: Table | None) -> bool:
    return table is not None and any(map(headers.is_template, table.header))


def _said_of_table(head: Head, table: Table) -> Iterator[dict[str, Any]]:
    hidden = [letters_of(at) for at in sorted(set(head.hidden_columns)) if at < len(table.labels)]
    if hidden:
        yield violation(HIDDEN_COLUMNS, columns=tuple(hidden))
    if not table.header_lines:
        return
    first, last = table.header_lines[0], table.header_lines[-1]
    if table.above:
        yield violation(PREAMBLE, line=table.above[0], end_line=table.above[1], header=last)
    if last > first:
        yield violation(TWO_ROW_HEADER, line=first, end_line=last, header=last)


def _with_names_above(
    header: headers.Header, records: Sequence[Sequence[str]], lines: Sequence[int], below: Sequence[Sequence[str]]
) -> headers.Header:
    """The header with the names that stand right above it, over columns that have cells but no name of their own.

    So look headers whose cells are merged over two rows: their text is in the upper one.
    """
    at = header.records[0]
    if len(header.records) > 1 or at == 0 or lines[at - 1] != lines[at] - 1:
        return header
    names = {
        column: name
        for column, name in enumerate(records[at - 1][: len(header.labels)])
        if is_blank(header.labels[column])
        and headers.is_label(name)
        and sum(not is_blank(_cell(cells, column)) for cells in below) * 2 > len(below)
    }
    labels = tuple(names.get(column, label) for column, label in enumerate(header.labels))
    return headers.Header(labels=labels, records=(at - 1, at)) if names else header


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _usual_end(rows: Sequence[Sequence[str]]) -> int:
    """The column up to which at least half of the rows are filled; 0 if there are no rows."""
    ends = sorted(map(_end, rows), reverse=True)
    return ends[len(ends) // 2] if ends else 0


def _end(cells: Sequence[str]) -> int:
    """The number of cells up to the last one in which somebody sees something."""
    return max((at for at, cell in enumerate(cells, start=1) if not is_blank(cell)), default=0)
