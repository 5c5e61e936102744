"""Languages: the truth is CLDR's names in the seven languages, and ISO 639.

Verdicts: `ok`; `unknown`: no language that anybody knows; `other`: a real language that customers cannot have;
`dropped`: either of these in a pull, where it counts as blank.
"""

import re
import unicodedata
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Final

import polars as pl

from muster.model.fields import LANGUAGES
from muster.rules import letters
from muster.rules.blanks import is_blank_word
from muster.rules.context import PULLED
from muster.rules.reading.distinct import REMEMBERED, Answer, ask, known

SPOKEN: Final = {
    "N": "nl", "F": "fr", "D": "de",  # as Belgian programs write them
    "Ned": "nl", "Ndl": "nl", "Nederlandstalig": "nl", "Néerlandophone": "nl", "Hollands": "nl", "Holländisch": "nl",
    "Vlaams": "nl", "Flemish": "nl", "Flamand": "nl", "Flämisch": "nl", "Fiammingo": "nl", "Flamenco": "nl",
    "Franstalig": "fr", "Francophone": "fr", "Duitstalig": "de", "Germanophone": "de", "Engelstalig": "en",
    "Anglophone": "en", "Anglais": "en", "Castellano": "es", "Castilian": "es", "Spaans": "es", "Brasileiro": "pt",
    "Swiss German": "de", "Schweizerdeutsch": "de",
}  # fmt: skip
"""Words for the seven that CLDR does not have."""


CODE: Final = r"^([a-z]{2})(?:[-_][a-z]{2})?$"
NEAR: Final = 80
"""A name at least this alike (of 100) is suggested."""


def plain(value: pl.Expr) -> pl.Expr:
    """One of the seven, in lower case."""
    return reduce(or_, (value == language for language in LANGUAGES))


def quick(cells: pl.DataFrame) -> pl.DataFrame:
    """Codes with or without a country by expression, names once per distinct one."""
    value = pl.col("value")
    code = value.str.to_lowercase().str.extract(CODE)
    is_sound = value.str.contains("^[A-Za-z_-]+$")
    cells = cells.select("value", code=pl.when(is_sound & code.is_in(LANGUAGES)).then(code))
    is_name = pl.col("code").is_null() & value.str.contains(letters.NAME) & ~is_blank_word(value)
    names = cells.select(pl.when(is_name).then("value")).to_series()
    return cells.select(stored=pl.coalesce("code", known(names, _spoken)))


def read(cells: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:  # noqa: ARG001  nothing here repairs
    """Codes with or without a country by expression, every other distinct text by its name."""
    code = pl.col("value").str.to_lowercase().str.extract(CODE)
    cells = cells.with_columns(stored=pl.when(code.is_in(LANGUAGES)).then(code))
    return ask(cells, _judge, "value", "source")


def _judge(value: str, source: str) -> Answer:
    code = _known_as(value)
    if code in LANGUAGES:
        return Answer(code, "ok")
    if source in PULLED:
        return Answer(None, "dropped")
    return Answer(None, "other") if code else Answer(None, "unknown", _nearest(value))


def _spoken(value: str) -> str | None:
    """The one of the seven that `value` says."""
    code = _known_as(value)
    return code if code in LANGUAGES else None


@lru_cache(maxsize=REMEMBERED)
def _known_as(value: str) -> str | None:
    """The ISO 639 code of what `value` says, also where customers cannot have that language."""
    bare = re.sub(r"\(.*\)", " ", value)
    spellings = (value, bare, re.split(r"[-_/]", bare, maxsplit=1)[0])
    return next(filter(None, (_codes().get(_folded(each)) for each in spellings)), None)


@cache
def _codes() -> dict[str, str]:
    """Codes and names, folded → ISO 639-1 code, or ISO 639-3 where there is no shorter one."""
    from babel import Locale  # noqa: PLC0415  names are loaded only where a code does not settle it
    from babel.core import get_global  # noqa: PLC0415

    codes: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).languages.items():
            base = code.partition("_")[0]
            if base not in {"und", "mul", "zxx", "mis"}:
                codes.setdefault(_folded(name), base)
                codes.setdefault(_folded(base), base)
    aliases = {code: base for code, base in get_global("language_aliases").items() if "_" not in base}
    return aliases | codes | {_folded(name): code for name, code in SPOKEN.items()}


def _nearest(value: str) -> str | None:
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    folded = _folded(value)
    if len(folded) < 4 or len(folded) > 40:
        return None
    names = {name: code for name, code in _codes().items() if code in LANGUAGES and len(name) > 3}
    found = process.extractOne(folded, names.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return names[found[0]] if found else None


def _folded(text: str) -> str:
    """Without case, accents and punctuation."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(re.findall(r"\w+", bare.casefold()))
