import polars as pl

from muster.catalogue import repair
from muster.i18n import _


@repair(
    code="MOB012",
    fields=["mobile"],
    verdict="lost-zero",
    cause=_("A mobile number lost its leading zero."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Format the column as text, so that leading zeros stay."),
    bad=[
        {"mobile": "470123456", "country": "BE"},
        {"mobile": "612345678", "country": "NL"},
        {"mobile": "1761 2345678", "country": "DE"},
        {"mobile": "470 12 34 56", "environment": "BE"},
    ],
    good=[
        {"mobile": "0470123456", "country": "BE"},
        {"mobile": "612345678", "country": "ES"},
        {"mobile": "912345678", "country": "PT"},
        {"mobile": "3331234567", "country": "IT"},
        {"mobile": "621123456", "country": "LU"},
    ],
)
def mobile_lost_zero(stored: pl.Expr) -> pl.Expr:
    """Spreadsheet programs take a number for an amount and leave out its leading zero.

    Proof: with the zero it is a mobile number of the row’s or the environment’s country. Countries that write no
    zero before mobile numbers, such as Spain, Portugal, Luxembourg and Italy, lose none.
    """
    return stored
