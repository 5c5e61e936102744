"""Labels compared: when two headers are the same header."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from muster.mapping.machine import MACHINE_LABELS

_SIGNS: Final = str.maketrans({"°": "o", "#": "no", "№": "no", "Ø": "o", "ø": "o", "ł": "l", "Ł": "l"})
_ASIDE: Final = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*")


def normalised(label: str) -> str:
    """`label` with everything gone that does not matter: case, accents, spaces, punctuation, a byte order mark.

    Letters and digits of any script stay. A number sign reads as "no": "N° client" is "No. client".
    """
    plain = unicodedata.normalize("NFKD", label.translate(_SIGNS)).casefold()
    return "".join(character for character in plain if character.isalnum())


def without_asides(label: str) -> str:
    """`label` without what stands in brackets: "E-mail (required)" is "E-mail"."""
    return _ASIDE.sub(" ", label).strip()


def letter(column: int) -> str:
    """The spreadsheet's letter of a 0-based column: A, B, …, Z, AA."""
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def shape_key(labels: Iterable[str]) -> str:
    """The same for files of the same shape, whatever the order and spelling of their headers.

    Columns that a correction file adds do not count, so that a saved mapping fits it too.
    """
    keys = [normalised(label) for label in labels]
    named = sorted({key for key in keys if key} - MACHINE_LABELS.keys())
    text = "\n".join(named) if named else f"{len(keys)} columns without headers"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
