"""What a row would change on its customer: one bit per field (fields.BIT), as an SQL expression.

`s` is the staged row, `c` the stored customer. Only fields that the row sets count; an e-mail address that differs only
by case is the same. The customer number is no field of these: an import never changes one.
"""

from typing import Final

from muster.model.fields import BIT, NAMES

PULLED: Final = frozenset({"exact-xml", "exact-online", "recurly"})
"""A stored company never becomes a person by a pull."""


def changed(source: str) -> str:
    """The expression for rows of `source` (Shape.source). Most rows of a file that comes again are equal as a whole."""
    fields = [name for name in NAMES if name != "number"]
    staged, stored = (", ".join(f"{table}.{_compared(name)}" for name in fields) for table in ("s", "c"))
    bits = " + ".join(f"CASE WHEN {_differs(name, source)} THEN {BIT[name]} ELSE 0 END" for name in fields)
    return f"CASE WHEN ({staged}) IS NOT DISTINCT FROM ({stored}) THEN 0 ELSE s.given & ({bits}) END"


def _differs(name: str, source: str) -> str:
    differs = f"s.{_compared(name)} IS DISTINCT FROM c.{_compared(name)}"
    return f"s.company IS NOT NULL AND {differs}" if name == "company" and source in PULLED else differs


def _compared(name: str) -> str:
    return "email_key" if name == "email" else name
