import polars as pl

from muster.catalogue import repair
from muster.i18n import _


@repair(
    code="MOB013",
    fields=["mobile"],
    verdict="formatted",
    cause=_("A mobile number is written as an amount."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Format the column as text."),
    bad=[
        {"mobile": "470.123.456,00", "country": "BE"},
        {"mobile": "470123456.0", "country": "BE"},
        {"mobile": "32,470,123,456.00", "country": "BE"},
        {"mobile": "32470123456.0", "environment": "BE"},
    ],
    good=[{"mobile": "0470.123.456", "country": "BE"}, {"mobile": "0470 12 34 56", "country": "BE"}],
)
def mobile_formatted_as_amount(stored: pl.Expr) -> pl.Expr:
    """Spreadsheet programs put decimals and signs for thousands into everything they take for an amount.

    Proof: without them it is a mobile number.
    """
    return stored
