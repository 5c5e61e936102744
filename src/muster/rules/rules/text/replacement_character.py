import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _
from muster.model.fields import NAMES


@rule(
    code="TXT004",
    severity=Severity.ERROR,
    fields=NAMES,
    step=Step.TEXT,
    cause=_("Letters were lost when the file was saved (�)."),
    message=_("Letters of “{value}” are lost."),
    hint=_("Save the file again as “CSV UTF-8”, from the program that still shows the letters."),
    bad=[{"lastname": "Fran�ois"}, {"city": "Li�ge"}],
    good=[{"lastname": "François"}, {"city": "Liège"}],
)
def replacement_character(value: pl.Expr) -> pl.Expr:
    """A program that could not read a letter wrote the sign � in its place; which letter it was cannot be known."""
    return value.str.contains("\ufffd", literal=True)
