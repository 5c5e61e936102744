import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="COC004",
    severity=Severity.WARNING,
    fields=["coc"],
    cause=_("A VAT number stands where the number of the trade register belongs."),
    message=_("“{value}” is a VAT number, which in its country is not the number of the trade register."),
    hint=_("Replace it by the number of the trade register."),
    bad=[
        {"coc": "NL123456789B01", "country": "NL", "company": "Acme BV"},
        {"coc": "DE136695976", "country": "DE", "company": "Acme BV"},
        {"coc": "ATU13585627", "country": "AT", "company": "Acme BV"},
        {"coc": "GB980780684", "country": "GB", "company": "Acme BV"},
        {"coc": "NL123456789B01", "company": "Acme BV"},
    ],
    good=[
        {"coc": "BE0428759497", "country": "BE", "company": "Acme BV"},
        {"coc": "FR44732829320", "country": "FR", "company": "Acme BV"},
        {"coc": "12345678", "country": "NL", "company": "Acme BV"},
    ],
)
def vat_number_of_other_register(verdict: pl.Expr) -> pl.Expr:
    """In the Netherlands, Germany, Austria and the United Kingdom the two numbers have nothing in common.

    The VAT number is imported as it stands. Elsewhere it holds the enterprise number, which is taken from it.
    """
    return verdict == "other-register"
