import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="NAM001",
    severity=Severity.WARNING,
    fields=["lastname", "firstname"],
    cause=_("A person's name has digits in it."),
    message=_("“{value}” has digits in it."),
    hint=_("Check whether the columns are in the right order."),
    bad=[{"lastname": "Peeters 2"}, {"firstname": "An3"}, {"lastname": "0470123456"}],
    good=[{"lastname": "Van den Bossche-D'Hulster"}, {"company": "Studio 100"}, {"lastname": "Peeters III"}],
)
def digits_in_name(value: pl.Expr) -> pl.Expr:
    """Digits in a name mostly come from a shifted column or a slip of the keyboard."""
    return value.str.contains(r"\p{Nd}")
