import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


def _params(country: pl.Expr, home: pl.Expr) -> dict[str, pl.Expr]:
    return {"country": pl.coalesce(country, home)}


@rule(
    code="ZIP001",
    severity=Severity.WARNING,
    fields=["zip"],
    silenced_by=["country"],
    cause=_("A post code does not have its country’s form."),
    message=_("“{value}” does not have the form of a post code in {country}."),
    hint=_("Check post code and country."),
    params=_params,
    bad=[
        {"zip": "10000", "country": "BE"},
        {"zip": "1234SS", "country": "NL"},
        {"zip": "1000", "country": "US"},
        {"zip": "D-10115", "country": "BE"},
        {"zip": "118", "country": "IT"},
        {"zip": "1000.0", "country": "FR"},
    ],
    good=[
        {"zip": "1000", "country": "BE"},
        {"zip": "1234ab", "country": "NL"},
        {"zip": "75 001", "country": "FR"},
        {"zip": "SW1A 1AA", "country": "GB"},
        {"zip": "999077", "country": "HK"},
    ],
)
def unlikely_post_code(verdict: pl.Expr) -> pl.Expr:
    """A letter with a wrong post code comes back.

    Only the form is looked at, never whether there is a place with that code.
    """
    return verdict == "form"
