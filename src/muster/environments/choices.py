"""What an environment sets: where it is, how much an import may lose, how long it can be taken back, who is told."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from muster import catalogue
from muster.apply import environments
from muster.apply.environments import Environment
from muster.apply.undo import JOURNAL_DAYS, UNDO_DAYS
from muster.catalogue.severity import checked
from muster.i18n import _
from muster.matching import Limits
from muster.model.options import Given, WrongOption, settle
from muster.notify.audience import MAILBOX, When, read
from muster.store import Database

Number = TypeVar("Number", int, float)


def _count(text: str) -> int:
    return _in_range(int(text), 0, 1_000_000_000)


def _days(text: str) -> int:
    return _in_range(int(text), 0, 3_650)


def _kept_days(text: str) -> int:
    return _in_range(int(text), 1, 3_650)


def _share(text: str) -> float:
    number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    return _in_range(number, 0.0, 1.0)


def _recipients(text: str) -> list[str]:
    """Addresses, behind each the language in which it is told if that is not the environment's."""
    named = [" ".join(part.split()) for part in text.split(",")]
    for one in named:
        read(one, language="en")
    return named


def _mailbox(text: str) -> str:
    if not MAILBOX.fullmatch(text):
        raise ValueError(text)
    return text


def _in_range(number: Number, least: Number, most: Number) -> Number:
    if not least <= number <= most:
        raise ValueError
    return number


READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "limit_count": _count,
    "limit_share": _share,
    "limit_values": _count,
    "undo_days": _days,
    "keep_files_days": _kept_days,
    "keep_journal_days": _kept_days,
    "notify": _recipients,
    "notify_when": When,
    "sender": _mailbox,
    "reply_to": _mailbox,
}
"""Key in the settings → how its text is read. ValueError says that it cannot be."""

FILES_DAYS: Final = 30
"""How long uploaded files are kept, with everything that was found in them."""

DEFAULTS: Final[Mapping[str, object]] = {
    "limit_count": Limits().count,
    "limit_share": Limits().share,
    "limit_values": Limits().values,
    "undo_days": UNDO_DAYS,
    "keep_files_days": FILES_DAYS,
    "keep_journal_days": JOURNAL_DAYS,
    "notify": [],
    "notify_when": When.CHANGES,
    "sender": None,
    "reply_to": None,
}

NAME_CHARACTERS: Final = 100

KEPT_TOO_SHORT: Final = _(
    "The values from before an import are kept for {days} days: it cannot be taken back for longer."
)

CODE: Final = re.compile(r"[A-Za-z]{3}\d{3}")

PLACE: Final = ("name", "country", "language", "zone")


def shown(database: Database, environment: Environment) -> dict[str, str]:
    """Every key with its value as text, "" where nothing is set; then the codes that are another severity here."""
    values = {key: getattr(environment, key) for key in PLACE} | {**DEFAULTS, **environment.settings}
    set_here = {key: _text(values[key]) for key in (*PLACE, *DEFAULTS)}
    return set_here | environments.severities(database, environment)


def change(database: Database, environment: Environment, values: Sequence[str]) -> None:
    """Set `KEY=VALUE` each; a key without value goes back to its default. A code of the catalogue is a key too.

    Raises WrongOption, then nothing is set.
    """
    catalogue.load()
    changed = environment
    severities: dict[str, str | None] = {}
    for text in values:
        key, equals, value = text.partition("=")
        if equals and CODE.fullmatch(key):
            severities |= checked({key: value}) if value else {key.upper(): None}
            continue
        if not equals or key not in (*PLACE, *READERS):
            raise WrongOption(
                _("“{text}” sets nothing. It needs the form KEY=VALUE; the keys are: {keys}."),
                text=text, keys=", ".join((*PLACE, *READERS)),
            )  # fmt: skip
        changed = _moved(changed, key, value) if key in PLACE else _set(changed, key, value)
    if changed.name != environment.name:
        _refuse_taken(database, changed.name)
    _refuse_undo_without_journal({**DEFAULTS, **changed.settings})
    environments.change(database, changed)
    for code, severity in severities.items():
        environments.set_severity(database, environment, code, severity)


def _refuse_taken(database: Database, name: str) -> None:
    if name in {each.name for each in environments.every(database)}:
        raise WrongOption(_("There is an environment “{name}” already."), name=name)


def _refuse_undo_without_journal(settings: Mapping[str, object]) -> None:
    kept = settings["keep_journal_days"]
    if int(str(settings["undo_days"])) > int(str(kept)):
        raise WrongOption(KEPT_TOO_SHORT, days=kept)


def _moved(environment: Environment, key: str, value: str) -> Environment:
    if key == "name":
        return replace(environment, name=_name(value))
    if key == "zone":
        return replace(environment, zone=_zone(value or "UTC"))
    given = settle(Given(country=value) if key == "country" else Given(language=value))
    return (
        replace(environment, country=given.country)
        if key == "country"
        else replace(environment, language=given.language or "en")
    )


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise WrongOption(_("“{value}” is not possible for {key}."), value=text, key="name")
    return name


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongOption(_("“{zone}” is no time zone such as Europe/Brussels."), zone=name) from None


def _set(environment: Environment, key: str, value: str) -> Environment:
    settings = {name: kept for name, kept in environment.settings.items() if name != key}
    if value:
        try:
            settings[key] = READERS[key](value)
        except ValueError:
            raise WrongOption(_("“{value}” is not possible for {key}."), value=value, key=key) from None
    return replace(environment, settings=settings)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)
