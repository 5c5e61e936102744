"""What mapping gives: which columns form which field, and what is to be said about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from muster.model.chunk import no_violations

How = Literal["given", "saved", "exact", "synonym", "join", "guess", "source"]
"""By whom or by what a field got its column: the user now, the user earlier, the template's header, a known synonym,
several columns by a known join, a near or weak header, the source itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """The columns of one file, by field.

    `columns` is Field.name → 0-based columns, in the order in which they are joined. `how` says for each field how its
    columns were found. `ignored` are all columns that form no field. `violations` is a violations frame without
    `file`; with `rejected`, one of them refuses the file.

    `words` is written before the cell of a joined column ("bus" before a box number). Where `kind` is set, that column
    says whether a row is a company: lastname is then blank for companies, companyName for persons. `original_file` and
    `original_line` are the columns of a correction file. `program` is the program whose export was recognised;
    `accounts` (columns instead of labels) is as in programs.Program.
    """

    columns: Mapping[str, tuple[int, ...]]
    violations: pl.DataFrame = field(default_factory=no_violations)
    rejected: bool = False
    ignored: tuple[int, ...] = ()
    how: Mapping[str, How] = field(default_factory=dict)
    words: Mapping[int, str] = field(default_factory=dict)
    kind: int | None = None
    original_file: int | None = None
    original_line: int | None = None
    program: str | None = None
    accounts: Mapping[str, int] = field(default_factory=dict)


def column_of(mapped: Mapped) -> dict[str, int]:
    """Field.name → 1-based column in the user's file, the first of a join: where a violation of the field is shown."""
    return {name: columns[0] + 1 for name, columns in mapped.columns.items()}
