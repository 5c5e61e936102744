import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _
from muster.model.fields import NAMES

NAMED = r"^#[\p{Lu}¡¿][\p{Lu}0-9_/¡¿]*[!?]$"
NOT_AVAILABLE = r"^#(?:N/[ADB]|NV|N/DISP|GETTING_DATA)$"
TOO_NARROW = r"^#{2,}$"
LIBRE_OFFICE = r"^(?:Err|Fehler|Fout|Erreur|Errore|Erro):\d{3}$"


@rule(
    code="TXT003",
    severity=Severity.ERROR,
    fields=NAMES,
    step=Step.TEXT,
    cause=_("A cell holds a spreadsheet's error message."),
    message=_("“{value}” is a spreadsheet's error message, not a value."),
    hint=_("Mend the formula in the spreadsheet, or widen the column, and export again."),
    bad=[
        {"city": "#REF!"},
        {"zip": "#N/A"},
        {"lastname": "#VALUE!"},
        {"coc": "#NAAM?"},
        {"email": "########"},
        {"city": "#DIV/0!"},
        {"country": "#NV"},
    ],
    good=[{"company": "#1 Fietsen"}, {"lastname": "N/A"}, {"address": "Box #12"}],
)
def error_cell(value: pl.Expr) -> pl.Expr:
    """The formula behind the cell failed, so the value is not in the file.

    Error messages of Excel and LibreOffice are known in the seven languages.
    """
    return value.str.contains(f"{NAMED}|{NOT_AVAILABLE}|{TOO_NARROW}|{LIBRE_OFFICE}")
