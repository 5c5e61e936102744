"""The codes of matching: who a row is (IDN), who comes twice (DUP), what an update may do (UPD).

Beside these, repairs that only a stored value proves; their codes are those of their fields.
Placeholders named `customer` and `other` hold a stored customer's number, or its name where it has none.
"""

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _

NUMBER_AS_AMOUNT = enter(
    Entry(
        code="NUM002",
        name="number-formatted-as-amount",
        severity=Severity.REPAIR,
        fields=("number",),
        cause=_("Customer numbers are written as amounts."),
        message=_("“{value}” was read as the stored customer number {after}."),
        hint=_("Format the column as text."),
        doc="Spreadsheet programs put decimals and signs for thousands into everything they take for an amount. Proof: "
        "without them it is the number of a stored customer, who is then meant as by the number itself.",
    )
)

STORED_COC = enter(
    Entry(
        code="COC012",
        name="coc-lost-zero-of-stored-number",
        severity=Severity.REPAIR,
        fields=("coc",),
        cause=_("Enterprise numbers lost the leading zeros of the stored ones."),
        message=_("“{value}” was read as the stored enterprise number {after}."),
        hint=_("Format the column as text, so that leading zeros stay."),
        doc="Spreadsheet programs take a number for an amount and leave out its leading zeros. Proof: the customer's "
        "stored number is the same but for zeros in front, whatever the country. The stored number stays.",
    )
)

NUMBER_AGAINST_REST = enter(
    Entry(
        code="IDN011",
        name="number-against-email-and-names",
        severity=Severity.ERROR,
        fields=("number", "email"),
        cause=_("The customer number is one customer's, the e-mail address and the names are another's."),
        message=_("The number says customer {customer} ({customer_name}), the rest says {other} ({other_name})."),
        hint=_("Correct the customer number, or the e-mail address and the names."),
        doc="Writing one customer's data into another is the worst an import can do: nothing is changed until somebody "
        "says which of the two the row means.",
        fixed=True,
    )
)

NEAR_NUMBER = enter(
    Entry(
        code="IDN012",
        name="near-equal-number-recognised",
        severity=Severity.REPAIR,
        fields=("number",),
        cause=_("Customer numbers differ from the stored ones only by leading zeros, case or punctuation."),
        message=_("“{value}” was read as the stored customer number {after}."),
        hint=_("Write the number as it is stored, and format the column as text."),
        doc="Spreadsheet programs take leading zeros off. The row is taken for the stored customer only if exactly one "
        "number comes close and the names agree or the e-mail address is the same.",
    )
)

NEAR_NUMBER_CREATED = enter(
    Entry(
        code="IDN013",
        name="near-equal-number-created",
        severity=Severity.WARNING,
        fields=("number",),
        cause=_("New customer numbers differ from stored ones only by leading zeros, case or punctuation."),
        message=_(
            "“{value}” looks like the stored customer number {other}, but the names differ. A new customer is made."
        ),
        hint=_("Compare the two customers, and correct the number if they are the same."),
        doc="Two customers whose numbers look alike are easily mixed up later.",
    )
)

NUMBER_GIVEN = enter(
    Entry(
        code="IDN014",
        name="number-given-to-customer",
        severity=Severity.NOTE,
        fields=("number",),
        cause=_("Stored customers without a number get the number of their row."),
        message=_("The customer with this e-mail address had no number; it gets “{value}”."),
        hint=_("Check that it is the same customer."),
        doc="The e-mail address is of exactly one customer, who has no number, and the names agree.",
    )
)

RENUMBERED = enter(
    Entry(
        code="IDN015",
        name="renumbered-customer",
        severity=Severity.WARNING,
        fields=("number",),
        cause=_("New customer numbers stand beside the e-mail address and the names of stored customers."),
        message=_("“{value}” is a new number, but e-mail address and names are those of customer {other}. "
                  "A new customer is made."),
        hint=_("Use the stored customer number: an import never changes one."),
        doc="A customer whose number was changed elsewhere would be stored twice.",
    )
)  # fmt: skip

SHARED_EMAIL = enter(
    Entry(
        code="IDN016",
        name="shared-email",
        severity=Severity.NOTE,
        fields=("email",),
        cause=_("New customers share an e-mail address with stored customers."),
        message=_("“{value}” is the address of stored customers too, {other} among them."),
        hint=_("Check that the address is meant to be shared."),
        doc="Families and offices share addresses. Said once for each address.",
    )
)

EMAIL_OF_ANOTHER = enter(
    Entry(
        code="IDN017",
        name="email-of-another-customer",
        severity=Severity.ERROR,
        fields=("email",),
        cause=_("A row without a customer number has the e-mail address of a customer with other names."),
        message=_("This e-mail address is another customer's: {customer} ({customer_name})."),
        hint=_("Give the row its customer number, or its own e-mail address."),
        doc="Without a number the e-mail address says who the row is. Where last name and first name both differ, or one "
        "is a person and the other a company, the row is somebody else.",
        fixed=True,
    )
)

RENAMES = enter(
    Entry(
        code="IDN018",
        name="renames-customer",
        severity=Severity.WARNING,
        fields=("email",),
        cause=_("Rows without a customer number rename the customer who has their e-mail address."),
        message=_("The customer with this e-mail address, {customer}, gets another name."),
        hint=_("Check that it is the same customer."),
        doc="The e-mail address says who the row is, but one of the names differs.",
    )
)

AMBIGUOUS_EMAIL = enter(
    Entry(
        code="IDN019",
        name="ambiguous-email",
        severity=Severity.ERROR,
        fields=("email",),
        cause=_("Several customers have the e-mail address of a row without a customer number."),
        message=_("{customers} customers have this e-mail address, and the names do not tell which one is meant."),
        hint=_("Give the row its customer number."),
        doc="The row is taken for a customer only if the names of exactly one of them agree.",
        fixed=True,
    )
)

MAY_BE_THE_SAME = enter(
    Entry(
        code="IDN020",
        name="may-be-the-same-customer",
        severity=Severity.WARNING,
        cause=_("New customers have the names and the post code of a stored customer."),
        message=_("This new customer may be the same as {other}: the names and the post code are equal."),
        hint=_("Give the row that customer's number if they are the same."),
        doc="A row without a known number or e-mail address can't be recognised, so a customer may be stored twice.",
    )
)

MERGED_NUMBER = enter(
    Entry(
        code="IDN021",
        name="merged-number",
        severity=Severity.NOTE,
        fields=("number",),
        cause=_("Rows have the number of a customer that was merged into another one."),
        message=_("“{value}” was merged into {customer}, which is updated."),
        hint=_("Use the number of the remaining customer."),
        doc="The number of a customer that was merged away is remembered.",
    )
)

MERGED_NUMBER_SKIPPED = enter(
    Entry(
        code="IDN022",
        name="merged-number-skipped",
        severity=Severity.WARNING,
        fields=("number",),
        cause=_("Rows have the number of a customer that was merged into one that is in the import too."),
        message=_("“{value}” was merged into {customer}, which stands in {first_place}. "
                  "This row was skipped."),
        hint=_("Remove the row of the customer that was merged."),
        doc="The remaining customer's own row says what it should be.",
        fixed=True,
    )
)  # fmt: skip

CREATED_AGAIN = enter(
    Entry(
        code="IDN023",
        name="deleted-customer-created-again",
        severity=Severity.NOTE,
        cause=_("Customers that were deleted are created again."),
        message=_("This customer was deleted from Muster; the row creates it again."),
        hint=_("Remove the row if the customer should stay deleted."),
        doc="An import brings in what its file says. A deletion in between is not remembered as a wish.",
    )
)

SAME_CUSTOMER = enter(
    Entry(
        code="DUP005",
        name="same-stored-customer",
        severity=Severity.ERROR,
        cause=_("Several rows come to the same stored customer."),
        message=_("This row means customer {customer}, as {first_place} does."),
        hint=_("Keep one of the rows, or give each its own customer number."),
        doc="Two rows may come to one customer by different ways: one by its number, one by its e-mail address. The "
        "later one is refused, also if the first one has an error.",
        fixed=True,
    )
)

COUNTRY_BLANK = enter(
    Entry(
        code="UPD001",
        name="country-blank-on-update",
        severity=Severity.ERROR,
        fields=("country",),
        cause=_("The country of a stored customer is blank."),
        message=_("The country of customer {customer} must not be blank."),
        hint=_("Fill in the country, or leave out the column, or keep what is stored where a cell is blank."),
        doc="A customer who has a country keeps one: the country says how numbers and post codes are read.",
        fixed=True,
    )
)

NOBODY_LEFT = enter(
    Entry(
        code="UPD002",
        name="no-name-left",
        severity=Severity.ERROR,
        cause=_("A stored customer would be left without any name."),
        message=_("Customer {customer} would be left without company name, last name and first name."),
        hint=_("Fill in a name; #CLEAR in the cells deletes the names all the same."),
        doc="A row whose names are blank by accident would make a customer nobody can find.",
        fixed=True,
    )
)

BECOMES_COMPANY = enter(
    Entry(
        code="UPD003",
        name="person-becomes-company",
        severity=Severity.NOTE,
        fields=("company",),
        cause=_("Persons become companies, because a company name is filled in."),
        message=_("Customer {customer} becomes a company; the names stay as its contact person."),
        hint=_("Check that the customer is a company."),
        doc="companyName tells a company from a person.",
    )
)

BECOMES_PERSON = enter(
    Entry(
        code="UPD004",
        name="company-becomes-person",
        severity=Severity.WARNING,
        fields=("company",),
        cause=_("Companies become persons, because their company name is blank."),
        message=_("Customer {customer} loses its company name and becomes a person."),
        hint=_("Fill in the company name, or leave out the column."),
        doc="A blank companyName makes a person of a company.",
    )
)
