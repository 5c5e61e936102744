import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _
from muster.model.fields import NAMES


def _lengths(stored: pl.Expr, limit: pl.Expr) -> dict[str, pl.Expr]:
    return {"length": stored.str.len_chars(), "limit": limit}


@rule(
    code="LEN001",
    severity=Severity.ERROR,
    fields=NAMES,
    step=Step.STORED,
    fixed=True,
    cause=_("A value is longer than its field."),
    message=_("“{value}” has {length} characters; at most {limit} fit."),
    hint=_("Shorten it to {limit} characters."),
    params=_lengths,
    bad=[{"lastname": "a" * 51}, {"company": "Bakkerij " * 16}, {"address": "Grote Markt 1\n" * 6}],
    good=[{"lastname": "a" * 50}, {"company": "a" * 140}, {"number": "0" * 50}],
)
def too_long(stored: pl.Expr, limit: pl.Expr) -> pl.Expr:
    """A value that does not fit is never cut silently: half a name or half an address helps nobody.

    Counted are the characters of the value as it would be stored, after spaces around it are taken off.
    """
    return stored.str.len_chars() > limit
