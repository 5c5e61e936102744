"""What can be wrong with an export of accounts, and what is to be said of accounts that are no customers."""

from typing import Final

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _

NO_CODE: Final = enter(
    Entry(
        code="ACC001",
        name="account-without-code",
        severity=Severity.ERROR,
        cause=_("An account has no code."),
        message=_("The account “{value}” has no code, so it has no customer number."),
        hint=_("Give the account a code in Exact Online and export again."),
        fields=("number",),
        doc="The code of an account is its customer number: by that it is recognised at the next import.",
        fixed=True,
    )
).code

BROKEN: Final = enter(
    Entry(
        code="ACC002",
        name="damaged-export",
        severity=Severity.ERROR,
        cause=_("The export is damaged."),
        message=_("The export is not sound XML from this line on."),
        hint=_("Export the accounts from Exact Online again and import the new file as it is."),
        doc="Usually the file was edited by hand or put together from several. Nothing of it is imported.",
        fixed=True,
    )
).code

CUT_OFF: Final = enter(
    Entry(
        code="ACC003",
        name="export-cut-off",
        severity=Severity.ERROR,
        cause=_("The export ends in the middle."),
        message=_("The export ends in this line, before it is complete."),
        hint=_("Export the accounts from Exact Online again and check that the download finishes."),
        doc="A download that broke off. Nothing of the file is imported, because nobody knows what is missing.",
        fixed=True,
    )
).code

DOCUMENT_TYPE: Final = enter(
    Entry(
        code="ACC004",
        name="document-type-in-export",
        severity=Severity.ERROR,
        cause=_("The file holds declarations that Exact Online never writes."),
        message=_("The file declares a document type, as exports of Exact Online never do."),
        hint=_("Export the accounts from Exact Online again and import the new file as it is."),
        doc="Such declarations are a way to fill memories and to read other files; they are refused unread.",
        fixed=True,
    )
).code

GLOBE: Final = enter(
    Entry(
        code="ACC005",
        name="exact-globe",
        severity=Severity.ERROR,
        cause=_("The file is an export of Exact Globe, not of Exact Online."),
        message=_("The file is written as Exact Globe does (“{value}”); only exports of Exact Online are read."),
        hint=_("Export the debtors from Exact Globe as a CSV or Excel file and import that."),
        doc=(
            "Both programs call their files eExact, but what they write differs: in Globe a status A means active, in "
            "Online it means that the account is no customer. Reading one as the other would lose customers."
        ),
        fixed=True,
    )
).code

OTHER_TOPIC: Final = enter(
    Entry(
        code="ACC006",
        name="export-of-something-else",
        severity=Severity.ERROR,
        cause=_("The export holds something else than accounts."),
        message=_("The export holds “{value}”, no accounts."),
        hint=_("Choose “Accounts” when you export from Exact Online."),
        doc="Exact Online exports items, invoices and much else in the same form; customers are among the accounts.",
        fixed=True,
    )
).code

TOO_DEEP: Final = enter(
    Entry(
        code="ACC007",
        name="export-nested-too-deep",
        severity=Severity.ERROR,
        cause=_("The file is nested deeper than any export of Exact Online."),
        message=_("“{value}” is nested deeper than {limit} levels."),
        hint=_("Export the accounts from Exact Online again and import the new file as it is."),
        doc="A file like that is made to exhaust programs; it is refused where it becomes too deep.",
        fixed=True,
    )
).code

TOO_LONG: Final = enter(
    Entry(
        code="ACC008",
        name="endless-text-in-export",
        severity=Severity.ERROR,
        cause=_("One tag or text of the file is longer than any in an export of Exact Online."),
        message=_("A tag, comment or value is longer than {limit} characters."),
        hint=_("Export the accounts from Exact Online again and import the new file as it is."),
        doc="The limit keeps one endless value from filling the memory. Notes and pictures are not read and may be longer.",
        fixed=True,
    )
).code

SUSPECTS: Final = enter(
    Entry(
        code="ACC010",
        name="suspects-left-out",
        severity=Severity.NOTE,
        cause=_("Suspects were left out: they are no customers."),
        message=_("Accounts with status S (suspect) that were left out: {count}. The first is “{value}”."),
        hint=_(
            "Change the status to customer in Exact Online if one of them is a customer; then export or pull again."
        ),
        doc="Only accounts with status C (customer) are imported. The others count as skipped.",
    )
).code

PROSPECTS: Final = enter(
    Entry(
        code="ACC011",
        name="prospects-left-out",
        severity=Severity.NOTE,
        cause=_("Prospects were left out: they are no customers yet."),
        message=_("Accounts with status P (prospect) that were left out: {count}. The first is “{value}”."),
        hint=_(
            "Change the status to customer in Exact Online if one of them is a customer; then export or pull again."
        ),
        doc="Only accounts with status C (customer) are imported. The others count as skipped.",
    )
).code

NO_STATUS: Final = enter(
    Entry(
        code="ACC012",
        name="accounts-without-status-left-out",
        severity=Severity.NOTE,
        cause=_("Accounts without a status were left out: suppliers and other relations, no customers."),
        message=_("Accounts without a status that were left out: {count}. The first is “{value}”."),
        hint=_(
            "Change the status to customer in Exact Online if one of them is a customer; then export or pull again."
        ),
        doc=(
            "Status A means “none”, and so does a blank one. An account that is a supplier only has no status; one that "
            "is both customer and supplier has status C and is imported."
        ),
    )
).code

OTHER_STATUS: Final = enter(
    Entry(
        code="ACC013",
        name="accounts-of-unknown-status-left-out",
        severity=Severity.WARNING,
        cause=_("Accounts with a status that nobody knows were left out."),
        message=_(
            "Accounts with a status other than A, C, P and S that were left out: {count}. The first is “{value}”."
        ),
        hint=_("Check the status of these accounts in Exact Online."),
        doc="A status that is in no description of the export. Such accounts count as skipped.",
    )
).code

BLOCKED: Final = enter(
    Entry(
        code="ACC014",
        name="blocked-accounts",
        severity=Severity.NOTE,
        cause=_("Customers who are blocked in Exact Online are imported like all others."),
        message=_("Blocked customers: {count}. The first is “{value}”."),
        hint=_("Check whether you want them here; an export from Exact Online can leave them out."),
        doc="A blocked customer still is one: invoices may be open.",
    )
).code

ENDED: Final = enter(
    Entry(
        code="ACC015",
        name="ended-accounts",
        severity=Severity.NOTE,
        cause=_("Customers with an end date, or marked inactive, are imported like all others."),
        message=_("Customers with an end date or marked inactive: {count}. The first is “{value}”."),
        hint=_("Check whether you want them here; an export from Exact Online can leave them out."),
        doc="A customer who has ended still is one: invoices may be open.",
    )
).code

INCOMPLETE: Final = enter(
    Entry(
        code="ACC016",
        name="export-may-be-incomplete",
        severity=Severity.WARNING,
        cause=_("The export may be incomplete: it is filled to the last account of a page."),
        message=_(
            "The export holds {count} accounts, and a page of Exact Online ends at {pagesize}: there may be more."
        ),
        hint=_("Export the next page as well and import all files together."),
        doc="Exact Online cuts large exports into pages. Several files go in as one import.",
    )
).code

EXACT_SAYS: Final = enter(
    Entry(
        code="ACC017",
        name="error-told-by-exact",
        severity=Severity.WARNING,
        cause=_("Exact Online met an error while it exported the accounts."),
        message=_("Exact Online says: “{value}”."),
        hint=_("Check that the export is complete; if it is not, export again."),
        doc="Messages of type 0 (error) and 3 (fatal) that Exact Online writes into the export are told as they are.",
    )
).code

NO_CUSTOMERS: Final = enter(
    Entry(
        code="ACC018",
        name="export-without-customers",
        severity=Severity.WARNING,
        cause=_("The export holds no customer."),
        message=_("The export holds no account with status C (customer)."),
        hint=_("Check the filter of the export in Exact Online."),
        doc="Such a file is accepted; nothing is imported from it.",
    )
).code

SHARED_LINE: Final = enter(
    Entry(
        code="ACC019",
        name="accounts-on-one-line",
        severity=Severity.NOTE,
        cause=_("Several accounts stand on one line, so their line numbers are counted on."),
        message=_("From here on, accounts that share a line are counted as lines of their own."),
        hint=_("Look for an account by its code instead of its line."),
        doc=(
            "An export without line breaks is one long line. Every account needs a place of its own, so such accounts "
            "are numbered onwards from the line they share. The account's code is always told."
        ),
    )
).code
