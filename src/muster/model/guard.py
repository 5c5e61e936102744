"""The apostrophe that keeps a spreadsheet from computing a cell, put on by every export and taken off by every import.

A cell that begins with = + - @, a tab or a carriage return would be a formula. It gets one `'` in front, and so does a
value that itself begins with `'` and one of those; taking exactly one off gives the value back. A `+` and nothing but
digits is a phone number: it computes nothing, and a guard would damage it elsewhere.
"""

from typing import Final

import polars as pl

_GUARDED: Final = r"^'('*[=+\-@\t\r])"
_TO_GUARD: Final = r"^('*[=+\-@\t\r])"
_PHONE: Final = r"^\+[0-9]+$"


def guard(values: pl.Expr) -> pl.Expr:
    """`values` as a spreadsheet may see them."""
    return pl.when(values.str.contains(_PHONE)).then(values).otherwise(values.str.replace(_TO_GUARD, "'${1}"))


def unguard(values: pl.Expr) -> pl.Expr:
    """`values` without the one apostrophe that `guard` put there."""
    return values.str.replace(_GUARDED, "${1}")
