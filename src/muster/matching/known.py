"""Warnings about values that are stored just so already: counted, not listed again."""

from typing import Final

import polars as pl

from muster.matching.places import places
from muster.model.fields import BIT
from muster.model.tables import plan_table, staging_table
from muster.store import Database

_MATCHED: Final[dict[str, pl.DataType]] = dict.fromkeys(("file", "line", "given", "changed"), pl.Int64())
_ABOUT_IDENTITY: Final = r"^(IDN|DUP|UPD)"


def known(database: Database, import_id: int, violations: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`violations` (a violations frame) without the known ones, and the known ones.

    Known is a warning about a field that its row sets on a stored customer without changing it. The import must have
    been matched.
    """
    warnings = violations.filter(_about_a_value())
    if warnings.is_empty():
        return violations, warnings
    rows = warnings.select("file", "line").unique(maintain_order=True)
    with places(database, rows):
        tables = {"plan": plan_table(import_id), "staging": staging_table(import_id)}
        matched = database.frame(database.statement("muster.matching", "matched_places", **tables), schema=_MATCHED)
    bit = pl.col("field").replace_strict(BIT, default=0, return_dtype=pl.Int64)
    stored_so = (pl.col("given") & bit != 0) & (pl.col("changed") & bit == 0)
    beside = violations.join(matched, on=["file", "line"], how="left", maintain_order="left")
    is_known = beside.select((_about_a_value() & stored_so).fill_null(value=False).alias("known"))["known"]
    return violations.filter(~is_known), violations.filter(is_known)


def _about_a_value() -> pl.Expr:
    return (
        (pl.col("severity") == "warning")
        & pl.col("field").is_not_null()
        & ~pl.col("code").str.contains(_ABOUT_IDENTITY)
    )
