"""What a plan says before anybody says yes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import polars as pl

CHANGES: Final[dict[str, pl.DataType]] = {"before": pl.String(), "after": pl.String(), "customers": pl.Int64()}
EXAMPLES: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(), "line": pl.Int64(), "customer": pl.String(), "field": pl.String(), "before": pl.String(),
    "after": pl.String(),
}  # fmt: skip


DELETIONS: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(), "line": pl.Int64(), "customer": pl.String(), "value": pl.String(),
}  # fmt: skip


class Reason(StrEnum):
    """Why an import stops for confirmation."""

    CLEARED = "cleared"
    RENAMED = "renamed"
    NEAR_NUMBERS = "near-numbers"
    RENUMBERED = "renumbered"
    SET_BACK = "set-back"  # the same file again, and values were changed since


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One reason to ask: `count` of `of` (values filled, customers updated, new rows, rows), and the flag that says yes.

    Without a flag only `muster confirm` says yes.

    `field` (Field.name) is the field whose values would be deleted.
    """

    reason: Reason
    count: int
    of: int
    flag: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The updates of a plan. Field.name is the key of both mappings; only fields that change are in them.

    `customers`: how many would get another value. `changes`: what becomes what (`CHANGES`; null is blank), the most
    frequent first. `examples`: the first updated customers, one row for each value that changes (`EXAMPLES`).
    `deletions`: the first stored values that would be deleted, by field (`file`, `line`, `customer`, `value`).
    """

    customers: Mapping[str, int]
    changes: Mapping[str, pl.DataFrame]
    examples: pl.DataFrame
    deletions: Mapping[str, pl.DataFrame] = field(default_factory=dict)
