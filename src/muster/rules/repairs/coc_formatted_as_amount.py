import polars as pl

from muster.catalogue import repair
from muster.i18n import _


@repair(
    code="COC011",
    fields=["coc"],
    verdict="formatted",
    cause=_("An enterprise number is written as an amount."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Format the column as text."),
    bad=[
        {"coc": "428.759.497,00", "country": "BE", "company": "Acme BV"},
        {"coc": "428759497.0", "country": "BE", "company": "Acme BV"},
        {"coc": "732,829,320.00", "country": "FR", "company": "Acme BV"},
    ],
    good=[
        {"coc": "0428.759.497", "country": "BE", "company": "Acme BV"},
        {"coc": "428.759.497", "country": "BE", "company": "Acme BV"},
    ],
)
def coc_formatted_as_amount(stored: pl.Expr) -> pl.Expr:
    """Spreadsheet programs put decimals and signs for thousands into everything they take for an amount.

    Proof: without them, and with its leading zeros, it is a number of its country.
    """
    return stored
