import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="MOB001",
    severity=Severity.ERROR,
    fields=["mobile"],
    cause=_("A mobile number has too few or too many digits, or a calling code that does not exist."),
    message=_("“{value}” cannot be a telephone number."),
    hint=_("Write the number in full, with its calling code: +32 470 12 34 56."),
    bad=[
        {"mobile": "0470", "country": "BE"},
        {"mobile": "+999 123 456 789"},
        {"mobile": "0470 12 34 56 78 90 12", "country": "BE"},
        {"mobile": "+32 47"},
    ],
    good=[{"mobile": "0470 12 34 56", "country": "BE"}, {"mobile": "+32 470 12 34 56"}],
)
def impossible_mobile_number(verdict: pl.Expr) -> pl.Expr:
    """Nobody can be reached on a number that no telephone network can have.

    Lengths and calling codes are those of libphonenumber, for the country that the number names or is read with.
    """
    return verdict == "impossible"
