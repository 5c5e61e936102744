"""What matching leaves beside the plan table."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from muster.model.outcome import Totals
from muster.model.plan import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Counts, violations and the reasons to ask.

    `violations` is a violations frame. `totals`, by file: rows = created + updated + unchanged + rejected + skipped,
    and cleared; rows that are not staged (broken, blank, examples) are not in them. `merged` are the places (`file`,
    `line`) of rows skipped because their customer was merged into one that is in the import. Whatever follows counts
    only files that may go in: `cleared_by_field` beside `filled_by_field`, what the updated customers have there (only
    fields of which something would be deleted); `updated`, and of these `renamed` (another name, or from person to
    company or back, which is `switched`); rows whose number is `near` a stored one or that look `renumbered`.
    """

    violations: pl.DataFrame
    totals: Mapping[int, Totals]
    merged: pl.DataFrame
    cleared_by_field: Mapping[str, int]
    filled_by_field: Mapping[str, int]
    updated: int
    renamed: int
    switched: int
    near: int
    renumbered: int
    stops: tuple[Stop, ...]
