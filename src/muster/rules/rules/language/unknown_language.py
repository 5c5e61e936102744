import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="LNG001",
    severity=Severity.ERROR,
    fields=["language"],
    fixed=True,
    cause=_("A language is not known."),
    message=_("“{value}” is not a language."),
    hint=_("Write en, nl, fr, de, it, es or pt, or leave it blank."),
    bad=["xx", "nederlnads", "1", "E"],
    good=["nl", "NL-BE", "nl_nl", "dut", "Nederlands", "français", "N", "zh"],
)
def unknown_language(verdict: pl.Expr) -> pl.Expr:
    """A customer reads invoices and mails in this language.

    Codes (with or without a country), ISO 639-2 codes, names in the seven languages and the Belgian N, F and D are read.
    """
    return verdict == "unknown"
