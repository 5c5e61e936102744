import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="MOB009",
    severity=Severity.ERROR,
    fields=["mobile"],
    cause=_("A spreadsheet has rounded a mobile number; its last digits are gone."),
    message=_("“{value}” is what a spreadsheet made of a long number; the last digits are gone."),
    hint=_("Format the column as text, type the number again and export the file again."),
    bad=[{"mobile": "3,2477E+10", "country": "BE"}, {"mobile": "3.24701E+10"}, {"mobile": "3E+10"}],
    good=[{"mobile": "+32477123456"}, {"mobile": "0477 12 34 56", "country": "BE"}],
)
def rounded_mobile_number(verdict: pl.Expr) -> pl.Expr:
    """Spreadsheet programs write a long number as 3,2477E+10 and keep only some of its digits in a text file.

    The digits cannot be brought back from this file.
    """
    return verdict == "rounded"
