"""Edits laid over the rows of one file: what a person typed in the page takes the place of the user's cells."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from muster.model.edits import EDITS, LEFT_OUT

TOUCHED: Final[dict[str, pl.DataType]] = {"line": pl.Int64(), "field": pl.String(), "user_id": pl.Int64()}
"""Cells that edits changed, and by whom."""

Typed = tuple[str, int | None]
"""What stands there now, and who typed it."""


class Edited:
    """The edits (`EDITS`) of one file. `touched` grows with the chunks that pass: which cells they changed."""

    def __init__(self, edits: pl.DataFrame) -> None:
        rows = edits.filter(pl.col("field") == LEFT_OUT).unique("line", keep="last", maintain_order=True)
        self.left_out = rows.filter(pl.col("value").is_null())["line"]
        cells = edits.filter(pl.col("field") != LEFT_OUT).partition_by("field", as_dict=True)
        self._fields = {str(name): _Replayed.of(part) for (name,), part in cells.items()}
        self.touched: list[pl.DataFrame] = []

    @classmethod
    def none(cls) -> "Edited":
        """No edits at all."""
        return cls(pl.DataFrame(schema=EDITS))

    def lay(self, rows: pl.DataFrame) -> pl.DataFrame:
        """`rows` (columns by Field.name, with `line`) as the edits want them. Fields that are not there stay away."""
        for name, replayed in self._fields.items():
            if name in rows.columns:
                rows = self._laid(rows, name, replayed)
        return rows

    def _laid(self, rows: pl.DataFrame, name: str, replayed: "_Replayed") -> pl.DataFrame:
        cells = rows.select("line", value=pl.col(name).fill_null(""))
        typed = cells.join(replayed.in_lines, on="line", how="left", maintain_order="left").join(
            replayed.everywhere, on="value", how="left", maintain_order="left", suffix="_everywhere"
        )
        self.touched.append(
            typed.filter(pl.col("typed").is_not_null() | pl.col("typed_everywhere").is_not_null()).select(
                "line",
                field=pl.lit(name),
                user_id=pl.when(pl.col("typed").is_not_null()).then("user_id").otherwise("user_id_everywhere"),
            )
        )
        return rows.with_columns(pl.coalesce(typed["typed"], typed["typed_everywhere"], rows[name]).alias(name))


@dataclass(slots=True)
class _Replayed:
    """The edits of one field, replayed in their order: a value that was put in somewhere can itself be replaced later."""

    cells: dict[int, Typed] = field(default_factory=dict)
    values: dict[str, Typed] = field(default_factory=dict)
    _cells_with: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _values_with: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, edits: pl.DataFrame) -> "_Replayed":
        replayed = cls()
        for line, value, replaced, user in edits.select("line", "value", "replaced", "user_id").iter_rows():
            if line is not None:
                replayed._put_in_line(line, value or "", user)
            elif replaced is not None:
                replayed._put_everywhere(replaced, value or "", user)
        return replayed

    @property
    def in_lines(self) -> pl.DataFrame:
        """`line`, `typed`, `user_id`."""
        rows = [(line, *typed) for line, typed in self.cells.items()]
        return pl.DataFrame(rows, schema={"line": pl.Int64, "typed": pl.String, "user_id": pl.Int64}, orient="row")

    @property
    def everywhere(self) -> pl.DataFrame:
        """`value` (the user's cell), `typed`, `user_id`."""
        rows = [(value, *typed) for value, typed in self.values.items()]
        return pl.DataFrame(rows, schema={"value": pl.String, "typed": pl.String, "user_id": pl.Int64}, orient="row")

    def _put_in_line(self, line: int, value: str, user: int | None) -> None:
        if line in self.cells:
            self._cells_with[self.cells[line][0]].discard(line)
        self.cells[line] = (value, user)
        self._cells_with[value].add(line)

    def _put_everywhere(self, replaced: str, value: str, user: int | None) -> None:
        if replaced == value:
            return
        for line in self._cells_with.pop(replaced, set()):
            self.cells[line] = (value, user)
            self._cells_with[value].add(line)
        for original in self._values_with.pop(replaced, set()) | {replaced} - self.values.keys():
            self.values[original] = (value, user)
            self._values_with[value].add(original)
