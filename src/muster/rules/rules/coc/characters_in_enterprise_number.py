import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="COC001",
    severity=Severity.ERROR,
    fields=["coc"],
    cause=_("An enterprise number holds something else than letters and digits."),
    message=_("“{value}” holds characters that no enterprise number has."),
    hint=_("Write only the letters and digits of the number."),
    bad=[
        {"coc": "0428*759*497", "country": "BE", "company": "Acme BV"},
        {"coc": "0428759497 (old)", "country": "NL", "company": "Acme BV"},
        {"coc": "0428_759_497", "company": "Acme BV"},
    ],
    good=[
        {"coc": "0428.759.497", "country": "BE", "company": "Acme BV"},
        {"coc": "BE 0428.759.497 RPR Gent", "country": "BE", "company": "Acme BV"},
        {"coc": "München HRB 11223", "country": "DE", "company": "Acme BV"},
        {"coc": "732 829 320 00074", "country": "FR", "company": "Acme BV"},
    ],
)
def characters_in_enterprise_number(verdict: pl.Expr) -> pl.Expr:
    """An enterprise number is looked up in a register, and there only its letters and digits count.

    Spaces, dots, slashes and dashes are no problem, nor are the usual words around a number, such as KBO, RPR, TVA,
    KvK and the name of a court.
    """
    return verdict == "characters"
