import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="MOB007",
    severity=Severity.ERROR,
    fields=["mobile"],
    cause=_("A remark or an extension stands beside a number."),
    message=_("“{value}” holds more than the number."),
    hint=_("Keep only the number in the cell."),
    bad=[
        {"mobile": "0470 12 34 56 (werk)", "country": "BE"},
        {"mobile": "GSM 0470123456", "country": "BE"},
        {"mobile": "+32 470 12 34 56 ext 5"},
        {"mobile": "tel:+32470123456"},
    ],
    good=[{"mobile": "0470 12 34 56", "country": "BE"}, {"mobile": "+32 (0)470 12 34 56"}],
)
def remark_beside_mobile_number(verdict: pl.Expr) -> pl.Expr:
    """A number is stored in one form, in which there is no room for words.

    If there is a mobile number in the cell, it is suggested.
    """
    return verdict == "remark"
