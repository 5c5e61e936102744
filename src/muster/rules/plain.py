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
from muster.rules.letters import APOSTROPHE, ORDINAL, WESTERN

NAME: Final = rf"^[{WESTERN}](?:[{WESTERN}.'-]|{APOSTROPHE})*(?: (?:[{WESTERN}.'-]|{APOSTROPHE})+)*$"
NUMBER: Final = r"^[A-Za-z0-9]+(?:[-_/][A-Za-z0-9]+)*$"
TOKEN: Final = rf"(?:[{WESTERN}0-9.,'()/-]|{APOSTROPHE}|{ORDINAL})"
COMPANY: Final = rf"^[{WESTERN}0-9](?:[&+!]|{TOKEN})*(?: (?:[&+!]|{TOKEN})+)*$"
CITY: Final = rf"^[{WESTERN}]{TOKEN}*(?: {TOKEN}+)*$"
ADDRESS_TOKEN: Final = rf"(?:[{WESTERN}0-9,'()/-]|[{WESTERN},'()/-]\.|{APOSTROPHE}|{ORDINAL})"
LAST_TOKEN: Final = rf"(?:[{WESTERN}0-9](?:[{WESTERN}0-9,'()]|{APOSTROPHE})*\.?|[0-9]+[-/][0-9]+|[0-9]+\.?[ºª°])"
ADDRESS: Final = rf"^(?:[{WESTERN}0-9]{ADDRESS_TOKEN}*[ \n](?:{ADDRESS_TOKEN}+[ \n])*)?{LAST_TOKEN}$"
"""Of one or more lines. It ends in what is no date: 3-okt and 03. Okt are none of its tokens."""

PATTERNS: Final = {
    "number": NUMBER,
    "lastname": NAME,
    "firstname": NAME,
    "company": COMPANY,
    "address": ADDRESS,
    "city": CITY,
}


@cache
def is_plain(field: str) -> pl.Expr:
    """True where the cell of this field is plain, in a frame of raw fields, `@country`, `@home` and `@company`.

    Null where the cell is null.
    """
    proof = _proof(field)
    if proof is None:
        return pl.when(pl.col(field).is_not_null()).then(pl.lit(value=False))
    seen = inspect.signature(proof).parameters
    return proof(*(pl.col(field if name == "value" else f"@{name}") for name in seen))


@cache
def has_proof(field: str) -> bool:
    """Whether any cell of this field can be plain."""
    return _proof(field) is not None


def _proof(field: str) -> Callable[..., pl.Expr] | None:
    read = reading.of(field)
    if read is not None:
        return getattr(read, "plain", None)
    return _text(field) if field in PATTERNS else None


def _text(field: str) -> Callable[[pl.Expr], pl.Expr]:
    def plain(value: pl.Expr) -> pl.Expr:
        fits = value.str.len_bytes() <= BY_NAME[field].limit
        return fits & value.str.contains(PATTERNS[field]) & ~value.is_in(SPELLINGS)

    return plain
