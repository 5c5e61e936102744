"""What a source promises: an opened file (or account) whose rows come in chunks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from muster.model.chunk import Chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What was found out about a file before its first row was read.

    `labels` are the headers as the user wrote them ("" for a nameless column), by position. `header_line` is null when
    the file has no header row. `fields` is filled by sources that are not tables the user can edit (Exact Online,
    Recurly): the Field.name of each column; the mapping takes it as it is. `sample` holds the first rows' cells
    (columns "0", "1", …; at most 100 rows), for guesses. `sheet` is the sheet that is read, `sheets` are
    those that it might have been, in the order of their tabs; it is guessed where another was as likely.
    """

    source: str  # csv, xlsx, exact-xml, …
    labels: tuple[str, ...]
    header_line: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    is_sheet_guessed: bool = False
    fields: tuple[str, ...] | None = None
    size_bytes: int = 0
    sample: pl.DataFrame = field(default_factory=pl.DataFrame)


class Source(Protocol):
    """One file of an import, opened. Reading it again from the start gives the same chunks."""

    @property
    def path(self) -> Path:
        """Where the bytes lie."""

    @property
    def shape(self) -> Shape:
        """Labels, dialect and size."""

    @property
    def violations(self) -> pl.DataFrame:
        """What was found on opening: notes on the file and its header (a violations frame without `file`)."""

    def chunks(self) -> Iterator[Chunk]:
        """All rows in the file's order, about CHUNK_ROWS at a time, in constant memory."""

    def again(self, lines: Sequence[int]) -> pl.DataFrame:
        """The cells as the user wrote them, of the rows that begin at these lines (columns as in `Chunk.rows`)."""


class Unreadable(Exception):
    """The file cannot be read as a table at all: not text, no bytes, a broken archive.

    Carries the catalogue code, its placeholders and, where one is known, the line. The pipeline turns it into a
    violation of the whole file; other files are examined all the same.
    """

    def __init__(self, code: str, /, *, line: int | None = None, value: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.value = value
        self.params = params
