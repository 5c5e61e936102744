import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _
from muster.model.fields import ERASER


@rule(
    code="BLK003",
    severity=Severity.ERROR,
    fields=["number", "language", "country"],
    step=Step.TEXT,
    fixed=True,
    cause=_("Customer number, language and country cannot be erased."),
    message=_("“{value}” cannot erase this field."),
    hint=_("Write the right value; a blank customer number or language keeps the stored one."),
    bad=["#CLEAR", {"language": "#clear"}, {"country": "#Clear"}],
    good=["CLEAR", {"city": "#CLEAR"}, {"email": "#clear"}],
)
def cannot_be_erased(value: pl.Expr) -> pl.Expr:
    """Without its number a customer is not found again; a language and a country can be changed but not taken away."""
    return value.str.to_uppercase() == ERASER
