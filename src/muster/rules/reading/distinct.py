"""Asking a library once per distinct cell, for the few that expressions do not settle."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import polars as pl


class Answer(NamedTuple):
    """What a reading says of one cell."""

    stored: str | None
    verdict: str
    suggestion: str | None = None
    params: str | None = None


REMEMBERED: Final = 10_000
"""Of so many distinct values a library's answer is kept, so that no chunk asks for them again."""

ANSWERS: Final[dict[str, pl.DataType]] = dict.fromkeys(Answer._fields, pl.String())


FEW_CELLS: Final = 2_000
"""Of more cells at once, too many are new for remembering them to pay."""

STRING: Final = pl.String()

Read = Callable[[pl.DataFrame, frozenset[str]], pl.DataFrame]
Cells = tuple[str | None, ...]


@dataclass(slots=True)
class _Memory:
    """What a reading said of cells, and which columns that has."""

    answers: dict[Cells, tuple[object, ...]] = field(default_factory=dict)
    schema: pl.Schema = field(default_factory=pl.Schema)


_memories: dict[tuple[Read, frozenset[str]], _Memory] = {}


def once(read: Read, cells: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:
    """What a reading says of the cells, without the cells. Each distinct one is read once; a few are remembered.

    To set up a reading costs more than to read a hundred cells, and what is wrong in one chunk is mostly wrong in all.
    """
    if cells.height <= FEW_CELLS:
        return _remembered(read, cells, off)
    distinct = cells.unique(maintain_order=True)
    few = distinct.height <= FEW_CELLS
    said = _remembered(read, distinct, off) if few else read(distinct, off).drop(cells.columns)
    if distinct.height == cells.height:
        return said
    said = distinct.hstack(said)
    return cells.join(said, on=cells.columns, how="left", nulls_equal=True, maintain_order="left").drop(cells.columns)


def _remembered(read: Read, cells: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:
    """The same; only cells that are new to this reading are read."""
    memory = _memories.get((read, off), _Memory())
    if len(memory.answers) > REMEMBERED:
        memory = _Memory()
    rows = cells.rows()
    new = [row for row in dict.fromkeys(rows) if row not in memory.answers]
    if new:
        said = read(pl.DataFrame(new, schema=cells.schema, orient="row"), off).drop(cells.columns)
        memory.answers.update(zip(new, said.rows(), strict=True))
        memory.schema = said.schema
        _memories[read, off] = memory
    return pl.DataFrame([memory.answers[row] for row in rows], schema=memory.schema, orient="row")


def ask(cells: pl.DataFrame, judge: Callable[..., Answer], *keys: str) -> pl.DataFrame:
    """`cells`, whose `stored` is filled where it is settled (`ok`), with the answers of `judge` for all others.

    `judge` is called with the `keys` of each distinct cell.
    """
    open_cells = cells.filter(pl.col("stored").is_null()).select(keys).unique()
    answers = pl.DataFrame([judge(*key) for key in open_cells.iter_rows()], schema=ANSWERS, orient="row")
    answered = cells.rename({"stored": "settled"}).join(
        open_cells.hstack(answers), on=keys, how="left", nulls_equal=True, maintain_order="left"
    )
    return answered.with_columns(
        stored=pl.coalesce("settled", "stored"), verdict=pl.coalesce("verdict", pl.lit("ok"))
    ).drop("settled")


def known(values: pl.Series, name: Callable[[str], object], dtype: pl.DataType = STRING) -> pl.Series:
    """What `name` says of each distinct value, or null."""
    said = {value: name(value) for value in values.drop_nulls().unique()}
    return values.replace_strict(said, default=None, return_dtype=dtype)
