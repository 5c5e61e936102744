import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="EML001",
    severity=Severity.ERROR,
    fields=["email"],
    cause=_("An e-mail address is not valid."),
    message=_("“{value}” is not an e-mail address."),
    hint=_("Write it as name@example.com, or leave it blank."),
    bad=[
        "jan",
        "jan@",
        "jan@example",
        "jan @example.com",
        "jan@example,com",
        "jan..peeters@example.com",
        "jan@bedrijf.local",
    ],
    good=["jan@example.com", "o'neil+sales@sub.example.co.uk", "jan@münchen.de", "JAN@EXAMPLE.COM"],
)
def invalid_email(verdict: pl.Expr) -> pl.Expr:
    """What is no complete address cannot receive invoices or reminders.

    The form is that of RFC 5321 and 5322 and of the domain names in use; nothing is sent and no domain is looked up.
    Addresses that reach nobody outside one network, such as those of `.local`, are refused too.
    """
    return verdict == "invalid"
