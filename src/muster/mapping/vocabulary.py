"""What labels mean: the tables in `vocabulary/`, one per language, as one dictionary.

A label belongs to one meaning in all languages; a table that says otherwise does not load.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from importlib import resources
from typing import Any, Final

from muster.mapping.labels import normalised
from muster.model.fields import FIELDS, LANGUAGES


class Rank(IntEnum):
    """Which column wins where several mean one field: the lower the better. Equal ranks are an error."""

    GIVEN = 0  # the user's mapping
    SAVED = 1  # the user's earlier mapping
    EXACT = 2  # the template's header
    PROGRAM = 3  # a label of a recognised program
    FIRST = 4  # a synonym that can only mean this field
    SECOND = 5  # one that also names something wider: Firma beside Firmenname, Telefon beside Handy
    THIRD = 6  # one that serves where nothing else is there: the VAT number, the billing address
    FOURTH = 7  # one below that, where a country has so many
    GUESS = 8  # weak or misspelt


class Kind(StrEnum):
    """What a label can be."""

    FIELD = "field"
    PIECE = "piece"  # part of a field: a house number, a surname prefix
    SURNAME = "surname"  # Naam, Nom, Name: the last name beside a first name
    GIVEN_NAME = "given"  # Nome, Nombre: the first name beside a last name, the last name beside a first name
    WHOLE_NAME = "whole"  # never both at once
    BARE_NUMBER = "bare-number"  # Nr, N°: a house number beside a street; else perhaps only the row's number
    OTHER = "other"  # known, and no field: never guessed to be one


NAME_KINDS: Final = frozenset({Kind.SURNAME, Kind.GIVEN_NAME, Kind.WHOLE_NAME})

PIECES: Final[Mapping[str, tuple[str, ...]]] = {
    "lastname": ("prefix", "", "second"),
    "address": ("before", "repetition", "", "number", "letter", "addition", "box", "line2", "line3"),
}
"""Field.name → its pieces in the order in which they are joined; "" is the field's own column."""

_LEVELS: Final = {
    "first": Rank.FIRST,
    "second": Rank.SECOND,
    "third": Rank.THIRD,
    "fourth": Rank.FOURTH,
    "guess": Rank.GUESS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a label means. `rank` is of fields, `piece` of pieces; `word` is written before a box number's cell."""

    kind: Kind
    field: str | None = None
    rank: Rank = Rank.FIRST
    piece: str = ""
    word: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym:
    """One label of one language, as the table writes it."""

    label: str
    language: str
    meaning: Meaning


EXACT: Final[Mapping[str, Meaning]] = {
    normalised(field.header): Meaning(kind=Kind.FIELD, field=field.name, rank=Rank.EXACT) for field in FIELDS
}
"""The template's headers, normalised."""


@cache
def meanings() -> Mapping[str, Meaning]:
    """Normalised label → meaning: the template's headers and the synonyms of all languages."""
    known: dict[str, Meaning] = {}
    for synonym in synonyms():
        key = normalised(synonym.label)
        if known.setdefault(key, synonym.meaning) != synonym.meaning:
            raise ValueError(f"{synonym.label} ({synonym.language}) has two meanings")
    return {**known, **EXACT}


@cache
def synonyms() -> tuple[Synonym, ...]:
    """All synonyms, language by language, in the order of the tables."""
    return tuple(
        Synonym(label=label, language=language, meaning=meaning)
        for language in LANGUAGES
        for label, meaning in _labels(read_table("vocabulary", language))
    )


def read_table(folder: str, name: str) -> dict[str, Any]:
    """One TOML table of this package."""
    return tomllib.loads(resources.files("muster.mapping").joinpath(folder, f"{name}.toml").read_text("utf-8"))


def _labels(table: dict[str, Any]) -> Iterator[tuple[str, Meaning]]:
    for field in FIELDS:
        yield from _field_labels(field.name, table.get(field.name, {}))
    for kind, labels in table.get("names", {}).items():
        for label in labels:
            yield label, Meaning(kind=Kind(kind))
    for label in table["number_of_a_house_or_of_a_row"]["labels"]:
        yield label, Meaning(kind=Kind.BARE_NUMBER)
    for label in table["other"]["labels"]:
        yield label, Meaning(kind=Kind.OTHER)


def _field_labels(name: str, table: dict[str, Any]) -> Iterator[tuple[str, Meaning]]:
    for level, rank in _LEVELS.items():
        for label in table.get(level, ()):
            yield label, Meaning(kind=Kind.FIELD, field=name, rank=rank)
    word = table.get("box", {}).get("word")
    for piece, labels in table.get("pieces", {}).items():
        for label in labels:
            yield label, Meaning(kind=Kind.PIECE, field=name, piece=piece, word=word if piece == "box" else None)
