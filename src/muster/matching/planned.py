"""What a plan comes to: its rows counted by what happens to them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import polars as pl

from muster.model.fields import BIT

CHANGES: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(), "action": pl.String(), "changed": pl.Int64(), "counted": pl.Int64(),
}  # fmt: skip


class Planned:
    """Counts of a plan's rows: per file its actions (`ACTIONS`), and how often it changes which fields (`CHANGES`)."""

    ACTIONS: Final = ("update", "unchanged", "rejected", "skipped")

    def __init__(self, counts: Mapping[int, Sequence[int]], changes: pl.DataFrame) -> None:
        self._counts = counts
        self._changes = changes

    def actions(self, file: int) -> Sequence[int]:
        """How many rows of the file have each of the ACTIONS."""
        return self._counts.get(file, (0,) * len(self.ACTIONS))

    def updates(self, files: Collection[int]) -> int:
        """Updates of these files."""
        return sum(self.actions(file)[0] for file in files)

    def changes(self, bits: int) -> bool:
        """Whether any row, whatever happens to it, changes one of the fields with these bits."""
        return bool((self._changes["changed"] & bits != 0).any())

    def changed_fields(self, files: Collection[int]) -> dict[str, int]:
        """Field.name → updates of these files that change it; only fields that change at all."""
        updates = self._changes.filter(pl.col("file").is_in(files), action="update")
        changed = {
            name: int(updates.filter(pl.col("changed") & bit != 0)["counted"].sum()) for name, bit in BIT.items()
        }
        return {name: rows for name, rows in changed.items() if rows}
