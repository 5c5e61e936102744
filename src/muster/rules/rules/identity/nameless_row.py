import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="IDN001",
    severity=Severity.ERROR,
    fields=(),
    fixed=True,
    silenced_by=("number", "email", "company", "lastname", "firstname"),
    cause=_("A row names nobody."),
    message=_(
        "This row has no customer number, no e-mail address, no company name, and no last name with a first name."
    ),
    hint=_("Fill in a customer number, an e-mail address, a company name, or a last name with a first name."),
    bad=[{"city": "Gent"}, {"lastname": "Peeters"}, {"firstname": "An", "mobile": "+32470123456"}],
    good=[
        {"number": "C-100"},
        {"email": "an@example.be"},
        {"company": "Bakkerij Peeters"},
        {"lastname": "Peeters", "firstname": "An"},
    ],
)
def nameless_row(number: pl.Expr, email: pl.Expr, company: pl.Expr, lastname: pl.Expr, firstname: pl.Expr) -> pl.Expr:
    """A customer whom nothing names cannot be found again, nor written to.

    At least one of customerNumber, email, companyName, or lastname together with firstname must be filled.
    """
    person = lastname.is_not_null() & firstname.is_not_null()
    return ~(number.is_not_null() | email.is_not_null() | company.is_not_null() | person)
