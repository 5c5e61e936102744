import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


def _params(country: pl.Expr, home: pl.Expr) -> dict[str, pl.Expr]:
    return {"country": pl.coalesce(country, home)}


@rule(
    code="COC003",
    severity=Severity.WARNING,
    fields=["coc"],
    silenced_by=["country"],
    cause=_("An enterprise number does not have its country’s form."),
    message=_("“{value}” does not have the form of an enterprise number of {country}."),
    hint=_("Look the number up in the trade register."),
    params=_params,
    bad=[
        {"coc": "428759498", "country": "BE", "company": "Acme BV"},
        {"coc": "1234567", "country": "NL", "company": "Acme BV"},
        {"coc": "HRB 11223", "country": "DE", "company": "Acme BV"},
        {"coc": "12345", "country": "FR", "company": "Acme BV"},
        {"coc": "1234567", "country": "GB", "company": "Acme BV"},
        {"coc": "abc", "country": "BE", "company": "Acme BV"},
    ],
    good=[
        {"coc": "0428.759.497", "country": "BE", "company": "Acme BV"},
        {"coc": "12345678", "country": "NL", "company": "Acme BV"},
        {"coc": "FN 122119m", "country": "AT", "company": "Acme BV"},
        {"coc": "SC123456", "country": "GB", "company": "Acme BV"},
        {"coc": "RCS Luxembourg B123456", "country": "LU", "company": "Acme BV"},
        {"coc": "1234567", "country": "PL", "company": "Acme BV"},
    ],
)
def unlikely_enterprise_number(verdict: pl.Expr) -> pl.Expr:
    """A number in another form is another number: of a branch, a tax office, or with digits missing.

    The number is imported all the same. A German number needs its court. Countries other than Austria, Belgium,
    France, Germany, Italy, Luxembourg, the Netherlands, Portugal, Spain, Switzerland and the United Kingdom are not
    looked at.
    """
    return verdict == "form"
