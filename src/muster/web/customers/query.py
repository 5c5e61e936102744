"""What the address of a list says: which customers, in which order. The same words on every page that lists some."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from babel import Locale
from django.http import QueryDict

from muster.customers.export import Form
from muster.customers.listing import Sort
from muster.customers.selection import Filter, Kind
from muster.i18n import Translator, _
from muster.model.fields import LANGUAGES

Choice = TypeVar("Choice", bound=StrEnum)

KINDS = {Kind.PERSON: _("Persons"), Kind.COMPANY: _("Companies")}
NUMBERS = {"yes": _("With a customer number"), "no": _("Without a customer number")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which customers, in which order. What an address says that is nothing is left out."""

    wanted: Filter
    sort: Sort = Sort.NAME

    @classmethod
    def of(cls, sent: QueryDict) -> "Query":
        """As an address says it."""
        numbered = sent.get("number")
        changed_by = sent.get("changed_by", "")
        country, language = sent.get("country", "").upper(), sent.get("language", "")
        return cls(
            wanted=Filter(
                search=" ".join(sent.get("search", "").split()) or None,
                kind=_choice(Kind, sent.get("kind")),
                country=country if len(country) == 2 and country.isascii() and country.isalpha() else None,
                language=language if language in LANGUAGES else None,
                has_number=None if numbered not in NUMBERS else numbered == "yes",
                changed_by=int(changed_by) if changed_by.isascii() and changed_by.isdigit() else None,
            ),
            sort=_choice(Sort, sent.get("sort")) or Sort.NAME,
        )

    def words(self) -> dict[str, str]:
        """What stands in the address; nothing for what is not filtered, nor for the usual order."""
        wanted = self.wanted
        said = {
            "search": wanted.search,
            "kind": wanted.kind,
            "country": wanted.country,
            "language": wanted.language,
            "number": None if wanted.has_number is None else "yes" if wanted.has_number else "no",
            "changed_by": wanted.changed_by,
            "sort": None if self.sort is Sort.NAME else self.sort,
        }
        return {name: str(value) for name, value in said.items() if value is not None}

    def address(self, **changes: object) -> str:
        """`?search=…` with these words changed; None leaves one out."""
        words: Mapping[str, object] = {**self.words(), **changes}
        return "?" + urlencode({name: value for name, value in words.items() if value is not None})

    @property
    def exported(self) -> dict[str, str]:
        """The address of an export of the same customers, by its form."""
        return {form.value: self.address(sort=None, form=form.value) for form in Form}

    @property
    def is_filtered(self) -> bool:
        """Not all customers are asked for."""
        return self.wanted != Filter()

    def filters(self, speaker: Translator) -> Iterator[tuple[str, str]]:
        """What is filtered by, in words, each with the address without it."""
        names = Locale.parse(speaker.locale)
        wanted = self.wanted
        if wanted.search:
            yield speaker.text(_("“{text}”"), text=wanted.search), self.address(search=None)
        if wanted.kind:
            yield speaker.text(KINDS[wanted.kind]), self.address(kind=None)
        if wanted.country:
            yield names.territories.get(wanted.country, wanted.country), self.address(country=None)
        if wanted.language:
            name = names.languages.get(wanted.language, wanted.language)
            yield speaker.text(_("Language: {language}"), language=name), self.address(language=None)
        if wanted.has_number is not None:
            yield speaker.text(NUMBERS["yes" if wanted.has_number else "no"]), self.address(number=None)
        if wanted.changed_by is not None:
            yield (
                speaker.text(_("Created or changed by import {id}"), id=wanted.changed_by),
                self.address(changed_by=None),
            )


def _choice(choices: type[Choice], sent: str | None) -> Choice | None:
    return choices(sent) if sent in set(choices) else None
