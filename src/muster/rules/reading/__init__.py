"""Readings: what a field's text means. One module per field whose truth is a library's or a standard's.

A reading is called with the cells that are neither blank nor plain and gives the same rows, in the same order, with
their stored form and a verdict; the field's rules and repairs are expressions over that verdict. See README.md.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

import polars as pl


class Reading(Protocol):
    """A module of this package."""

    def read(self, cells: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:
        """`cells` with `stored`, `verdict`, `suggestion` and `params`; `off` are the verdicts of repairs set off."""

    def quick(self, cells: pl.DataFrame) -> pl.DataFrame:
        """What cells as they were written are stored as (`stored`), where nothing is to be said of them; else null."""


@cache
def of(field: str) -> Reading | None:
    """The reading of a field; None where the text itself is what is stored."""
    name = f"{__name__}.{field}"
    module = import_module(name) if find_spec(name) else None
    return cast("Reading", module) if hasattr(module, "read") else None
