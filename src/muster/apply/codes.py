"""What an undo leaves as it is, and why."""

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _

VALUE_CHANGED_SINCE = enter(
    Entry(
        code="UND001",
        name="value-changed-since",
        severity=Severity.WARNING,
        cause=_("A value was changed again after this import and is kept."),
        message=_("This value was changed again after import {import}; it is kept."),
        hint=_("Undo the later change first, or edit the customer."),
        doc="An undo never overwrites what somebody wrote later.",
    )
)
CUSTOMER_CHANGED_SINCE = enter(
    Entry(
        code="UND002",
        name="customer-changed-since",
        severity=Severity.WARNING,
        cause=_("A customer that this import created was edited, changed or merged later and is kept."),
        message=_("This customer was edited, changed or merged after import {import} created it; it is kept."),
        hint=_("Delete the customer if nobody needs it."),
        doc="An undo deletes only customers on which nothing was changed since they were created.",
    )
)
CUSTOMER_GONE = enter(
    Entry(
        code="UND003",
        name="customer-gone",
        severity=Severity.WARNING,
        cause=_("A customer that this import changed was deleted later; there is nothing to undo on it."),
        message=_("This customer was deleted after import {import}; there is nothing to undo on it."),
        hint=_("Undo the deletion first."),
        doc="An undo restores values of customers that are there; deletions are undone by their own entry in the history.",
    )
)
NUMBER_TAKEN = enter(
    Entry(
        code="UND004",
        name="number-taken",
        severity=Severity.WARNING,
        cause=_("A customer number was given to another customer meanwhile and stays there."),
        message=_("The number this customer had before import {import} belongs to another customer by now."),
        hint=_("Give one of the two customers another number."),
        doc="A customer number is unique in an environment; an undo takes it from nobody.",
    )
)
