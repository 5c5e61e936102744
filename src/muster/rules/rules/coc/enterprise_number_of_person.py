import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="COC006",
    severity=Severity.NOTE,
    fields=["coc"],
    silenced_by=["company"],
    cause=_("A row without a company name has an enterprise number."),
    message=_("“{value}” is an enterprise number, but the row has no company name."),
    hint=_("Fill in the company name if the customer is a company."),
    bad=[
        {"coc": "0428.759.497", "country": "BE"},
        {"coc": "54362315K", "country": "ES"},
        {"coc": "RCCMNL83S18D969H", "country": "IT"},
        {"coc": "12345678", "country": "NL"},
    ],
    good=[{"coc": "0428.759.497", "country": "BE", "company": "Acme BV"}, {"coc": "0123.456.789", "country": "BE"}],
)
def enterprise_number_of_person(verdict: pl.Expr) -> pl.Expr:
    """A customer without a company name is a person, and persons have no enterprise number.

    The number is imported. A Spanish NIF and an Italian codice fiscale are known as numbers of persons.
    """
    return verdict == "person"
