import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="EML004",
    severity=Severity.NOTE,
    fields=["email"],
    suggestion=lambda stored: stored,
    cause=_("An account held more than one e-mail address; the first was taken."),
    message=_("Of “{value}”, {suggestion} was taken."),
    hint=_("Keep one address in the account if another one is meant."),
    bad=[
        {"email": "jan@example.com; an@example.com", "source": "exact-xml"},
        {"email": "jan@example.com (privé)", "source": "recurly"},
    ],
    good=[{"email": "jan@example.com", "source": "exact-xml"}, "jan@example.com; an@example.com"],
)
def first_email_taken(verdict: pl.Expr) -> pl.Expr:
    """Accounts of Exact Online and Recurly may hold several addresses in one field; a customer has one."""
    return verdict == "first-taken"
