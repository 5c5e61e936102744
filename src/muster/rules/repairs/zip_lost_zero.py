import polars as pl

from muster.catalogue import repair
from muster.i18n import _


@repair(
    code="ZIP013",
    fields=["zip"],
    verdict="lost-zero",
    cause=_("A post code lost its leading zero."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Format the column as text, so that leading zeros stay."),
    bad=[
        {"zip": "1000", "country": "FR"},
        {"zip": "1067", "country": "DE"},
        {"zip": "8001", "country": "ES"},
        {"zip": "6121", "country": "IT"},
    ],
    good=[{"zip": "01000", "country": "FR"}, {"zip": "1000", "country": "BE"}, {"zip": "118", "country": "IT"}],
)
def zip_lost_zero(stored: pl.Expr) -> pl.Expr:
    """Spreadsheet programs take a post code for an amount and leave out its leading zero.

    Proof: France, Germany, Italy and Spain have five digits and no post code of four.
    """
    return stored
