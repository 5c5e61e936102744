import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _


@rule(
    code="TXT006",
    severity=Severity.WARNING,
    fields=["lastname", "firstname", "company", "address", "city"],
    step=Step.TEXT,
    cause=_("A question mark stands inside a word."),
    message=_("A letter of “{value}” may be lost."),
    hint=_("Correct the word, or save the file again as “CSV UTF-8”."),
    bad=[{"lastname": "Fran?ois"}, {"city": "Li?ge"}],
    good=[{"company": "Wat nu?"}, {"company": "Who? What?"}],
)
def question_mark_in_word(value: pl.Expr) -> pl.Expr:
    """Some programs write a question mark for every letter that the chosen encoding lacks."""
    return value.str.contains(r"\p{L}\?\p{L}")
