"""Sources are plain English; every other language is a complete catalogue. Texts are translated where they are shown.

Whole sentences with named placeholders, never concatenation. `_` only marks a text; `Translator` puts it into the
reader's language.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources

DOMAIN = "muster"


def _(text: str) -> str:
    """Mark `text` for translation and return it as it is."""
    return text


class Translator:
    """Speaks one language. An unknown language, or a text without translation, is English."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def text(self, text: str, **params: object) -> str:
        """`text` in the reader's language, its named placeholders filled."""
        translated = self._catalogue.gettext(text) if text else ""
        return translated.format_map(params) if params else translated

    def plural(self, one: str, many: str, count: int, **params: object) -> str:
        """`one` or `many` by `count`, which is written as this language writes numbers where `{count}` stands."""
        return self._catalogue.ngettext(one, many, count).format_map({"count": self.number(count), **params})

    def number(self, value: float) -> str:
        """1234567 as 1,234,567 or 1.234.567 or 1 234 567."""
        from babel.numbers import format_decimal  # noqa: PLC0415  babel takes 50 ms to load

        return format_decimal(value, locale=self.language)


@cache
def _catalogue(language: str) -> NullTranslations:
    compiled = resources.files("muster").joinpath("locale", language, "LC_MESSAGES", f"{DOMAIN}.mo")
    if not compiled.is_file():
        return NullTranslations()
    with compiled.open("rb") as file:
        return GNUTranslations(file)
