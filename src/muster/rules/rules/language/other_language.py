import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="LNG002",
    severity=Severity.ERROR,
    fields=["language"],
    fixed=True,
    cause=_("A language is not one of the seven that customers can have."),
    message=_("“{value}” is a language, but customers can have en, nl, fr, de, it, es or pt."),
    hint=_("Choose one of the seven, or leave the cell blank to use the default for all."),
    bad=["zh-CN", "pl", "Turkish", "sv_SE"],
    good=["en-US", "pt-BR", "xx"],
)
def other_language(verdict: pl.Expr) -> pl.Expr:
    """Texts for customers exist in seven languages.

    Which of them a customer with another language reads is your choice; none is guessed.
    """
    return verdict == "other"
