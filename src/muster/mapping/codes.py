"""What can be said about a header. Errors refuse the file; no environment can lower them."""

from typing import Final

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _

MISSING_COLUMN: Final = enter(Entry(
    code="HDR001", name="missing-column", severity=Severity.ERROR, fixed=True,
    cause=_("A required column is missing."),
    message=_("The column {target} is missing."),
    hint=_("Add the column to the file; its cells may stay empty. If it has another name, say which column it is."),
    option='--map "Other name=FIELD"',
    doc=_("The columns lastname, firstname and companyName must be there, so that a misspelt header is noticed before "
          "all names are lost. Their cells may be empty. An export of a program that keeps no such column is accepted."),
))  # fmt: skip

HEADER_TO_CONFIRM: Final = enter(Entry(
    code="HDR002", name="header-to-confirm", severity=Severity.ERROR, fixed=True,
    cause=_("A column with names can be read in several ways."),
    message=_("“{value}” can hold last names, whole names or company names."),
    hint=_("Say whether it holds last names or whole names, or companies."),
    option="--map HEADER=lastname | --map HEADER=companyName | --yes",
    doc=_("“Name” is a last name where a column with first names stands beside it. Without one it may hold whole names "
          "or company names, and customers would be created under wrong names."),
))  # fmt: skip

TWO_COLUMNS: Final = enter(Entry(
    code="HDR003", name="two-columns-for-one-field", severity=Severity.ERROR, fixed=True,
    cause=_("Two columns mean the same field."),
    message=_("“{value}” and “{first}” (column {first_column}) both mean {target}."),
    hint=_("Remove or rename one of them, or choose the one that is meant."),
    option="--map HEADER=FIELD",
    doc=_("Muster does not choose between two columns of the same meaning; the wrong one would overwrite good values."),
))  # fmt: skip

NO_HEADER: Final = enter(Entry(
    code="HDR004", name="no-header-row", severity=Severity.ERROR, fixed=True,
    cause=_("The file has no header row; its first line holds data."),
    message=_("There is no header row: line {first_line} already holds data."),
    hint=_("Add a first line with the headers, or say which column holds what."),
    option="--map A=customerNumber",
    doc=_("Without headers nothing says what a column holds, and columns are never guessed by their position."),
))  # fmt: skip

UNKNOWN_COLUMN: Final = enter(Entry(
    code="HDR005", name="unknown-column", severity=Severity.NOTE,
    cause=_("A column is no field of a customer and is ignored."),
    message=_("“{value}” is no field of a customer; the column is ignored."),
    hint=_("Do nothing if that is right. If the column belongs to a field, say to which."),
    option="--map HEADER=FIELD",
    doc=_("Columns that Muster has no field for are left alone and named once."),
))  # fmt: skip

SYNONYM: Final = enter(Entry(
    code="HDR006", name="known-synonym", severity=Severity.NOTE,
    cause=_("Columns with other names were recognised."),
    message=_("“{value}” was read as {target}."),
    hint=_("Check that it is the right field; choose another one if it is not."),
    option="--map HEADER=FIELD",
    doc=_("Headers in seven languages and of common programs are recognised; the complete list is in docs/headers.md."),
))  # fmt: skip

GUESS: Final = enter(Entry(
    code="HDR007", name="guessed-column", severity=Severity.WARNING,
    cause=_("A column was guessed from its name."),
    message=_("“{value}” was taken for {target}; this is a guess."),
    hint=_("Confirm or change it, or write the header as in the template."),
    option="--map HEADER=FIELD",
    doc=_("A header that is nearly a known one, or a weak one such as “code”, is read only where nothing better is "
          "there."),
))  # fmt: skip

JOIN: Final = enter(Entry(
    code="HDR008", name="joined-columns", severity=Severity.NOTE,
    cause=_("Several columns were joined into one field."),
    message=_("“{value}” were joined into {target}."),
    hint=_("Check that the parts are in the right order; choose another order if they are not."),
    option='--map "A+B=FIELD"',
    doc=_("Street, number and box form the address, prefix and surname the last name. Blank parts leave no space."),
))  # fmt: skip

BEATEN: Final = enter(Entry(
    code="HDR009", name="beaten-column", severity=Severity.NOTE,
    cause=_("A column is ignored because a better one is there."),
    message=_("“{value}” is ignored: {target} is read from “{winner}”."),
    hint=_("Choose the other column if it is the right one."),
    option="--map HEADER=FIELD",
    doc=_("Your own mapping beats the template's header, which beats a synonym, which beats a guess."),
))  # fmt: skip

NAMELESS: Final = enter(Entry(
    code="HDR010", name="nameless-column", severity=Severity.NOTE,
    cause=_("A column without a header has cells; it is ignored."),
    message=_("Column {letter} has no header; its cells are ignored."),
    hint=_("Give the column a header, or say which field it holds."),
    option="--map NUMBER=FIELD",
    doc=_("Columns without a header and without any cell are ignored silently."),
))  # fmt: skip

NAME_AS_LASTNAME: Final = enter(Entry(
    code="HDR011", name="whole-name-as-last-name", severity=Severity.WARNING,
    cause=_("A column that may hold whole names was read as last names."),
    message=_("“{value}” was read as {target}, as confirmed; no column holds first names."),
    hint=_("Split the column into last and first names if it holds both."),
    doc=_("Whole names are never split by guessing. Read as last names they are kept as they are."),
))  # fmt: skip

SAVED: Final = enter(Entry(
    code="HDR012", name="saved-mapping", severity=Severity.NOTE,
    cause=_("A saved mapping was used."),
    message=_("“{value}” was read as {target}, as saved for files of this shape."),
    hint=_("Check that it still fits; change it if it does not."),
    option="--map HEADER=FIELD",
    doc=_("A mapping can be saved for the next file with the same headers."),
))  # fmt: skip

PROGRAM: Final = enter(Entry(
    code="HDR013", name="known-program", severity=Severity.NOTE,
    cause=_("The file was recognised as the export of a program."),
    message=_("The headers are those of an export from {program}."),
    hint=_("Check the columns below; change them if the file comes from elsewhere."),
    option="--map HEADER=FIELD",
    doc=_("Some headers mean something only in one program: “Code” is the customer number in Exact Online."),
))  # fmt: skip

PROGRAM_LACKS: Final = enter(Entry(
    code="HDR014", name="column-unknown-to-program", severity=Severity.NOTE,
    cause=_("The program that made the file keeps no such column; existing values stay."),
    message=_("Exports from {program} have no column for {target}; nothing is changed there."),
    hint=_("Add the column to the file if you want to import it."),
    doc=_("A column that is absent never changes anything."),
))  # fmt: skip

WITHOUT_HEADER: Final = enter(Entry(
    code="HDR015", name="mapped-without-header", severity=Severity.NOTE,
    cause=_("The file has no header row; its columns were mapped by position."),
    message=_("There is no header row: line {first_line} was read as data, the columns as you mapped them."),
    hint=_("Check that the first line of the file is a customer."),
    doc=_("Files without headers can be imported when every column is named by number or letter."),
))  # fmt: skip

BLANK_SAYS_NOTHING: Final = enter(Entry(
    code="HDR016", name="blank-says-nothing-in-export", severity=Severity.NOTE,
    cause=_("What the program's export leaves blank stays as it is stored."),
    message=_("A cell that {program} leaves blank deletes nothing."),
    hint=_("Choose that blank cells clear if they are to delete the stored values."),
    option="--blank clear",
    doc=_("A program exports what it knows. A field that it was never told says nothing of the customer."),
))  # fmt: skip

CLOSED_ACCOUNTS: Final = enter(Entry(
    code="ACC131", name="closed-accounts-in-export", severity=Severity.NOTE, fields=("number",),
    cause=_("Inactive accounts were left out: they are closed."),
    message=_("Inactive accounts that were left out: {count}. The first is “{value}”."),
    hint=_("Reopen the account if it is a customer, and export again."),
    doc=_("The export says when an account was closed. One that has billing information again was reopened and is "
          "imported: closing deletes that information. Closed accounts count as skipped."),
))  # fmt: skip

CHILD_ACCOUNTS: Final = enter(Entry(
    code="ACC132", name="child-accounts-in-export", severity=Severity.NOTE, fields=("number",),
    cause=_("Accounts that belong to a parent account were imported as customers."),
    message=_("Accounts that belong to a parent account: {count}. The first is “{value}”."),
    hint=_("Check whether you want these accounts as customers of their own; a parent may pay for them."),
    doc=_("The export names the parent of an account, but not who pays."),
))  # fmt: skip

REPEATED_ACCOUNTS: Final = enter(Entry(
    code="ACC133", name="accounts-repeated-in-export", severity=Severity.NOTE, fields=("number",),
    cause=_("Accounts stand in the file once for each of their payment methods; each was taken once."),
    message=_("Rows that repeat the account above them for another payment method: {count}. The first is of “{value}”."),
    hint=_("Do nothing: Recurly writes its exports so."),
    doc=_("Such rows say the same of the customer and are skipped. Rows of one account that say different things are an "
          "error, as everywhere."),
))  # fmt: skip
