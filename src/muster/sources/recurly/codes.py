"""What is to be said of Recurly's accounts."""

from typing import Final

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _

INACTIVE: Final = enter(
    Entry(
        code="ACC111",
        name="inactive-accounts-left-out",
        severity=Severity.NOTE,
        cause=_("Inactive accounts were left out: they are closed."),
        message=_("Inactive accounts that were left out: {count}. The first is “{value}”."),
        hint=_("Reopen the account in Recurly if it is a customer, and pull again."),
        doc="Recurly keeps closed accounts as inactive. They count as skipped.",
    )
).code

BILLED_TO_PARENT: Final = enter(
    Entry(
        code="ACC112",
        name="account-billed-to-parent",
        severity=Severity.NOTE,
        fields=("number",),
        cause=_("Accounts whose invoices go to a parent account were imported as customers."),
        message=_("The invoices of this account go to its parent account."),
        hint=_("Check whether you want this account as a customer of its own."),
        doc="A child account has customers of its own, but its parent pays.",
    )
).code

NAMELESS: Final = enter(
    Entry(
        code="ACC113",
        name="nameless-account",
        severity=Severity.WARNING,
        cause=_("Accounts have neither a name nor a company."),
        message=_("The account has neither a name nor a company; it is known by its code only."),
        hint=_("Fill in the name in Recurly and pull again."),
        doc="Recurly takes accounts with a code alone. The code is the customer number, so the customer is imported.",
    )
).code
