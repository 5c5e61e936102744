"""What a plan says before anybody says yes."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why an import stops for confirmation."""

    CLEARED = "cleared"
    RENAMED = "renamed"
    NEAR_NUMBERS = "near-numbers"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One reason to ask: `count` of `of` (values filled, customers updated, new rows, rows), and the flag that says yes.

    `field` (Field.name) is the field whose values would be deleted.
    """

    reason: Reason
    count: int
    of: int
    flag: str
    field: str | None = None
