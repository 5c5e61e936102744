import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _
from muster.rules.reading.email import typos


def _meant(stored: pl.Expr) -> pl.Expr:
    name, domain = stored.str.extract("^(.*@)"), stored.str.extract("@(.*)$")
    return name + domain.replace_strict(typos(), default=domain)


@rule(
    code="EML005",
    severity=Severity.WARNING,
    fields=["email"],
    suggestion=_meant,
    cause=_("The domain of an e-mail address looks mistyped."),
    message=_("The domain of “{value}” looks mistyped."),
    hint=_("Check the part behind the @."),
    bad=["jan@gmial.com", "jan@hotmail.con", "jan@telnet.be", "jan@gmail.be", "Jan@OUTLOK.com"],
    good=["jan@gmail.com", "jan@mail.com", "jan@hotmail.be", "jan@example.com"],
)
def mistyped_provider(stored: pl.Expr) -> pl.Expr:
    """An address with a slip in a big provider's name is well-formed and still reaches nobody, or a stranger.

    Only the names of the largest providers are compared: one letter left out, doubled or swapped, and endings such as
    `.con`.
    """
    return stored.str.split("@").list.last().is_in(list(typos()))
