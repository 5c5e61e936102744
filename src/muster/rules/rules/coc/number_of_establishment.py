import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="COC005",
    severity=Severity.WARNING,
    fields=["coc"],
    cause=_("The number of an establishment stands where the enterprise number belongs."),
    message=_("“{value}” is the number of an establishment, not of the enterprise."),
    hint=_("Replace it by the enterprise number, which begins with 0 or 1."),
    bad=[
        {"coc": "2.123.456.789", "country": "BE", "company": "Acme BV"},
        {"coc": "8123456789", "country": "BE", "company": "Acme BV"},
    ],
    good=[
        {"coc": "0428.759.497", "country": "BE", "company": "Acme BV"},
        {"coc": "1.000.000.035", "country": "BE", "company": "Acme BV"},
    ],
)
def number_of_establishment(verdict: pl.Expr) -> pl.Expr:
    """In Belgium each establishment of an enterprise has a number of its own, which begins with 2 to 8.

    It is imported all the same.
    """
    return verdict == "establishment"
