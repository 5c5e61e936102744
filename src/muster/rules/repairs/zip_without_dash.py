import polars as pl

from muster.catalogue import repair
from muster.i18n import _


@repair(
    code="ZIP012",
    fields=["zip"],
    verdict="dash",
    cause=_("A post code lacks the dash of its country."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Write the post code with its dash."),
    bad=[{"zip": "1000205", "country": "PT"}, {"zip": "1000 205", "country": "PT"}, {"zip": "00950", "country": "PL"}],
    good=[{"zip": "1000-205", "country": "PT"}, {"zip": "00-950", "country": "PL"}, {"zip": "1000", "country": "PT"}],
)
def zip_without_dash(stored: pl.Expr) -> pl.Expr:
    """Portugal, Poland and some other countries write a dash in every post code, and programs drop it.

    Proof: with the dash, and not without, it has the form of its country.
    """
    return stored
