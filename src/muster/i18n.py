"""Sources are plain English; every other language is a complete catalogue. Texts are translated where they are shown.

Whole sentences with named placeholders, never concatenation. `_` and `_n` only mark texts; `Translator` puts them into
the reader's language. Babel is loaded where a number or a date is first written: it takes 50 ms.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import Final

DOMAIN = "muster"

SPOKEN: Final = ("en", "nl", "fr", "de", "it", "es", "pt")
"""The languages Muster speaks."""

_LOCALES: Final = {"en": "en_GB", "pt": "pt_PT"}
"""Numbers and dates as Europe writes them; bare `en` and `pt` would be those of the United States and Brazil."""

_GROUPED_FROM_FIVE: Final = ("es", "pt")
"""Here 1234 stands without a separator, 12 345 with one (CLDR: minimumGroupingDigits 2)."""


def _(text: str) -> str:
    """Mark `text` for translation and return it as it is."""
    return text


def _n(one: str, many: str) -> tuple[str, str]:
    """Mark a text that depends on `{count}`: `translator.plural(*_n("{count} row", "{count} rows"), 3)`."""
    return one, many


def pick_language(option: str | None, environ: Mapping[str, str]) -> str:
    """The language to speak: the option, else MUSTER_LANG, else what POSIX says, else English.

    An option that names none of SPOKEN raises ValueError; a variable that does is passed over, as gettext does.
    """
    if option:
        spoken = _spoken(option)
        if spoken is None:
            raise ValueError(f"{option!r} is not a language Muster speaks: {', '.join(SPOKEN)}")
        return spoken
    for variable in ("MUSTER_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wanted in environ.get(variable, "").split(":"):
            spoken = _spoken(wanted)
            if spoken is not None:
                return spoken
    return "en"


class Translator:
    """Speaks one language. An unknown language, or a text without translation, is English."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = _LOCALES.get(language, language) if language in SPOKEN else "en_GB"
        self._catalogue = _catalogue(language)

    def text(self, text: str, /, **params: object) -> str:
        """`text` in the reader's language, its named placeholders filled."""
        translated = self._catalogue.gettext(text) if text else ""
        return translated.format_map(params) if params else translated

    def plural(self, one: str, many: str, count: int, /, **params: object) -> str:
        """`one` or `many` by `count`, which is written as this language writes numbers where `{count}` stands."""
        return self._catalogue.ngettext(one, many, count).format_map({"count": self.number(count), **params})

    def number(self, value: float) -> str:
        """1234567 as 1,234,567 or 1.234.567 or 1 234 567."""
        plain_below = 10_000 if self.language in _GROUPED_FROM_FIVE else 1000
        if isinstance(value, int) and abs(value) < plain_below:
            return str(value)
        from babel.numbers import format_decimal  # noqa: PLC0415

        return format_decimal(value, locale=self.locale)

    def percent(self, share: float) -> str:
        """0.314 as 31% or 31 %; below one per cent with one digit more."""
        from babel.numbers import format_percent  # noqa: PLC0415

        digits = "0.0" if 0 < share < 0.01 else "0"
        pattern = format_percent(0, locale=self.locale).replace("0", digits)
        return format_percent(share, format=pattern, locale=self.locale)

    def listing(self, parts: Sequence[str]) -> str:
        """["a", "b", "c"] as "a, b and c"."""
        from babel.lists import format_list  # noqa: PLC0415

        return format_list(list(parts), locale=self.locale) if parts else ""

    def date(self, moment: datetime, zone: tzinfo | None = None) -> str:
        """The day, as 22 November 2026. `zone` is where the reader is; without it the moment's own."""
        from babel.dates import format_date  # noqa: PLC0415

        return format_date(_local(moment, zone), format="long", locale=self.locale)

    def moment(self, moment: datetime, zone: tzinfo | None = None) -> str:
        """Day and time to the minute, as 22 November 2026, 14:05."""
        from babel.dates import format_date, format_time  # noqa: PLC0415

        local = _local(moment, zone)
        day = format_date(local, format="long", locale=self.locale)
        return f"{day}, {format_time(local, format='short', locale=self.locale)}"

    def duration(self, length: timedelta) -> str:
        """42 s, 3 min 5 s, 1 h 4 min: symbols of the SI, the same in all languages."""
        seconds = round(length.total_seconds())
        if seconds < 1:
            return "< 1 s"
        if seconds < 60:
            return f"{seconds} s"
        if seconds < 3600:
            return f"{seconds // 60} min {seconds % 60} s" if seconds % 60 else f"{seconds // 60} min"
        minutes = round(seconds / 60)
        return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def _spoken(wanted: str) -> str | None:
    """nl_BE.UTF-8, nl-be, NL → nl; None for C, POSIX and languages that Muster does not speak."""
    letters = wanted.strip().lower().partition(".")[0].partition("@")[0].replace("-", "_").partition("_")[0]
    return letters if letters in SPOKEN else None


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment.astimezone(zone) if zone is not None else moment


@cache
def _catalogue(language: str) -> NullTranslations:
    compiled = resources.files("muster").joinpath("locale", language, "LC_MESSAGES", f"{DOMAIN}.mo")
    if not compiled.is_file():
        return NullTranslations()
    with compiled.open("rb") as file:
        return GNUTranslations(file)
