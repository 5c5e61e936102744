"""What the three formats have in common: sheets, and rows of cells as the user sees them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from muster.sources.xlsx.limits import MAX_COLUMNS
from muster.sources.xlsx.refused import TOO_FAR_RIGHT, Refused

TRUE, FALSE = "TRUE", "FALSE"
"""Truth as files write it; each program shows it in its user's language."""

_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells. `part` is what its book knows it by."""

    name: str
    part: str
    is_hidden: bool = False


@dataclass(slots=True)
class Row:
    """A row with at least one element in the file. `line` is its number in the sheet, from 1.

    `cells` begin at column A and end at the last filled one. `merged` is the first 0-based column whose cell belongs to
    another one, or None.
    """

    line: int
    cells: list[str]
    is_hidden: bool = False
    merged: int | None = None


@dataclass(slots=True)
class Columns:
    """What is known of a sheet's columns once its first row is there. Positions are 0-based."""

    hidden: list[int] = field(default_factory=list)


class Book(Protocol):
    """A workbook, opened."""

    @property
    def sheets(self) -> Sequence[Sheet]:
        """All sheets with cells, in the order of their tabs."""

    def rows(self, sheet: Sheet, columns: Columns, *, is_head: bool) -> Iterator[Row]:
        """The sheet's rows from top to bottom; `columns` is filled before the first.

        `is_head`: only the first rows will be asked for, and nobody minds what is merged.
        """

    @property
    def progress(self) -> float:
        """How far the sheet in hand was read, from 0 to 1."""


class Letters(dict[str, int]):
    """A, B, … AA → 0-based column. Raises KeyError for what names no column."""

    def __missing__(self, letters: str) -> int:
        if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
            raise KeyError(letters)
        column = 0
        for letter in letters.upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        self[letters] = column - 1
        return column - 1


def place(reference: str) -> tuple[int, int] | None:
    """B7 → (7, 1): the line from 1, the column from 0."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]), LETTERS[found[1]]) if found else None


def letters_of(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def too_far_right(line: int, column: int) -> Refused:
    """A filled cell beyond the last column that is read."""
    return Refused(TOO_FAR_RIGHT, value=f"{letters_of(column)}{line}", limit=letters_of(MAX_COLUMNS - 1))


LETTERS: Final = Letters()
