import polars as pl

from muster.catalogue import Severity, Step, rule
from muster.i18n import _
from muster.model.fields import NAMES

READ_AS_CP1252 = r"[ÂÃÄÅ][\u{80}-\u{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€"
READ_AS_MAC_OR_DOS = r"√[\u{a0}-\u{bf}†∂ß®©≤]|├[\u{a0}-\u{bf}®©]"


@rule(
    code="TXT005",
    severity=Severity.WARNING,
    fields=NAMES,
    step=Step.TEXT,
    cause=_("Letters look garbled."),
    message=_("“{value}” looks garbled."),
    hint=_("Correct the letters, or save the file again as “CSV UTF-8”."),
    bad=[{"lastname": "FranÃ§ois Çelik"}, {"city": "LiÃ¨ge é"}],
    good=[{"lastname": "François"}, {"city": "SÃO PAULO"}, {"lastname": "Ångström"}, {"lastname": "Łukasz"}],
)
def garbled_letters(value: pl.Expr) -> pl.Expr:
    """Letters such as é and ü become two signs when a file is read in another encoding than it was saved in.

    Where all of the text turns back exactly it is repaired; this is said of the rest.
    """
    return value.str.contains(f"{READ_AS_CP1252}|{READ_AS_MAC_OR_DOS}")
