import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _

MONTHS = {
    1: "jan janv gen ene january januari janvier januar gennaio enero janeiro",
    2: "feb févr fevr fev february februari février februar febbraio febrero fevereiro",
    3: "mar mrt mars mär mrz march maart märz marzo março",
    4: "apr avr abr april avril aprile abril",
    5: "may mei mai mag maggio mayo maio",
    6: "jun juin giu june juni giugno junio junho",
    7: "jul juil lug july juli juillet luglio julio julho",
    8: "aug août aout ago august augustus agosto",
    9: "sep sept set september septembre settembre septiembre setembro",
    10: "oct okt ott out october oktober octobre ottobre octubre outubro",
    11: "nov november novembre noviembre novembro",
    12: "dec déc dez dic december décembre dezember dicembre diciembre dezembro",
}
NUMBER_OF = {name: str(number) for number, names in MONTHS.items() for name in names.split()}
MONTH = "|".join(sorted(NUMBER_OF, key=len, reverse=True))
IN_GERMAN = r"\.\s(?:jan|feb|mrz|apr|jun|jul|aug|sep|okt|nov|dez)"
"""As a German spreadsheet writes the day 3-10: 03. Okt. The months of streets are written in full: Straße des 17. Juni."""

DAY_AND_MONTH = rf"(?i)^((?s:.*)\s|)([0-3]?\d)(?:[-/.]|\.\s)({MONTH})\.?$"
MONTH_AND_DAY = rf"(?i)^((?s:.*)\s|)({MONTH})\.?[-/.](\d{{1,2}})$"
DATE = (
    rf"(?:^|\s)(?:[0-3]?[0-9][-/.](?:{MONTH})\.?|[0-3][0-9]{IN_GERMAN}|(?:{MONTH})\.?[-/.][0-9]{{1,2}}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: 00:00:00)?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2})$"
)
"""At the end of an address in lower case."""


def _number_meant(value: pl.Expr) -> pl.Expr:
    day = value.str.extract_groups(DAY_AND_MONTH).struct
    month = value.str.extract_groups(MONTH_AND_DAY).struct
    return pl.coalesce(
        pl.concat_str(day.field("1"), _bare(day.field("2")), pl.lit("-"), _number(day.field("3"))),
        pl.concat_str(month.field("1"), _number(month.field("2")), pl.lit("-"), _bare(month.field("3"))),
    )


def _bare(day: pl.Expr) -> pl.Expr:
    """Without the zero that the spreadsheet put before it."""
    return day.str.replace("^0", "")


def _number(month: pl.Expr) -> pl.Expr:
    return month.str.to_lowercase().replace_strict(NUMBER_OF, default=None, return_dtype=pl.String())


@rule(
    code="ADR001",
    severity=Severity.WARNING,
    fields=["address"],
    suggestion=_number_meant,
    cause=_("A house number has become a date."),
    message=_("“{value}” ends in a date."),
    hint=_("Write the house number again, in a column formatted as text."),
    bad=[
        "3-okt",
        "Kerkstraat 3-okt",
        "Rue Haute 10/mars",
        "Hauptstr. Okt-12",
        "Kerkstraat 2024-10-03",
        "Kerkstraat 3/10/2024",
        "Hauptstr. 03. Okt",
    ],
    good=[
        "Kerkstraat 3-10",
        "Place du 11 Novembre 4",
        "Rue du 8 mai",
        "Augustusplein 3",
        "Kerkstraat 12/3",
        "Straße des 17. Juni",
    ],
)
def date_in_address(value: pl.Expr) -> pl.Expr:
    """A spreadsheet takes a house number such as 3-10 for a day in October and writes 3-okt.

    Only the end of the address is looked at; streets named after a day are left alone.
    """
    return value.str.to_lowercase().str.contains(DATE)
