"""What people change in the page before an import goes in: cells, all cells of a kind, rows left out. The file stays as it is."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from muster import mapping
from muster.model.edits import EDITS, LEFT_OUT
from muster.pipeline import Input
from muster.store import Database

ORIGINS: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(), "line": pl.Int64(), "field": pl.String(), "code": pl.String(), "user_id": pl.Int64(),
}  # fmt: skip
"""Values that are not the file's own: rebuilt (`code`), or typed by a person (`user_id`)."""


def by_file(database: Database, import_id: int) -> pl.DataFrame:
    """All edits of an import (`EDITS`), the oldest first."""
    return database.frame(_sql(database, "edits"), {"import_id": import_id}, EDITS)


def edited(edits: pl.DataFrame, file: int) -> mapping.Edited:
    """The edits of the file at this 1-based position."""
    return mapping.Edited(edits.filter(pl.col("file") == file))


def set_cell(
    database: Database, import_id: int, *, file: int, line: int, field: str, value: str, user_id: int | None
) -> None:
    """Let `value` stand in this field (Field.name) of the row that begins at `line`; "" is blank."""
    _keep(database, import_id, file=file, line=line, field=field, value=value, replaced=None, user_id=user_id)


def replace_everywhere(
    database: Database, import_id: int, *, file: int, field: str, replaced: str, value: str, user_id: int | None
) -> None:
    """Let `value` stand wherever the user's cell in this field is `replaced`."""
    _keep(database, import_id, file=file, line=None, field=field, value=value, replaced=replaced, user_id=user_id)


def replace_each(
    database: Database, import_id: int, *, file: int, field: str, pairs: Sequence[tuple[str, str]], user_id: int | None
) -> None:
    """The same for many values at once: (the user's cell, what stands there instead)."""
    edits = pl.DataFrame(pairs, schema={"replaced": pl.String, "value": pl.String}, orient="row").with_columns(
        import_id=pl.lit(import_id), file=pl.lit(file), field=pl.lit(field), user_id=pl.lit(user_id, dtype=pl.Int64)
    )
    database.copy_in("edit", edits)


def leave_out(database: Database, import_id: int, *, file: int, line: int, user_id: int | None) -> None:
    """Leave the row that begins at `line` out of the import."""
    _keep(database, import_id, file=file, line=line, field=LEFT_OUT, value=None, replaced=None, user_id=user_id)


def take_in(database: Database, import_id: int, *, file: int, line: int, user_id: int | None) -> None:
    """Take a row that was left out back in."""
    _keep(database, import_id, file=file, line=line, field=LEFT_OUT, value="", replaced=None, user_id=user_id)


def forget(database: Database, import_id: int, *, file: int | None = None) -> int:
    """Forget all edits of an import, or those of one file; how many there were."""
    return database.execute(_sql(database, "forget_edits"), {"import_id": import_id, "file": file})


def origins(violations: pl.DataFrame, inputs: Sequence[Input]) -> pl.DataFrame:
    """`ORIGINS` of a plan: its repairs, and the cells that edits changed. A value typed by hand is that person's."""
    repairs = violations.filter(
        pl.col("severity") == "repair", pl.col("line").is_not_null(), pl.col("field").is_not_null()
    )
    typed = [
        touched.with_columns(file=pl.lit(position, dtype=pl.Int64), code=pl.lit(None, dtype=pl.String))
        for position, given in enumerate(inputs, start=1)
        for touched in given.edited.touched
    ]
    repaired = repairs.select("file", "line", "field", "code", user_id=pl.lit(None, dtype=pl.Int64))
    return pl.concat([*(each.select(*ORIGINS) for each in typed), repaired]).unique(
        ["file", "line", "field"], keep="first", maintain_order=True
    )


def _keep(database: Database, import_id: int, **edit: object) -> None:
    database.execute(_sql(database, "keep_edit"), {"import_id": import_id, **edit})


def _sql(database: Database, name: str) -> str:
    return database.statement("muster.imports", name)
