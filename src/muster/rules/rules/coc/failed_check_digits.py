import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


def _params(country: pl.Expr, home: pl.Expr) -> dict[str, pl.Expr]:
    return {"country": pl.coalesce(country, home)}


@rule(
    code="COC002",
    severity=Severity.WARNING,
    fields=["coc"],
    silenced_by=["country"],
    cause=_("The check digits of an enterprise number are wrong."),
    message=_("“{value}” has the form of an enterprise number of {country}, but its check digits are wrong."),
    hint=_("Look the number up in the trade register."),
    params=_params,
    bad=[
        {"coc": "0123.456.789", "country": "BE", "company": "Acme BV"},
        {"coc": "732829321", "country": "FR", "company": "Acme BV"},
        {"coc": "FR00732829320", "country": "FR", "company": "Acme BV"},
        {"coc": "B58378432", "country": "ES", "company": "Acme BV"},
        {"coc": "501964842", "country": "PT", "company": "Acme BV"},
        {"coc": "15027443", "country": "LU", "company": "Acme BV"},
        {"coc": "00743110158", "country": "IT", "company": "Acme BV"},
        {"coc": "CHE-100.155.213", "country": "CH", "company": "Acme BV"},
    ],
    good=[
        {"coc": "0428.759.497", "country": "BE", "company": "Acme BV"},
        {"coc": "732829320", "country": "FR", "company": "Acme BV"},
        {"coc": "0123.456.789", "country": "PL", "company": "Acme BV"},
        {"coc": "12345678", "country": "NL", "company": "Acme BV"},
    ],
)
def failed_check_digits(verdict: pl.Expr) -> pl.Expr:
    """Check digits are there to catch a slip of the finger; where they fail, a digit is wrong.

    The number is imported all the same. Belgian, French, Italian, Spanish, Portuguese, Luxembourgish and Swiss
    numbers have check digits, as python-stdnum knows them.
    """
    return verdict == "check-digits"
