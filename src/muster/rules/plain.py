"""Plain cells: where a field's expression is true, no rule can fire and the stored form is the cell itself.

Only the other cells are looked at. A reading states its own in `plain`, whose parameters are named after what it looks
at: `value` (the cell as written), `country` (stored country of the row), `home` (the environment's), `company`.
"""

import inspect
from typing import Final

import polars as pl

from muster.rules import reading

LETTERS: Final = "A-Za-zÀ-ÖØ-öø-ÿ"
WORDS: Final = rf"^[{LETTERS}]{{6,30}}$"


def is_plain(field: str) -> pl.Expr:
    """True where the cell of this field is plain, in a frame of raw fields, `@country`, `@home` and `@company`."""
    read = reading.of(field)
    proof = getattr(read, "plain", _text)
    seen = inspect.signature(proof).parameters
    return proof(*(pl.col(field if name == "value" else f"@{name}") for name in seen))


def _text(value: pl.Expr) -> pl.Expr:
    return value.str.contains(WORDS)
