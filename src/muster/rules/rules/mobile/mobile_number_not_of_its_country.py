import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


def _params(country: pl.Expr, home: pl.Expr) -> dict[str, pl.Expr]:
    return {"country": pl.coalesce(country, home)}


@rule(
    code="MOB003",
    severity=Severity.ERROR,
    fields=["mobile"],
    silenced_by=["country"],
    cause=_("A number without calling code is not valid in its country."),
    message=_("“{value}” is not a valid number in {country}."),
    hint=_("Check the number and the country, or write the number with its calling code."),
    params=_params,
    bad=[
        {"mobile": "0612345678", "country": "BE"},
        {"mobile": "06 12 34 56 78", "country": "BE", "environment": "NL"},
        {"mobile": "0333 1234567", "country": "IT"},
        {"mobile": "0499 99 99 9", "country": "BE"},
    ],
    good=[
        {"mobile": "0470123456", "country": "BE"},
        {"mobile": "+31 6 12345678", "country": "BE"},
        {"mobile": "06 12345678", "country": "NL"},
    ],
)
def mobile_number_not_of_its_country(verdict: pl.Expr) -> pl.Expr:
    """Dialled in its country, the number reaches nobody.

    A number without calling code is read with the country of its row, else with that of the environment. Where it
    is valid in the country of the environment only, that reading is suggested and never taken.
    """
    return verdict == "not-valid-here"
