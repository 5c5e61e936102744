import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _
from muster.rules.blanks import is_blank_word
from muster.rules.context import PULLED


@rule(
    code="BLK001",
    severity=Severity.ERROR,
    fields=["email", "language", "mobile", "coc", "country"],
    step=Step.TEXT,
    cause=_("A word stands where a cell should be blank."),
    message=_("“{value}” looks like a word for “nothing”."),
    hint=_("Leave the cell blank, or have this word read as blank."),
    option="--blank-word WORD",
    bad=["-", "N/A", "NULL", {"mobile": "n.v.t."}, {"country": "None"}, {"coc": "geen"}, {"language": "?"}],
    good=["", "jan@example.com", {"lastname": "N/A"}, {"country": "NA"}],
)
def blank_word(value: pl.Expr, field: pl.Expr, source: pl.Expr) -> pl.Expr:
    """Many programs write such a word where they have no value; as a value it would be wrong for every customer.

    A blank cell may delete what is stored, so the word is read as blank only when you say so. The language of an
    account in Exact Online or Recurly is left blank with a warning, whatever it says.
    """
    return is_blank_word(value) & ~((field == "language") & source.is_in(PULLED))
