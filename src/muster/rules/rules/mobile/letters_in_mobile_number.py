import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="MOB002",
    severity=Severity.ERROR,
    fields=["mobile"],
    cause=_("Letters or other signs stand in a mobile number."),
    message=_("“{value}” has letters or signs that no telephone number has."),
    hint=_("Write the number in digits, with its calling code: +32 470 12 34 56."),
    bad=[
        {"mobile": "O47O 12 34 56", "country": "BE"},
        {"mobile": "jan@example.com", "country": "BE"},
        {"mobile": "0470*123456", "country": "BE"},
        {"mobile": "ask Jan"},
    ],
    good=[
        {"mobile": "0470/12.34.56", "country": "BE"},
        {"mobile": "+32 (0)470 12 34 56"},
        {"mobile": "0470-12-34-56", "country": "BE"},
    ],
)
def letters_in_mobile_number(verdict: pl.Expr) -> pl.Expr:
    """What is no number would be dialled as another number, or not at all.

    Spaces, dots, dashes, slashes and brackets between digits are no problem. Words for digits (0800 FLOWERS) are
    not read.
    """
    return verdict == "characters"
