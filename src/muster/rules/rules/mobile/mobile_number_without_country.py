import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="MOB008",
    severity=Severity.ERROR,
    fields=["mobile"],
    silenced_by=["country"],
    cause=_("A number has no calling code, and no country says which one it needs."),
    message=_("“{value}” has no calling code, and the country is not known."),
    hint=_("Fill in the country, or write the number with its calling code: +32 470 12 34 56."),
    bad=[{"mobile": "0470 12 34 56"}, {"mobile": "32470123456"}, {"mobile": "0470123456", "country": "AQ"}],
    good=[
        {"mobile": "0470123456", "country": "BE"},
        {"mobile": "0470123456", "environment": "BE"},
        {"mobile": "+32470123456"},
        {"mobile": "0032470123456"},
    ],
)
def mobile_number_without_country(verdict: pl.Expr) -> pl.Expr:
    """The same digits are another telephone in every country.

    The country is that of the row, of the customer as already stored, or of the environment.
    """
    return verdict == "no-country"
