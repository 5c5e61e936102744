"""What the updates of a finished plan would delete, rename and shuffle, counted in SQL."""

from collections.abc import Collection, Mapping
from typing import Final

import polars as pl

from muster.matching import names
from muster.matching.limits import Limits
from muster.matching.planned import Planned
from muster.model.fields import BIT
from muster.store import Database

_NAMES_CHANGED: Final = ("lastname", "firstname", "company")
_PLACES: Final[dict[str, pl.DataType]] = {"file": pl.Int64(), "line": pl.Int64()}


class Budget:
    """The updates of some files of one plan. `tables` are the names that the statements need.

    `cleared`: Field.name → stored values that would be deleted, and `filled` the values the updated customers have in
    these fields; fields of which nothing is deleted are in neither. `cleared_by_file` sums up per file.
    """

    def __init__(
        self, database: Database, tables: Mapping[str, str], planned: Planned, accepted: Collection[int]
    ) -> None:
        self._database = database
        self._names = {**tables, "accepted": ", ".join(map(str, accepted))}
        self._updated = planned.updates(accepted)
        self._changed = planned.changed_fields(accepted)
        self.cleared: dict[str, int] = {}
        self.filled: dict[str, int] = {}
        self.cleared_by_file: dict[int, int] = {}
        self._drift: dict[str, int] = dict.fromkeys(self._changed, 0)
        if self._changed:
            self._audit()

    def renamed(self) -> pl.DataFrame:
        """Places (`file`, `line`) of updates that give a customer another name."""
        bits = BIT["lastname"] | BIT["firstname"]
        two_names = "lastname" in self._changed and "firstname" in self._changed
        if not two_names and "company" not in self._changed:
            return pl.DataFrame(schema=_PLACES)
        sql = self._sql("other_names", company=str(BIT["company"]), both_names=str(bits))
        texts = {f"{side}{name}": pl.String() for side in ("", "stored_") for name in _NAMES_CHANGED}
        renamed = (
            names.with_keys(pairs, persons=False).filter(names.other_name()).select("file", "line")
            for pairs in self._database.frames(sql, None, {**_PLACES, **texts})
        )
        return pl.concat([pl.DataFrame(schema=_PLACES), *renamed])

    def shuffled(self, limits: Limits) -> dict[str, int]:
        """Fields whose values would only change places among many customers: a column was sorted without the others.

        Field.name → customers who would get another one's value. A company name counts as renaming already.
        """
        suspects = [
            name
            for name, count in self._changed.items()
            if name != "company" and limits.exceeded(count, self._updated) and not self._drift[name]
        ]
        return {name: self._changed[name] for name in suspects if self._only_moves(name)}

    def _only_moves(self, name: str) -> bool:
        ((unbalanced,),) = self._database.fetch(self._sql("unmoved", field=name), {"bit": BIT[name]})
        return not unbalanced

    def _audit(self) -> None:
        """One pass over the updates, for the fields that change at all."""
        aggregates = ", ".join(
            f"SUM(CASE WHEN p.changed & {BIT[name]} <> 0 AND s.{name} IS NULL THEN 1 ELSE 0 END), COUNT(c.{name}),"
            f" SUM(CASE WHEN p.changed & {BIT[name]} <> 0"
            f" THEN COALESCE(LENGTH(s.{name}), 0) - COALESCE(LENGTH(c.{name}), 0) ELSE 0 END)"
            for name in self._changed
        )
        filled = dict.fromkeys(self._changed, 0)
        for file, *counts in self._database.fetch(self._sql("audit", aggregates=aggregates)):
            for position, name in enumerate(self._changed):
                cleared, of, drift = map(int, counts[3 * position : 3 * position + 3])
                self.cleared[name] = self.cleared.get(name, 0) + cleared
                self.cleared_by_file[file] = self.cleared_by_file.get(file, 0) + cleared
                filled[name] += of
                self._drift[name] += drift
        self.cleared = {name: count for name, count in self.cleared.items() if count}
        self.filled = {name: filled[name] for name in self.cleared}

    def _sql(self, name: str, **more: str) -> str:
        return self._database.statement("muster.matching", name, **{**self._names, **more})
