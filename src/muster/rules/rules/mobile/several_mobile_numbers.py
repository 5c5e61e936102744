import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="MOB006",
    severity=Severity.ERROR,
    fields=["mobile"],
    cause=_("More than one number stands in one cell."),
    message=_("“{value}” holds more than one number."),
    hint=_("Keep one number in the cell."),
    bad=[
        {"mobile": "0470123456 / 0471123456", "country": "BE"},
        {"mobile": "+32 470 12 34 56 or +32 471 12 34 56"},
        {"mobile": "0470123456;0471123456", "country": "BE"},
        {"mobile": "0470 12 34 56 / 57", "country": "BE"},
        {"mobile": "0470 12 34 56 0471 12 34 56", "country": "BE"},
    ],
    good=[{"mobile": "0470/123456", "country": "BE"}, {"mobile": "0470 12 34 56", "country": "BE"}],
)
def several_mobile_numbers(verdict: pl.Expr) -> pl.Expr:
    """A customer has one mobile number here, and which one that is only you can tell.

    The first mobile number in the cell is suggested.
    """
    return verdict == "several"
