"""Texts, numbers and moments in templates, in the reader's language: the same catalogue as everything else Muster says.

`{% t "Delete {name}?" name=customer.name %}`, `{% tn "{count} row" "{count} rows" rows %}`, `{% number rows %}`.
Values are escaped; a value that is safe HTML already (a link) stays as it is.
"""

from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django import template
from django.template.context import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from muster.apply.provenance import Event, Origin
from muster.customers import words as past
from muster.i18n import Translator, _
from muster.model.fields import BY_NAME
from muster.report import words

register = template.Library()

UNITS = (_("{size} bytes"), _("{size} kB"), _("{size} MB"), _("{size} GB"))


@register.simple_tag(takes_context=True)
def t(context: Context, text: str, /, **params: Any) -> SafeString:
    """`text` in the reader's language."""
    return _safe(_translator(context).text(text), params)


@register.simple_tag(takes_context=True)
def tn(context: Context, one: str, many: str, count: int, /, **params: Any) -> SafeString:
    """`one` or `many` by `count`, which is written where `{count}` stands."""
    speaker = _translator(context)
    return _safe(speaker.plural(one, many, count, **{name: f"{{{name}}}" for name in params}), params)


@register.simple_tag(takes_context=True)
def number(context: Context, value: float | None) -> str:
    """1234567 as this language writes it; nothing for None."""
    return "" if value is None else _translator(context).number(value)


@register.simple_tag(takes_context=True)
def percent(context: Context, share: float) -> str:
    """0.31 as 31 %."""
    return _translator(context).percent(share)


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None) -> str:
    """Day and time in the environment's zone; nothing for None."""
    return "" if at is None else _translator(context).moment(at, _zone(context))


@register.simple_tag(takes_context=True)
def day(context: Context, at: datetime | None) -> str:
    """The day in the environment's zone; nothing for None."""
    return "" if at is None else _translator(context).date(at, _zone(context))


@register.simple_tag(takes_context=True)
def duration(context: Context, length: timedelta) -> str:
    """42 s, 3 min 5 s."""
    return _translator(context).duration(length)


@register.simple_tag(takes_context=True)
def size(context: Context, count: int) -> str:
    """1234567 bytes as 1.2 MB."""
    speaker, shown, unit = _translator(context), float(count), 0
    while shown >= 1000 and unit < len(UNITS) - 1:
        shown, unit = shown / 1000, unit + 1
    rounded = round(shown) if shown >= 10 or unit == 0 else round(shown, 1)
    return speaker.text(UNITS[unit], size=speaker.number(rounded))


@register.simple_tag(takes_context=True)
def field_label(context: Context, name: str) -> str:
    """What this language calls a field (Field.name)."""
    label = _translator(context).text(BY_NAME[name].label)
    return label[:1].upper() + label[1:]


@register.simple_tag(takes_context=True)
def severity_name(context: Context, severity: str | None) -> str:
    """What people call a severity; None is off."""
    speaker = _translator(context)
    return speaker.text(_("off")) if severity is None else words.severity_name(severity, speaker)


@register.simple_tag(takes_context=True)
def prose(context: Context, text: str) -> SafeString:
    """`text` in the reader's language; what stands between back-ticks there is code."""
    parts = _translator(context).text(text).split("`")
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if at % 2 else part,) for at, part in enumerate(parts))
    )


@register.simple_tag(takes_context=True)
def country(context: Context, code: str) -> str:
    """A country by its name in the reader's language; its code where it has none."""
    return str(_names(context).territories.get(code, code))


@register.simple_tag(takes_context=True)
def language(context: Context, code: str) -> str:
    """A language by its name in the reader's language."""
    name = str(_names(context).languages.get(code, code))
    return name[:1].upper() + name[1:]


@register.simple_tag(takes_context=True)
def source(context: Context, origin: Origin) -> str:
    """Where a customer's value came from."""
    return past.source(origin, _translator(context))


@register.simple_tag(takes_context=True)
def event(context: Context, befallen: Event) -> str:
    """What befell a customer."""
    return past.event(befallen, _translator(context))


@register.filter
def at(values: Any, key: Any) -> Any:
    """`values[key]`; None where it is not there."""
    try:
        return values[key]
    except (KeyError, IndexError, TypeError):
        return None


@register.filter
def in_fours(code: str) -> str:
    """ABCDEFGH as ABCD EFGH, as people type it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _names(context: Context) -> Locale:
    return Locale.parse(_translator(context).locale)


def _translator(context: Context) -> Translator:
    found = context.get("translator")
    return found if isinstance(found, Translator) else Translator("en")


def _zone(context: Context) -> tzinfo:
    environment = context.get("environment")
    return ZoneInfo(environment.zone if environment else "UTC")


def _safe(text: str, params: dict[str, Any]) -> SafeString:
    escaped = str(conditional_escape(text))
    if not params:
        return mark_safe(escaped)  # noqa: S308  escaped just now
    return mark_safe(escaped.format_map({name: conditional_escape(value) for name, value in params.items()}))  # noqa: S308
