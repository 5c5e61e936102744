"""Edits laid over the rows of one file: what a person typed in the page takes the place of the user's cells."""

from typing import Final

import polars as pl

from muster.model.edits import EDITS, LEFT_OUT

TOUCHED: Final[dict[str, pl.DataType]] = {"line": pl.Int64(), "field": pl.String(), "user_id": pl.Int64()}
"""Cells that edits changed, and by whom."""


class Edited:
    """The edits (`EDITS`) of one file. `touched` grows with the chunks that pass: which cells they changed."""

    def __init__(self, edits: pl.DataFrame) -> None:
        latest = edits.unique(["line", "field", "replaced"], keep="last", maintain_order=True)
        self.left_out = latest.filter(pl.col("field") == LEFT_OUT, pl.col("value").is_null())["line"]
        cells = latest.filter(pl.col("field") != LEFT_OUT)
        self._single = cells.filter(pl.col("line").is_not_null()).partition_by("field", as_dict=True)
        self._everywhere = cells.filter(pl.col("line").is_null()).partition_by("field", as_dict=True)
        self.touched: list[pl.DataFrame] = []

    @classmethod
    def none(cls) -> "Edited":
        """No edits at all."""
        return cls(pl.DataFrame(schema=EDITS))

    def lay(self, rows: pl.DataFrame) -> pl.DataFrame:
        """`rows` (columns by Field.name, with `line`) as the edits want them. Fields that are not there stay away."""
        for (field,), edits in self._everywhere.items():
            if field in rows.columns:
                rows = self._replaced(rows, str(field), edits)
        for (field,), edits in self._single.items():
            if field in rows.columns:
                rows = self._set(rows, str(field), edits)
        return rows

    def _replaced(self, rows: pl.DataFrame, field: str, edits: pl.DataFrame) -> pl.DataFrame:
        hit = rows.filter(pl.col(field).fill_null("").is_in(edits["replaced"].implode()))
        self._touch(hit["line"], field, int(edits["user_id"].fill_null(0)[-1]))
        return rows.with_columns(pl.col(field).fill_null("").replace(edits["replaced"], edits["value"]).alias(field))

    def _set(self, rows: pl.DataFrame, field: str, edits: pl.DataFrame) -> pl.DataFrame:
        here = edits.filter(pl.col("line").is_in(rows["line"].implode()))
        if here.is_empty():
            return rows
        self._touch(here["line"], field, int(here["user_id"].fill_null(0)[-1]))
        value = pl.col("line").replace_strict(here["line"], here["value"], default=None, return_dtype=pl.String)
        return rows.with_columns(pl.coalesce(value, field).alias(field))

    def _touch(self, lines: pl.Series, field: str, user_id: int) -> None:
        if lines.len():
            self.touched.append(
                pl.DataFrame({"line": lines}, schema={"line": pl.Int64()}).with_columns(
                    field=pl.lit(field), user_id=pl.lit(user_id, dtype=pl.Int64)
                )
            )
