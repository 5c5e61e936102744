"""Another spelling of the same value: silent, for files, hand edits, the API and pulls alike.

Unicode NFC; every kind of space is a space and a run of them is one (not in customerNumber); line breaks stay in an
address and are a space elsewhere; zero-width and control characters go, except joiners between letters or emoji.
"""

from typing import Final

import polars as pl

CLEAN_ASCII: Final = r"^[!-~]+(?: [!-~]+)*$"
"""Where this matches, `clean` changes nothing."""

SPECIAL_FIELDS: Final = ("number", "address")
"""Fields whose spaces mean something: runs of them, and line breaks. All others are cleaned alike."""

LINE_BREAK: Final = r"\r\n|[\n\r\x0b\x0c\u{85}\u{2028}\u{2029}]"

CONTROL: Final = r"[\x00-\x08\x0e-\x1f\x7f\u{80}-\u{84}\u{86}-\u{9f}]"
"""Control characters that are not white space."""

INVISIBLE: Final = (
    r"[\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180e}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}"
    r"\u{2060}-\u{2064}\u{2066}-\u{206f}\u{3164}\u{feff}\u{ffa0}\u{fff9}-\u{fffb}\u{fdd0}-\u{fdef}]"
)
"""Zero-width characters, marks of direction and non-characters: no name or address needs them."""

JOINABLE: Final = r"[\p{L}\p{M}\p{Emoji_Presentation}\p{Extended_Pictographic}\u{fe0f}\u{1f3fb}-\u{1f3ff}]"
"""A joiner stays between two of these: Persian and Indic letters, emoji made of several."""

JOINERS: Final = ("\u200d", "\u200c")
AFTER, BETWEEN = "\ufdd0", "\ufdd1"
"""Non-characters that stand for a joiner behind something joinable, and for one between two, while others go."""


def clean(values: pl.Expr, field: str) -> pl.Expr:
    """The same values in their usual spelling; a blank one is null. `field` is a Field.name."""
    text = values.str.replace_all(f"{CONTROL}|{INVISIBLE}", "")
    text = text.map_batches(_without_stray_joiners, return_dtype=pl.String)
    if field == "number":
        text = text.str.replace_all(LINE_BREAK, " ").str.replace_all(r"\s", " ")
    elif field == "address":
        text = text.str.replace_all(LINE_BREAK, "\n").str.replace_all(r"[^\S\n]+", " ")
        text = text.str.replace_all(r" ?\n[ \n]*", "\n")
    else:
        text = text.str.replace_all(r"\s+", " ")
    text = text.str.normalize("NFC").str.strip_chars()
    return pl.when(text != "").then(text)


def _without_stray_joiners(texts: pl.Series) -> pl.Series:
    """Joiners are so rare that what is said of them is not even prepared where there is none."""
    if not texts.str.contains_any(list(JOINERS)).any():
        return texts
    text = pl.col(texts.name)
    for joiner in JOINERS:
        text = text.str.replace_all(f"({JOINABLE}){joiner}", f"${{1}}{AFTER}")
        text = text.str.replace_all(f"{AFTER}({JOINABLE})", f"{BETWEEN}${{1}}")
        text = text.str.replace_all(f"[{joiner}{AFTER}]", "").str.replace_all(BETWEEN, joiner, literal=True)
    return texts.to_frame().select(text).to_series()
