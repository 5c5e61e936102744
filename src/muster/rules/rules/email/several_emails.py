import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="EML002",
    severity=Severity.ERROR,
    fields=["email"],
    cause=_("A cell holds several e-mail addresses."),
    message=_("“{value}” holds several e-mail addresses; a customer has one."),
    hint=_("Keep one address in the cell."),
    bad=["jan@example.com; an@example.com", "jan@example.com, an@example.com", "jan@example.com/an@example.com"],
    good=["jan@example.com", "jan@example.com;", "jan@example.com jan@example.com"],
)
def several_emails(verdict: pl.Expr) -> pl.Expr:
    """Which of the addresses is meant, only you can say: the suggestion is the first.

    In data from Exact Online and Recurly the first address is taken, with a note.
    """
    return verdict == "several"
