"""The template's two example rows: known by their customer numbers, whatever else was edited in them."""

from typing import Final

import polars as pl

EXAMPLE_NUMBERS: Final = ("MUSTER-EXAMPLE-1", "MUSTER-EXAMPLE-2")
"""A person and a company. The template writes them, every import skips them."""


def example_rows(rows: pl.DataFrame) -> pl.Series:
    """True for each row, laid out by field, that is one of the template's examples; the number must be exact."""
    nowhere = pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True).alias("example")
    if "number" not in rows.columns or not (rows["number"].str.len_bytes() >= len(EXAMPLE_NUMBERS[0])).any():
        return nowhere
    return rows["number"].str.strip_chars().is_in(EXAMPLE_NUMBERS).fill_null(False).alias("example")
