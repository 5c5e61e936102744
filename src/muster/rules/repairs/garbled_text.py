from functools import lru_cache

import polars as pl

from muster.catalogue import repair
from muster.i18n import _
from muster.model.fields import NAMES

WRONG_READINGS = {"sloppy-windows-1252": "", "latin-1": "", "mac_roman": "√¬≈‚", "cp850": "├┬┼", "cp437": "├┬┼"}
"""Encodings in which UTF-8 is read by mistake, and signs of it.

The first is ftfy's: Windows-1252 with its five holes filled. In both of the first, a letter that begins a garbled pair
is followed by what is no letter; the others would turn good words into others, so that one of their signs must be there.
"""

SECOND_BYTES = r"[\u{80}-\u{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ√≈├┬┼]"
"""What is garbled in the first two has a sign of the upper half of Latin-1 or of Windows-1252; in the others, one of theirs."""

ENOUGH_ROUNDS = 3
REMEMBERED = 10_000


@repair(
    code="TXT010",
    fields=NAMES,
    cause=_("Garbled letters were turned back."),
    message=_("“{value}” was read as “{after}”."),
    hint=_("Save the file as “CSV UTF-8” next time."),
    bad=[
        {"lastname": "FranÃ§ois"},
        {"city": "LiÃ¨ge"},
        {"lastname": "MÃ¼ller"},
        {"firstname": "JosÃƒÂ©"},
        {"city": "Li√®ge"},
    ],
    good=[{"lastname": "François"}, {"city": "SÃO PAULO"}, {"lastname": "FranÃ§ois Çelik"}],
)
def garbled_text(value: pl.Expr, written: pl.Expr) -> pl.Expr:
    """UTF-8 that was read as Windows-1252 or another old encoding, once or several times over.

    The text is turned back only if every character of it takes part: that does not happen by chance.
    """
    return pl.coalesce(written.map_batches(_turned_back, return_dtype=pl.String), value)


def _turned_back(texts: pl.Series) -> pl.Series:
    """The text that was meant, where there is proof; else null."""
    maybe = texts.filter(texts.str.contains(SECOND_BYTES)).unique()
    meant = {text: right for text in maybe if (right := _meant(text))}
    if not meant:
        return pl.Series(texts.name, [None], dtype=pl.String).new_from_index(0, texts.len())
    return texts.replace_strict(meant, default=None, return_dtype=pl.String)


@lru_cache(maxsize=REMEMBERED)
def _meant(text: str) -> str | None:
    import ftfy.bad_codecs  # noqa: F401, PLC0415  teaches Python the sloppy encodings; loaded only where needed

    meant = text
    for _round in range(ENOUGH_ROUNDS):
        right = next(filter(None, (_reversed(meant, *reading) for reading in WRONG_READINGS.items())), None)
        if right is None:
            break
        meant = right
    return meant if meant != text else None


def _reversed(text: str, encoding: str, signs: str) -> str | None:
    if signs and not set(signs) & set(text):
        return None
    try:
        right = text.encode(encoding).decode("utf-8")
    except UnicodeError:
        return None
    return right if right != text and right.isprintable() else None
