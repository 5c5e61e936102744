"""What is to be said of accounts fetched from Exact Online, beside what is said of its exports (exact_xml.codes)."""

from typing import Final

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _

DELETED: Final = enter(
    Entry(
        code="ACC121",
        name="accounts-deleted-there",
        severity=Severity.NOTE,
        cause=_("Accounts were deleted in Exact Online. A pull deletes no customer here."),
        message=_("Accounts that were deleted in Exact Online since the last pull: {count}."),
        hint=_("Pull everything to see which customers are not there, and delete those that are gone."),
        option="muster pull exact --all",
        doc="Exact Online tells of a deleted account only its internal number, so the customers are not named here.",
    )
).code

DIVISION: Final = enter(
    Entry(
        code="ACC122",
        name="divisions-left-out",
        severity=Severity.NOTE,
        cause=_("Accounts that are divisions of the organisation itself were left out."),
        message=_("Accounts that are divisions and were left out: {count}. The first is “{value}”."),
        hint=_("Check that none of them is a customer."),
        doc="Exact Online keeps every division as an account of type D. They count as skipped.",
    )
).code

ACCESS_LOST: Final = enter(
    Entry(
        code="ACC123",
        name="exact-online-access-ended",
        severity=Severity.ERROR,
        cause=_("The access to Exact Online has ended."),
        message=_("The access to {service} has ended: it was withdrawn, was not used for 30 days, or a program broke off "
                  "while renewing it. Nothing was written."),
        hint=_("Connect Exact Online again."),
        option="muster connect exact",
        doc="The access is renewed at every pull, and each renewal can be used once. One that was given, but never kept "
        "because the program or the machine stopped at that moment, is lost.",
        fixed=True,
    )
)  # fmt: skip
