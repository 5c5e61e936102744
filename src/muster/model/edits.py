"""What a person changed in the page, beside the file that stays as it was sent."""

from typing import Final

import polars as pl

EDITS: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(),  # 1-based position of the file in the import
    "line": pl.Int64(),  # first line of the row; null where every cell with `replaced` is meant
    "field": pl.String(),  # Field.name, or LEFT_OUT
    "value": pl.String(),  # what stands there instead; "" is blank
    "replaced": pl.String(),  # the cell that is replaced wherever it stands in the field; null for one row's cell
    "user_id": pl.Int64(),
}
"""One row per edit, the oldest first: of two for the same cell the later one counts, and one cell beats all of a kind."""

LEFT_OUT: Final = "*"
"""The field of an edit by which a whole row is left out of the import."""


def no_edits() -> pl.DataFrame:
    """An empty frame of edits."""
    return pl.DataFrame(schema=EDITS)
