import polars as pl

from muster.catalogue import repair
from muster.i18n import _


@repair(
    code="COC010",
    fields=["coc"],
    verdict="lost-zero",
    cause=_("An enterprise number lost its leading zeros."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Format the column as text, so that leading zeros stay."),
    bad=[
        {"coc": "428759497", "country": "BE", "company": "Acme BV"},
        {"coc": "428.759.497", "country": "BE", "company": "Acme BV"},
        {"coc": "743110157", "country": "IT", "company": "Acme BV"},
        {"coc": "5420120", "country": "FR", "company": "Acme BV"},
        {"coc": "428759497", "company": "Acme BV", "environment": "BE"},
    ],
    good=[
        {"coc": "0428759497", "country": "BE", "company": "Acme BV"},
        {"coc": "428759498", "country": "BE", "company": "Acme BV"},
        {"coc": "1234567", "country": "NL", "company": "Acme BV"},
    ],
)
def coc_lost_zero(stored: pl.Expr) -> pl.Expr:
    """Spreadsheet programs take a number for an amount and leave out its leading zeros.

    Proof: with the zeros the check digits are right. Belgian, French and Italian numbers can begin with 0 and prove
    it.
    """
    return stored
