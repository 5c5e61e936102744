import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _


@rule(
    code="TXT001",
    severity=Severity.ERROR,
    fields=["number", "mobile", "coc", "zip"],
    step=Step.TEXT,
    cause=_("A spreadsheet has thrown digits away (scientific notation)."),
    message=_("The last digits of “{value}” are gone; they cannot be brought back."),
    hint=_("Format the column as text, enter the number again, and export again."),
    bad=["3,2477E+10", {"mobile": "3.2477E+10"}, {"coc": "4,28759E+08"}, {"mobile": "3.2470123456e10"}],
    good=["12E3", "3E10", {"mobile": "+32470123456"}, {"company": "3,2477E+10"}],
)
def scientific_notation(value: pl.Expr) -> pl.Expr:
    """A spreadsheet shows a long number as 3,2477E+10 and saves only what it shows.

    Customer numbers such as 12E3 are left alone: no spreadsheet writes them so.
    """
    return value.str.contains(r"^[+-]?\d(?:[.,]\d+)?[eE]\+\d{1,3}$|^[+-]?\d[.,]\d+[eE]\d{1,3}$")
