"""Records become the rows of a chunk: which count, which are left out, which are broken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from muster.model.chunk import PLACE, Chunk, Skip
from muster.sources.blanks import is_blank
from muster.sources.codes import BLANK_EXTRA_CELLS, TOO_FEW_CELLS, TOO_MANY_CELLS, UNREADABLE_LETTERS
from muster.sources.csv.records import MAX_RECORD_BYTES, Record, Trouble
from muster.sources.found import as_frame, has_surrogates, readable, violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a row of this file must look like.

    `has_blank_end`: some have blank cells beyond the last column. `header` are the cells of its header rows. `excused` is a width that most rows have and the header has not: said once
    for the file, so it is not said of each row.
    """

    width: int
    has_blank_end: bool = False
    header: tuple[tuple[str, ...], ...] = ()
    excused: int | None = None
    encoding: str = "utf-8"


@dataclass(slots=True)
class Seen:
    """What is known of the file so far and matters later: the same in every reading."""

    blank_rows: int = 0
    noted_extra_cells: bool = False


@dataclass(slots=True)
class Batch:
    """Some records on their way to a chunk. Lines are 1-based here."""

    layout: Layout
    rows: list[list[str]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    broken: list[tuple[int, int, list[str]]] = field(default_factory=list)
    violations: list[dict[str, Any]] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    extra_blank: list[int] = field(default_factory=list)

    def take(self, record: Record, before: int) -> None:
        """Settle what a record is. `before` lines of the file stand before its block."""
        first, last, cells = record.first + before + 1, record.last + before + 1, record.cells
        trouble = record.trouble
        if record.is_broken:
            self._break(first, last, cells, trouble)
        elif unreadable := _unreadable(cells):
            self._break(first, last, cells, unreadable)
        elif all(map(is_blank, cells)):
            if len(cells) > 1:
                self.blank.append(first)
        elif tuple(cells) in self.layout.header:
            self.repeated.append(first)
        elif len(cells) == self.layout.width:
            self._keep(first, last, cells, trouble)
        elif len(cells) > self.layout.width and all(map(is_blank, cells[self.layout.width :])):
            self.extra_blank.append(first)
            self._keep(first, last, cells[: self.layout.width], trouble)
        else:
            self._break(first, last, cells, self._ragged(cells))

    def _keep(self, first: int, last: int, cells: list[str], trouble: Trouble | None) -> None:
        self.rows.append(cells)
        self.places.append((first, last))
        if trouble:
            self._say(first, last, trouble)

    def _break(self, first: int, last: int, cells: list[str], trouble: Trouble | None) -> None:
        self.broken.append((first, last, cells))
        if trouble:
            self._say(first, last, trouble, width=len(cells))

    def _ragged(self, cells: list[str]) -> Trouble | None:
        width = self.layout.width
        if len(cells) == self.layout.excused:
            return None
        if len(cells) > width:
            return Trouble(TOO_MANY_CELLS, width, cells[width])
        return Trouble(TOO_FEW_CELLS, -1, "")

    def _say(self, first: int, last: int, trouble: Trouble, width: int = 0) -> None:
        has_place = trouble.column >= 0
        self.violations.append(
            violation(
                trouble.code,
                line=first,
                end_line=last,
                column=trouble.column + 1 if has_place else None,
                value=trouble.value if has_place else None,
                width=width,
                expected=self.layout.width,
                encoding=self.layout.encoding,
                limit=MAX_RECORD_BYTES,
                after=trouble.after,
            )
        )

    def chunk(self, plain: pl.DataFrame, seen: Seen, position: int) -> Chunk:
        """These records and the plain rows of the same block, as a chunk that ends at `position` in the file."""
        rows = self._without_repeated_headers(plain)
        if self.rows:
            rows = pl.concat([rows, self.frame()]).sort("line")
        filled = [0, *self.repeated, *(line for line, *_ in self.broken), *rows["line"].tail(1)]
        self._note_extra_cells(seen)
        return Chunk(
            rows=rows,
            broken=self._broken_places(),
            violations=self._violations_frame(),
            skipped=self._skipped(seen, max(filled)),
            bytes_read=position,
        )

    def _without_repeated_headers(self, rows: pl.DataFrame) -> pl.DataFrame:
        for header in self.layout.header:
            same = [pl.col(str(at)).fill_null("") == cell for at, cell in enumerate(header[: self.layout.width])]
            if same and len(header) == self.layout.width and rows.select(same[_first_filled(header)]).to_series().any():
                is_header = rows.select(pl.all_horizontal(same)).to_series()
                self.repeated.extend(rows.filter(is_header)["line"])
                rows = rows.filter(~is_header)
        return rows

    def _note_extra_cells(self, seen: Seen) -> None:
        """Say once for the file that rows have blank cells beyond the last column."""
        if self.extra_blank and not seen.noted_extra_cells:
            seen.noted_extra_cells = True
            line = min(self.extra_blank)
            self.violations.append(violation(BLANK_EXTRA_CELLS, line=line, end_line=line, column=self.layout.width + 1))

    def _skipped(self, seen: Seen, last_filled: int) -> dict[Skip, int]:
        """Rows left out. Blank rows count only once something stands behind them."""
        between = sum(line < last_filled for line in self.blank)
        counted = between + (seen.blank_rows if last_filled else 0)
        seen.blank_rows = len(self.blank) - between + (0 if last_filled else seen.blank_rows)
        counts = {Skip.BLANK: counted, Skip.REPEATED_HEADER: len(self.repeated)}
        return {reason: count for reason, count in counts.items() if count}

    def no_rows(self) -> pl.DataFrame:
        """The shape of the rows, without any."""
        return _frame([], [], self.layout.width)

    def frame(self) -> pl.DataFrame:
        """The rows that could be read, with their places."""
        return _frame(self.places, self.rows, self.layout.width)

    def _broken_places(self) -> pl.DataFrame:
        """Where the broken rows stand."""
        return pl.DataFrame([place[:2] for place in self.broken], schema=PLACE, orient="row")

    def broken_cells(self, delimiter: str) -> pl.DataFrame:
        """What broken rows look like, for people to mend: cells too many are in the last one, missing ones are blank."""
        width = self.layout.width
        rows = [
            [*cells[: width - 1], delimiter.join(cells[width - 1 :])] if len(cells) > width
            else cells + [""] * (width - len(cells))
            for _, _, cells in self.broken
        ]  # fmt: skip
        mended = [[readable(cell) for cell in row] for row in rows]
        return _frame([(first, last) for first, last, _ in self.broken], mended, width)

    def _violations_frame(self) -> pl.DataFrame:
        """What was found, in the order of lines."""
        return as_frame(self.violations).sort("line", maintain_order=True)


def _unreadable(cells: list[str]) -> Trouble | None:
    if not has_surrogates("".join(cells)):
        return None
    column = next(column for column, cell in enumerate(cells) if has_surrogates(cell))
    return Trouble(UNREADABLE_LETTERS, column, cells[column])


def _frame(places: Sequence[tuple[int, int]], rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    cells = {str(at): pl.Series(column, dtype=pl.String) for at, column in enumerate(columns)}
    lines = list(zip(*places, strict=True)) if places else [(), ()]
    return pl.DataFrame(
        {name: pl.Series(line, dtype=dtype) for (name, dtype), line in zip(PLACE.items(), lines, strict=True)} | cells
    )


def _first_filled(cells: Sequence[str]) -> int:
    return next((at for at, cell in enumerate(cells) if cell), 0)
