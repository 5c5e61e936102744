import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="NUM001",
    severity=Severity.WARNING,
    fields=["number"],
    suggestion=lambda value: value.str.replace(r"[.,]0{1,2}$", "").str.replace_all(r"[.,' ]", ""),
    cause=_("A customer number looks as if a spreadsheet formatted it."),
    message=_("“{value}” looks like a number with separators; it is kept as it is."),
    hint=_("Format the column as text, and export again."),
    bad=["1.234,00", "1,234.00", "1 234 567,00", "1234.0", "1234,00"],
    good=["1.234", "1234", "12.34.56", "2024-100", "A1.00", "0.10"],
)
def formatted_number(value: pl.Expr) -> pl.Expr:
    """A customer number with decimals is no longer the one that is stored, and the customer would be created again.

    It is never changed on suspicion: a customer number is exactly what you write.
    """
    return value.str.contains(r"^[1-9]\d{0,2}(?:[., ']\d{3})+[.,]0{1,2}$|^[1-9]\d*[.,]0{1,2}$")
