import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


def _params(home: pl.Expr) -> dict[str, pl.Expr]:
    return {"country": home}


@rule(
    code="ZIP002",
    severity=Severity.NOTE,
    fields=["zip"],
    silenced_by=["country"],
    cause=_("A row has no country, and its post code does not have the form of your own country’s."),
    message=_("“{value}” does not have the form of a post code in {country}, and the row has no country."),
    hint=_("Fill in the country."),
    params=_params,
    bad=[
        {"zip": "10000", "environment": "BE"},
        {"zip": "SW1A 1AA", "environment": "NL"},
        {"zip": "1000", "environment": "FR"},
    ],
    good=[{"zip": "1000", "environment": "BE"}, {"zip": "10000"}, {"zip": "B-1000", "environment": "BE"}],
)
def foreign_post_code(verdict: pl.Expr) -> pl.Expr:
    """A customer abroad whose country is missing gets letters with a wrong address.

    Without a country of the row or of the environment no post code is looked at.
    """
    return verdict == "form-unsure"
