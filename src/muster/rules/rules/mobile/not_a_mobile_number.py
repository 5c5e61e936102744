import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


def _params(stored: pl.Expr) -> dict[str, pl.Expr]:
    return {"number": stored}


@rule(
    code="MOB005",
    severity=Severity.WARNING,
    fields=["mobile"],
    cause=_("A number is valid, but not a mobile number."),
    message=_("“{value}” was read as {number}, which is not a mobile number."),
    hint=_("Replace it by a mobile number, or leave the cell empty."),
    params=_params,
    bad=[
        {"mobile": "02 345 67 89", "country": "BE"},
        {"mobile": "+31 20 123 4567"},
        {"mobile": "0800 12345", "country": "BE"},
        {"mobile": "3223456789", "country": "BE"},
        {"mobile": "0470123456", "country": "FR", "environment": "BE"},
    ],
    good=[{"mobile": "0470123456", "country": "BE"}, {"mobile": "+1 202 555 0123"}],
)
def not_a_mobile_number(verdict: pl.Expr) -> pl.Expr:
    """A text message to a fixed line is lost.

    Where fixed lines and mobiles look the same, as in the United States, every valid number is accepted.
    """
    return verdict == "not-mobile"
