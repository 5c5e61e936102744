import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="MOB004",
    severity=Severity.WARNING,
    fields=["mobile"],
    cause=_("A number with calling code has the right length, but no such number is in use."),
    message=_("“{value}” has the right length, but such numbers are not in use in its country."),
    hint=_("Check the number with the customer."),
    bad=[{"mobile": "+32 999 99 99 99"}, {"mobile": "0032 47 01 23 45"}],
    good=[{"mobile": "+32 470 12 34 56"}, {"mobile": "+31 6 12345678"}],
)
def doubtful_mobile_number(verdict: pl.Expr) -> pl.Expr:
    """A digit too few or a pair of digits the wrong way round often gives a number that nobody has.

    New ranges of numbers open now and then, so the number is imported.
    """
    return verdict == "doubtful"
