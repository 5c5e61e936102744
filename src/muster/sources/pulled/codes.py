"""What is to be said of any pull: why it could not fetch, accounts that cannot be read, what is here but not there."""

from typing import Final

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _

NO_CODE: Final = enter(
    Entry(
        code="ACC101",
        name="fetched-account-without-code",
        severity=Severity.ERROR,
        fields=("number",),
        cause=_("A fetched account has no code."),
        message=_("The account “{value}” has no code, so it has no customer number."),
        hint=_("Give the account a code in the other program and pull again."),
        doc="The code of an account is its customer number: by that it is recognised at the next pull.",
        fixed=True,
    )
).code

NOT_THERE: Final = enter(
    Entry(
        code="ACC102",
        name="customer-not-there",
        severity=Severity.NOTE,
        fields=("number",),
        cause=_("Customers are here, but not among the customers of the other program."),
        message=_("Customer “{value}” is not among the customers of the other program."),
        hint=_("Check whether the customer was closed there or never was there; delete it here if it is gone."),
        doc=(
            "A pull never deletes a customer. After a pull of all accounts the numbers on both sides are compared; "
            "closed accounts count as not there."
        ),
    )
).code

NEARLY_THERE: Final = enter(
    Entry(
        code="ACC103",
        name="number-spelt-otherwise-there",
        severity=Severity.NOTE,
        fields=("number",),
        cause=_("Customer numbers are spelt otherwise in the other program: zeros, case or punctuation differ."),
        message=_("Customer “{value}” is spelt “{there}” in the other program."),
        hint=_("Write the number in the same way on both sides."),
        doc="Numbers that differ only by leading zeros, by case or by punctuation usually mean the same customer.",
    )
).code

CHANGES_ONLY: Final = enter(
    Entry(
        code="ACC104",
        name="only-changes-fetched",
        severity=Severity.NOTE,
        cause=_("Only the accounts that were changed since the last pull were fetched."),
        message=_("Only the accounts that were changed since the last pull were fetched, so nothing is said of "
                  "customers that are not there."),
        hint=_("Pull everything to compare the customers on both sides."),
        option="muster pull … --all",
        doc="Which customers are missing there can only be said when all accounts were fetched.",
    )
).code  # fmt: skip

INCOMPLETE: Final = enter(
    Entry(
        code="ACC105",
        name="fewer-accounts-than-announced",
        severity=Severity.WARNING,
        cause=_("Fewer accounts came than the other program says it has."),
        message=_("{fetched} accounts came, but the other program says it has {announced}."),
        hint=_("Pull everything again; if the number stays different, ask the support of the other program."),
        option="muster pull … --all",
        doc=(
            "Accounts may be closed or made while they are being fetched, so a small difference is no fault. Customers "
            "that are not there are not listed then."
        ),
    )
).code

SILENT: Final = enter(
    Entry(
        code="ACC106",
        name="pull-unanswered",
        severity=Severity.ERROR,
        cause=_("The other program did not answer properly."),
        message=_("{service} did not answer properly (attempts: {count}). Nothing was written; the next pull goes on "
                  "where this one stopped."),
        hint=_("Pull again later; if it stays so, ask the support of the other program."),
        doc="No answer came, or only errors, or answers that broke off, however often the same thing was asked.",
        fixed=True,
    )
)  # fmt: skip

EXHAUSTED: Final = enter(
    Entry(
        code="ACC107",
        name="requests-used-up",
        severity=Severity.ERROR,
        cause=_("The requests that the other program allows are used up."),
        message=_("The requests that {service} allows are used up until {until}. Nothing was written; the next pull goes "
                  "on where this one stopped."),
        hint=_("Pull again after that time."),
        doc="Programs limit how often they may be asked in a minute and a day. A short limit is waited for.",
        fixed=True,
    )
)  # fmt: skip

REFUSED: Final = enter(
    Entry(
        code="ACC108",
        name="access-refused",
        severity=Severity.ERROR,
        cause=_("The other program refused the access."),
        message=_("{service} refused the access (status {status}). Nothing was written."),
        hint=_("Connect again with a key that may read the accounts."),
        doc="The key was withdrawn, or it may not see the accounts.",
        fixed=True,
    )
)

NOT_THERE_AT_ALL: Final = enter(
    Entry(
        code="ACC109",
        name="nothing-there",
        severity=Severity.ERROR,
        cause=_("The other program has nothing where the accounts should be."),
        message=_("{service} has nothing at {path}. Nothing was written."),
        hint=_("Check the connection, or make it anew."),
        option="muster connect …",
        doc="The site or the division that the connection names is gone, or the key belongs to another one.",
        fixed=True,
    )
)

MISUNDERSTOOD: Final = enter(
    Entry(
        code="ACC110",
        name="answer-not-understood",
        severity=Severity.ERROR,
        cause=_("The other program gave an answer that cannot be used."),
        message=_("{service} gave an answer that cannot be used (status {status}). Nothing was written."),
        hint=_("Pull again later; if it stays so, Muster and the other program may have to be brought up to date."),
        doc="The answer has another form than documented, or points to another host, to which no key is shown.",
        fixed=True,
    )
)
