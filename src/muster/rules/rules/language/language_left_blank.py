import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="LNG003",
    severity=Severity.WARNING,
    fields=["language"],
    cause=_("A language that customers cannot have was left blank."),
    message=_("“{value}” was left blank: a new customer gets the default language, a known one keeps its own."),
    hint=_("Check the customer's language, or change it in the account."),
    bad=[{"language": "PL", "source": "exact-xml"}, {"language": "ja-JP", "source": "recurly"}],
    good=[{"language": "NL-BE     ", "source": "exact-xml"}, {"language": "en-US", "source": "recurly"}, "PL"],
)
def language_left_blank(verdict: pl.Expr) -> pl.Expr:
    """Accounts of Exact Online and Recurly may have any language; theirs must not hold up an import."""
    return verdict == "dropped"
