"""What the user asked for, and what the environment says: settled before the first byte is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypedDict, TypeVar

from muster.i18n import _
from muster.model.fields import BY_HEADER, BY_NAME, LANGUAGES

Choice = TypeVar("Choice", bound=StrEnum)


class OnError(StrEnum):
    """What an error does to its file."""

    STOP = "stop"  # the file is not written
    SKIP = "skip"  # the row is not written, the file's other rows are


class Blank(StrEnum):
    """What a blank cell in a present column does to the stored value."""

    CLEAR = "clear"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One import's options. Fields are named by Field.name, codes by the catalogue.

    `mapping` is header (or "header+header") → Field.name, or None to ignore the header. `blank` is the policy for the
    whole import (None: the source's default), `blank_by_field` the exceptions. `select` and `ignore` narrow the rules
    by code or prefix. `severities` are the environment's, overlaid by the settings file: code → error, warning, off.
    `max_cleared` and `max_renamed` answer the loss budget. `country` (ISO 3166-1 alpha-2) helps to read numbers and is
    never stored; `language` is the l of new customers who have none.

    `saved` are the environment's mappings for files of known shapes: shape → mapping. `interactive`: a person will look
    at each step in the page, so that what would end the import waits for them instead; `mapping_confirmed` says that
    they looked at the columns, `confirmed` is the fingerprint of the plan to which they said yes.

    `sheet` is read of every workbook, `sheets` of some files: 1-based position of a file → the sheet chosen for it.

    `everything`: a pull fetches all accounts, not only those that changed; `unattended`: it began by itself.

    `is_careful` proves nothing: every line is read and every cell looked at; slower, with the same result.
    """

    source: str = "auto"
    sheet: str | None = None
    sheets: Mapping[int, str] = field(default_factory=dict)
    country: str | None = None
    language: str | None = None
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    blank_words: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    on_error: OnError | None = None
    blank: Blank | None = None
    blank_by_field: Mapping[str, Blank] = field(default_factory=dict)
    max_cleared: int | None = None
    max_renamed: int | None = None
    yes: bool = False
    dry_run: bool = False
    saved: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    interactive: bool = False
    mapping_confirmed: bool = False
    confirmed: str | None = None
    everything: bool = False
    unattended: bool = False
    is_careful: bool = False

    def of_file(self, position: int) -> "Options":
        """What holds for the file at this 1-based position."""
        return replace(self, sheet=self.sheets.get(position, self.sheet))


class Given(TypedDict, total=False):
    """Options as a Python caller gives them: those of `Options`, fields by their header or name, all optional."""

    source: str
    sheet: str | None
    country: str | None
    language: str | None
    mapping: Mapping[str, str | None]
    blank_words: Sequence[str]
    select: Sequence[str]
    ignore: Sequence[str]
    severities: Mapping[str, str]
    on_error: str | None
    blank: str | None
    blank_by_field: Mapping[str, str]
    max_cleared: int | None
    max_renamed: int | None
    yes: bool
    dry_run: bool
    is_careful: bool


class WrongOption(Exception):
    """An option that cannot be followed; nothing was read. `text` and `params` say which and why."""

    def __init__(self, text: str, /, **params: object) -> None:
        super().__init__(text.format_map(params))
        self.text = text
        self.params = params


def settle(given: Given) -> Options:
    """`given` as Options. Raises WrongOption for an unknown field, language, country form or choice."""
    return Options(
        source=given.get("source", "auto"),
        sheet=given.get("sheet"),
        country=_country(given.get("country")),
        language=_language(given.get("language")),
        mapping={header: _field(name) for header, name in given.get("mapping", {}).items()},
        blank_words=tuple(given.get("blank_words", ())),
        select=tuple(given.get("select", ())),
        ignore=tuple(given.get("ignore", ())),
        severities=dict(given.get("severities", {})),
        on_error=_choice(OnError, given.get("on_error")),
        blank=_choice(Blank, given.get("blank")),
        blank_by_field=_blank_by_field(given.get("blank_by_field", {})),
        max_cleared=given.get("max_cleared"),
        max_renamed=given.get("max_renamed"),
        yes=given.get("yes", False),
        dry_run=given.get("dry_run", False),
        is_careful=given.get("is_careful", False),
    )


def _field(given: str | None) -> str | None:
    if not given:
        return None
    by_header = {header.lower(): field.name for header, field in BY_HEADER.items()}
    name = given if given in BY_NAME else by_header.get(given.lower())
    if name is None:
        raise WrongOption(
            _("There is no field “{field}”. The fields are: {fields}."), field=given, fields=", ".join(BY_HEADER)
        )
    return name


def _blank_by_field(given: Mapping[str, str]) -> dict[str, Blank]:
    settled = {_field(name): _choice(Blank, choice) for name, choice in given.items()}
    return {name: choice for name, choice in settled.items() if name and choice}


def _country(given: str | None) -> str | None:
    if not given:
        return None
    if len(given) != 2 or not given.isalpha() or not given.isascii():
        raise WrongOption(_("“{country}” is not a country code of two letters, such as BE."), country=given)
    return given.upper()


def _language(given: str | None) -> str | None:
    if not given:
        return None
    if given.lower() not in LANGUAGES:
        raise WrongOption(
            _("“{language}” is not a language of customers. Choose one of: {languages}."),
            language=given, languages=", ".join(LANGUAGES),
        )  # fmt: skip
    return given.lower()


def _choice(choices: type[Choice], given: str | None) -> Choice | None:
    if not given:
        return None
    try:
        return choices(given.lower())
    except ValueError:
        raise WrongOption(
            _("“{choice}” is not possible here. Choose one of: {choices}."), choice=given, choices=", ".join(choices)
        ) from None
