import polars as pl

from muster.catalogue import repair
from muster.i18n import _


@repair(
    code="ZIP011",
    fields=["zip"],
    verdict="prefix",
    cause=_("The country’s letters stand before a post code."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Leave the country’s letters out of the post code."),
    bad=[
        {"zip": "B-1000", "country": "BE"},
        {"zip": "D-10115", "country": "DE"},
        {"zip": "L-1234", "country": "LU"},
        {"zip": "NL-1234 AB", "country": "NL"},
        {"zip": "CH 8000", "country": "CH"},
        {"zip": "B-1000", "environment": "BE"},
    ],
    good=[
        {"zip": "1000", "country": "BE"},
        {"zip": "1234 AB", "country": "NL"},
        {"zip": "LV-1073", "country": "LV"},
        {"zip": "L1 8JQ", "country": "GB"},
    ],
)
def zip_with_country_letters(stored: pl.Expr) -> pl.Expr:
    """The country has a column of its own, and a post code with letters before it is another one to every program.

    Proof: what stands behind the letters has the form of that country.
    """
    return stored
