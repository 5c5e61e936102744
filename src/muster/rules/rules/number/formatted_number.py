import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _
from muster.model import keys


@rule(
    code="NUM001",
    severity=Severity.WARNING,
    fields=["number"],
    suggestion=keys.number_of_amount,
    cause=_("A customer number looks as if a spreadsheet formatted it."),
    message=_("“{value}” looks like a number with separators; it is kept as it is."),
    hint=_("Format the column as text, and export again."),
    bad=["1.234,00", "1,234.00", "1 234 567,00", "1234.0", "1234,00"],
    good=["1.234", "1234", "12.34.56", "2024-100", "A1.00", "0.10"],
)
def formatted_number(value: pl.Expr) -> pl.Expr:
    """A customer number with decimals is no longer the one that is stored, and the customer would be created again.

    It is never changed on suspicion: a customer number is exactly what you write. Only a stored number proves what it
    was (NUM002).
    """
    return value.str.contains(keys.AMOUNT)
