import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _
from muster.rules.blanks import is_blank_word


@rule(
    code="BLK002",
    severity=Severity.WARNING,
    fields=["number", "lastname", "firstname", "company", "address", "city", "zip"],
    step=Step.TEXT,
    cause=_("A word that may mean “nothing” was kept as text."),
    message=_("“{value}” was kept as it is."),
    hint=_("Leave the cell blank if nothing is meant, or have this word read as blank."),
    option="--blank-word WORD",
    bad=[{"lastname": "-"}, {"city": "N/A"}, {"firstname": "NULL"}, {"company": "n.v.t."}],
    good=[{"lastname": ""}, {"lastname": "Nolle"}, {"company": "Nil Bakkers"}],
)
def blank_word_in_text(value: pl.Expr) -> pl.Expr:
    """There are people named Null, so the word stays; far more often a program had no value.

    Only a cell that holds nothing but the word is meant.
    """
    return is_blank_word(value)
