"""Plain cells: where a field's expression is true, no rule can fire and the stored form is the cell itself.

Only the other cells are looked at. A reading states its own in `plain`, whose parameters are named after what it looks
at: `value` (the cell as written), `country` (stored country of the row), `home` (the environment's), `company`.

A proof may be too strict, never too lax: a property test holds it to the careful way.
"""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Final

import polars as pl

from muster.model.fields import BY_NAME
from muster.rules import reading
from muster.rules.blanks import SPELLINGS

LETTER: Final = "A-Za-zÀ-ÖØ-öø-ÿ"
"""Without the letters and signs that UTF-8 shows when it is read as something else: no two of these are garbled."""

NAME: Final = rf"^[{LETTER}]+(?:[ '-][{LETTER}]+)*$"
NUMBER: Final = r"^[A-Za-z0-9]+(?:[-_/][A-Za-z0-9]+)*$"
COMPANY: Final = rf"^[{LETTER}0-9][{LETTER}0-9&.,'()/+-]*(?: [{LETTER}0-9&.,'()/+-]+)*$"
ADDRESS: Final = rf"^[{LETTER}0-9][{LETTER}0-9.,'()/-]*(?: [{LETTER}0-9.,'()/-]+)* (?:[{LETTER}0-9]+|[0-9]+[-/][0-9]+)$"
"""Ends in a house number that is no date."""

PATTERNS: Final = {
    "number": NUMBER,
    "lastname": NAME,
    "firstname": NAME,
    "company": COMPANY,
    "address": ADDRESS,
    "city": NAME,
}


@cache
def is_plain(field: str) -> pl.Expr:
    """True where the cell of this field is plain, in a frame of raw fields, `@country`, `@home` and `@company`."""
    read = reading.of(field)
    if (read is not None and not hasattr(read, "plain")) or (read is None and field not in PATTERNS):
        return pl.lit(value=False)
    proof: Callable[..., pl.Expr] = read.plain if read is not None else _text(field)
    seen = inspect.signature(proof).parameters
    return proof(*(pl.col(field if name == "value" else f"@{name}") for name in seen))


def _text(field: str) -> Callable[[pl.Expr], pl.Expr]:
    def plain(value: pl.Expr) -> pl.Expr:
        fits = value.str.len_bytes() <= BY_NAME[field].limit
        return fits & value.str.contains(PATTERNS[field]) & ~value.is_in(SPELLINGS)

    return plain
