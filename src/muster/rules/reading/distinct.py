"""Asking a library once per distinct cell, for the few that expressions do not settle."""

from collections.abc import Callable
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


def known(values: pl.Series, name: Callable[[str], str | None]) -> pl.Series:
    """What `name` says each distinct value is, or null."""
    distinct = values.drop_nulls().unique()
    return values.replace_strict({value: name(value) for value in distinct}, default=None, return_dtype=pl.String)
