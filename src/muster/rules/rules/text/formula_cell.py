import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _
from muster.model.fields import NAMES


@rule(
    code="TXT002",
    severity=Severity.ERROR,
    fields=NAMES,
    step=Step.TEXT,
    cause=_("A cell holds a formula instead of its result."),
    message=_("“{value}” is a formula, not a value."),
    hint=_("Copy the column and paste it back as values, then export again."),
    bad=[
        {"lastname": "=A1"},
        {"company": "=SUM(A1:A3)"},
        {"email": '=HYPERLINK("mailto:an@example.com")'},
        {"mobile": "=+32470123456"},
    ],
    good=[{"lastname": "A=1"}, {"company": "1+1=2"}, {"number": '="00123"'}, {"lastname": "'=A1"}],
)
def formula_cell(value: pl.Expr, raw: pl.Expr) -> pl.Expr:
    """A formula tells nothing about the customer, and does harm in whatever program opens it next.

    A cell that begins with an apostrophe is text by the word of whoever wrote it, as in every export of Muster.
    """
    is_formula = value.str.starts_with("=") & (value.str.len_bytes() > 1)
    return is_formula & ~raw.str.strip_chars_start().str.starts_with("'")
