import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="EML003",
    severity=Severity.ERROR,
    fields=["email"],
    cause=_("Other text stands beside an e-mail address."),
    message=_("“{value}” is more than an e-mail address."),
    hint=_("Keep the address alone in the cell."),
    bad=["jan@example.com (privé)", "jan@example.com - niet voor facturen", "jan peeters jan@example.com"],
    good=["jan@example.com", "Jan Peeters <jan@example.com>"],
)
def email_with_remark(verdict: pl.Expr) -> pl.Expr:
    """A remark may say that the address must not be used, so it is never dropped silently: the suggestion is the address.

    In data from Exact Online and Recurly the address is taken, with a note.
    """
    return verdict == "remark"
