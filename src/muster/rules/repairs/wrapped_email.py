import polars as pl

from muster.catalogue import repair
from muster.i18n import _


@repair(
    code="EML010",
    fields=["email"],
    verdict="wrapped",
    cause=_("A name, “mailto:” or punctuation was taken off an e-mail address."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Write the address alone: name@example.com."),
    bad=[
        "Jan Peeters <jan@example.com>",
        "mailto:jan@example.com",
        "<jan@example.com>",
        "jan@example.com;",
        "'jan@example.com'",
    ],
    good=["jan@example.com", "jan@example.com (privé)"],
)
def wrapped_email(stored: pl.Expr) -> pl.Expr:
    """Addresses copied from a mail program come with the person's name or a link around them.

    The address must be the only one in the cell, and what stands around it a display name, `mailto:` or punctuation.
    """
    return stored
