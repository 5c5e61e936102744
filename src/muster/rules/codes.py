"""The codes of what is found between the rows of one import: duplicates, and rows that nothing identifies."""

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _

SAME_NUMBER = enter(
    Entry(
        code="DUP001",
        name="duplicate-customer-number",
        severity=Severity.ERROR,
        fields=("number",),
        cause=_("The customer number stands in the import more than once."),
        message=_("Customer number “{value}” stands in the import already: {first_place}."),
        hint=_("Keep one row for each customer, or correct the number."),
        doc="Two different rows with one customer number contradict each other, and nobody can tell which one is right. "
        "The later one is refused, also if the first one is refused for another reason.",
        fixed=True,
    )
)

SAME_EMAIL = enter(
    Entry(
        code="DUP002",
        name="duplicate-email-without-number",
        severity=Severity.ERROR,
        fields=("email",),
        cause=_("Several rows without a customer number have the same e-mail address."),
        message=_("“{value}” stands in another row without a customer number already: {first_place}."),
        hint=_("Give each of these rows its customer number, or keep one of them."),
        doc="A row without a customer number is recognised by its e-mail address. Two such rows with the same address "
        "would be taken for the same customer.",
        fixed=True,
    )
)

EMAIL_OF_NUMBERED_ROW = enter(
    Entry(
        code="DUP003",
        name="email-with-and-without-number",
        severity=Severity.ERROR,
        fields=("email",),
        cause=_("An e-mail address stands in a row with a customer number and in a row without one."),
        message=_("“{value}” stands in another row of the import: {first_place}. Only one of the two "
                  "rows has a customer number."),
        hint=_("Give both rows their customer numbers, or keep one of them."),
        doc="The row without a number may be the same customer as the row with one. Of all rows with the address the "
        "first one counts; whatever cannot be told apart from it is refused.",
        fixed=True,
    )
)  # fmt: skip

IDENTICAL_ROW = enter(
    Entry(
        code="DUP004",
        name="identical-row",
        severity=Severity.WARNING,
        cause=_("The same row stands in the import more than once."),
        message=_("This row says exactly the same as {first_place}. It was skipped."),
        hint=_("Remove the row if it was not meant to be there twice."),
        doc="A row whose values all equal those of an earlier row adds nothing. It is skipped, across files too. A row "
        "with an error is never taken for identical: its broken values are not known.",
        fixed=True,
    )
)

UNRECOGNISABLE = enter(
    Entry(
        code="IDN010",
        name="unrecognisable-rows",
        severity=Severity.NOTE,
        cause=_("Rows have neither a customer number nor an e-mail address."),
        message=_(
            "Rows without a customer number: {without_number}; without an e-mail address too: {without_both}. The latter "
            "can't be recognised next time unless nothing in them changes."
        ),
        hint=_("Add the column customerNumber, so that the next import updates these customers."),
        doc="Only a customer number or an e-mail address tells which stored customer a row means. Counted once per file.",
        fixed=True,
    )
)  # fmt: skip

NATIONAL_NUMBERS = enter(
    Entry(
        code="MOB020",
        name="national-numbers-of-several-countries",
        severity=Severity.NOTE,
        fields=("mobile",),
        cause=_("Customers are of several countries, and mobile numbers are written without calling code."),
        message=_("Numbers without calling code: {count}; countries in the file: {countries}."),
        hint=_("Write mobile numbers with their calling code: +32 470 12 34 56."),
        doc="A number without calling code is read with the country of its row. Where countries are mixed, one wrong "
        "country makes it another person's number.",
    )
)
