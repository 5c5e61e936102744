"""The part of a table in hand, and the frame of violations: the two shapes that travel through all stages.

Lines are physical lines of the user's file, counted from 1. They are set once, by the source, and never recounted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import polars as pl

CHUNK_ROWS: Final = 50_000
"""About this many rows are in hand at a time."""

PLACE: Final[dict[str, pl.DataType]] = {"line": pl.Int64(), "end_line": pl.Int64()}
"""First and last physical line of a row. For a spreadsheet, the row of the sheet."""

VIOLATIONS: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(),  # 1-based position of the file in the import
    "line": pl.Int64(),  # null where the source has no lines (a pull)
    "end_line": pl.Int64(),
    "column": pl.Int64(),  # 1-based column in the user's file; null for a whole row or file
    "record": pl.String(),  # an account's code, where the source has one
    "field": pl.String(),  # Field.name; null where no field is meant
    "code": pl.String(),  # catalogue code
    "severity": pl.String(),  # error, warning, repair, note: settled for this environment
    "value": pl.String(),  # the user's own cell
    "params": pl.String(),  # JSON object with the message's other placeholders, or null
    "suggestion": pl.String(),
    "first_file": pl.Int64(),  # of a duplicate: where the first one stands
    "first_line": pl.Int64(),
    "original_file": pl.String(),  # where the row stood before it came back in a correction file
    "original_line": pl.Int64(),
}
"""Schema of a violations frame: what is wrong, never a sentence. Texts are made where they are shown."""


def no_violations() -> pl.DataFrame:
    """An empty violations frame."""
    return pl.DataFrame(schema=VIOLATIONS)


def violations_frame(found: pl.DataFrame) -> pl.DataFrame:
    """`found` with exactly the columns of a violations frame, in order; what it lacks is null."""
    return found.select(
        pl.col(name).cast(dtype) if name in found.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in VIOLATIONS.items()
    )


class Skip(StrEnum):
    """Why a row that is in the file counts as skipped (domain: rows that are no rows)."""

    BLANK = "blank"
    REPEATED_HEADER = "repeated-header"
    EXAMPLE = "example"
    IDENTICAL = "identical"
    NOT_A_CUSTOMER = "not-a-customer"
    MERGED = "merged"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some rows of a table as its source read them: strings, each with its place.

    `rows` has the columns of `PLACE`, `record` (String) if the source has account codes, and one String column per
    column of the user's file, named "0", "1", … by position. A blank cell may be "" or null.
    `broken` are the places (`PLACE`) of rows that could not be read into cells: they are not in `rows`, they count as
    rows, and their violations are in `violations`. Violations of a source carry no `file`; the pipeline sets it.
    `skipped` counts rows left out, by reason. `bytes_read` is how far in the file this chunk ends.
    """

    rows: pl.DataFrame
    broken: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLACE))
    violations: pl.DataFrame = field(default_factory=no_violations)
    skipped: Mapping[Skip, int] = field(default_factory=dict)
    bytes_read: int = 0
