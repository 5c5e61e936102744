import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="CTR001",
    severity=Severity.ERROR,
    fields=["country"],
    fixed=True,
    cause=_("A country is not known."),
    message=_("“{value}” is not a country."),
    hint=_("Write the country's two letters, such as BE, or its name."),
    bad=["XX", "Belgiqe", "B", "Antwerpen", "1000"],
    good=["BE", "be", "BEL", "Belgie", "België/Belgique", "UK", "EL", "Holland", "Deutschland", "U.S.A."],
)
def unknown_country(verdict: pl.Expr) -> pl.Expr:
    """Telephone numbers, enterprise numbers and post codes are read by their country.

    ISO 3166-1 codes of two and three letters are read, names in the seven languages and common other names.
    """
    return verdict == "unknown"
