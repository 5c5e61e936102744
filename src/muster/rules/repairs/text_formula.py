import polars as pl

from muster.catalogue import repair
from muster.i18n import _
from muster.model.fields import NAMES


@repair(
    code="TXT011",
    fields=NAMES,
    cause=_("A text was wrapped in a formula to protect it from the spreadsheet."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Write the text alone; in a column formatted as text it stays as it is."),
    bad=[{"number": '="00123"'}, {"zip": '="01000"', "country": "FR"}, {"lastname": '="O""Neill"'}],
    good=[{"number": "00123"}, {"company": "=A1"}, {"company": '="A"&"B"'}],
)
def text_formula(value: pl.Expr) -> pl.Expr:
    """Programs write ="00123" so that a spreadsheet keeps the zeros; the value is what stands between the quotes."""
    content = value.str.extract(r'^="((?:[^"]|"")*)"$').str.replace_all('""', '"', literal=True)
    return pl.coalesce(content, value)
