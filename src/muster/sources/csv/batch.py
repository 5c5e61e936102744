"""Records become the rows of a chunk: which count, which are left out, which are broken."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from muster.catalogue import entry
from muster.model.chunk import PLACE, Skip, violations_frame
from muster.sources.codes import BLANK_EXTRA_CELLS, TOO_FEW_CELLS, TOO_MANY_CELLS, UNREADABLE_LETTERS
from muster.sources.csv.dialect import is_blank
from muster.sources.csv.records import MAX_RECORD_BYTES, Record, Trouble

MAX_VALUE: Final = 100
"""A violation quotes so many characters of a cell."""

SURROGATES: Final = dict.fromkeys(range(0xD800, 0xE000), "�")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a row of this file must look like.

    `header` are the cells of its header rows. `excused` is a width that most rows have and the header has not: said once
    for the file, so it is not said of each row.
    """

    width: int
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
    extra_blank: list[tuple[int, int]] = field(default_factory=list)

    def take(self, record: Record, before: int) -> None:
        """Settle what a record is. `before` lines of the file stand before its block."""
        first, last, cells = record.first + before + 1, record.last + before + 1, record.cells
        trouble = record.trouble or _unreadable(cells)
        if record.is_broken or (trouble and trouble.code == UNREADABLE_LETTERS):
            self._break(first, last, cells, trouble)
        elif all(map(is_blank, cells)):
            if len(cells) > 1:
                self.blank.append(first)
        elif tuple(cells) in self.layout.header:
            self.repeated.append(first)
        elif len(cells) == self.layout.width:
            self._keep(first, last, cells, trouble)
        elif len(cells) > self.layout.width and all(map(is_blank, cells[self.layout.width :])):
            self.extra_blank.append((first, last))
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
                after=None if trouble.after is None else _short(trouble.after),
            )
        )

    def note_extra_cells(self, seen: Seen) -> None:
        """Say once for the file that rows have blank cells beyond the last column."""
        if self.extra_blank and not seen.noted_extra_cells:
            seen.noted_extra_cells = True
            first, last = self.extra_blank[0]
            self.violations.append(
                violation(BLANK_EXTRA_CELLS, line=first, end_line=last, column=self.layout.width + 1)
            )

    def skipped(self, seen: Seen, last_filled: int) -> dict[Skip, int]:
        """Rows left out. Blank rows count only once something stands behind them."""
        between = sum(line < last_filled for line in self.blank)
        counted = between + (seen.blank_rows if last_filled else 0)
        seen.blank_rows = len(self.blank) - between + (0 if last_filled else seen.blank_rows)
        counts = {Skip.BLANK: counted, Skip.REPEATED_HEADER: len(self.repeated)}
        return {reason: count for reason, count in counts.items() if count}

    def frame(self) -> pl.DataFrame:
        """The rows that could be read, with their places."""
        return _frame(self.places, self.rows, self.layout.width)

    def broken_places(self) -> pl.DataFrame:
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
        readable = [[cell.translate(SURROGATES) for cell in row] for row in rows]
        return _frame([(first, last) for first, last, _ in self.broken], readable, width)

    def violations_frame(self) -> pl.DataFrame:
        """What was found, in the order of lines."""
        return as_frame(self.violations).sort("line", maintain_order=True)


def violation(code: str, /, *, value: str | None = None, **places: Any) -> dict[str, Any]:
    """One row of a violations frame. Of what is no place, the placeholders of its message are kept."""
    facts = entry(code)
    params = {name: given for name, given in places.items() if f"{{{name}}}" in facts.message}
    return {
        **{name: places.get(name) for name in ("line", "end_line", "column")},
        "code": code,
        "severity": str(facts.severity),
        "value": None if value is None else _short(value),
        "params": json.dumps(params, ensure_ascii=False) if params else None,
    }


def as_frame(found: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Violations as the frame that all stages know."""
    schema = {
        "line": pl.Int64, "end_line": pl.Int64, "column": pl.Int64, "code": pl.String, "severity": pl.String,
        "value": pl.String, "params": pl.String,
    }  # fmt: skip
    return violations_frame(pl.DataFrame(list(found), schema=schema, orient="row"))


def _unreadable(cells: list[str]) -> Trouble | None:
    for column, cell in enumerate(cells):
        if not cell.isascii() and has_surrogates(cell):
            return Trouble(UNREADABLE_LETTERS, column, cell)
    return None


def has_surrogates(text: str) -> bool:
    """Whether some of the text could not be decoded."""
    return text.translate(SURROGATES) != text


def _short(value: str) -> str:
    readable = value.translate(SURROGATES)
    return readable if len(readable) <= MAX_VALUE else readable[: MAX_VALUE - 1] + "…"


def _frame(places: Sequence[tuple[int, int]], rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    cells = {str(at): pl.Series(column, dtype=pl.String) for at, column in enumerate(columns)}
    lines = list(zip(*places, strict=True)) if places else [(), ()]
    return pl.DataFrame(
        {name: pl.Series(line, dtype=dtype) for (name, dtype), line in zip(PLACE.items(), lines, strict=True)} | cells
    )
