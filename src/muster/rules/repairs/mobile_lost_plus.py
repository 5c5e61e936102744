import polars as pl

from muster.catalogue import repair
from muster.i18n import _


@repair(
    code="MOB011",
    fields=["mobile"],
    verdict="lost-plus",
    cause=_("A mobile number lost the plus before its calling code."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Format the column as text, so that the plus stays."),
    bad=[
        {"mobile": "32470123456", "country": "BE"},
        {"mobile": "32470123456", "country": "FR", "environment": "BE"},
        {"mobile": "4917612345678", "country": "DE"},
        {"mobile": "352 621 123 456", "country": "LU"},
    ],
    good=[
        {"mobile": "+32470123456", "country": "BE"},
        {"mobile": "0470123456", "country": "BE"},
        {"mobile": "3331234567", "country": "IT"},
    ],
)
def mobile_lost_plus(stored: pl.Expr) -> pl.Expr:
    """Spreadsheet programs take the plus for a sign and leave it out.

    Proof: the digits begin with the calling code of the row’s or the environment’s country, and are a mobile number
    with the plus but not without.
    """
    return stored
