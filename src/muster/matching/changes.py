"""What a row would change on its customer: one bit per field (fields.BIT), as an SQL expression.

`s` is the staged row, `c` the stored customer. Only fields that the row sets count; an e-mail address that differs only
by case is the same. The customer number is no field of these: an import never changes one.
"""

from typing import Final

from muster.model.fields import BIT, NAMES

NAME_BITS: Final = BIT["lastname"] | BIT["firstname"] | BIT["company"]

PULLED: Final = frozenset({"exact-xml", "exact-online", "recurly"})
"""A stored company never becomes a person by a pull."""


def changed(source: str) -> str:
    """The expression for rows of `source` (Shape.source)."""
    return " + ".join(
        f"CASE WHEN s.given & {BIT[name]} <> 0 AND {_differs(name, source)} THEN {BIT[name]} ELSE 0 END"
        for name in NAMES
        if name != "number"
    )


def _differs(name: str, source: str) -> str:
    compared = "email_key" if name == "email" else name
    differs = f"s.{compared} IS DISTINCT FROM c.{compared}"
    return f"s.company IS NOT NULL AND {differs}" if name == "company" and source in PULLED else differs
