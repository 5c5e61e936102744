"""Guesses: what a label that nobody knows may mean. Shown as guesses, and only where nothing better is there."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from muster.mapping.header import Header
from muster.mapping.vocabulary import Kind, Meaning, Rank, meanings
from muster.model.fields import BY_NAME

_LETTERS_FOR_ONE_SLIP: Final = 5
_LETTERS_FOR_TWO_SLIPS: Final = 9
_SUGGESTED_FROM: Final = 0.86


@dataclass(frozen=True, slots=True)
class Guess:
    """A column that is probably `field`; `slips` letters away from a known label, 0 for a weak label."""

    field: str
    column: int
    slips: int


def guesses(header: Header, columns: Collection[int], wanted: Collection[str]) -> Iterator[Guess]:
    """At most one guess for each wanted field. Two columns that are equally near are no guess."""
    found = [guess for column in columns if (guess := _guess(header, column, wanted))]
    for field in BY_NAME:
        nearest = sorted((guess for guess in found if guess.field == field), key=lambda each: each.slips)
        if nearest and _stands_out(nearest):
            yield nearest[0]


def suggested(header: Header, column: int, wanted: Collection[str]) -> str | None:
    """Field.name of the wanted field whose label is near; null where none is, or where the label is known for other."""
    meaning = header.meaning(column)
    if meaning is not None:
        return _suggested_by(meaning, wanted)

    from rapidfuzz import process  # noqa: PLC0415  loaded only where a label is not known
    from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415

    near = process.extractOne(
        header.keys[column],
        _labels_of(frozenset(wanted)),
        scorer=JaroWinkler.normalized_similarity,
        score_cutoff=_SUGGESTED_FROM,
    )
    return meanings()[near[0]].field if near else None


def _suggested_by(meaning: Meaning, wanted: Collection[str]) -> str | None:
    field = "number" if meaning.kind is Kind.BARE_NUMBER else meaning.field
    return field if field in wanted else None


def _stands_out(nearest: list[Guess]) -> bool:
    """A weak label is taken from left to right; of misspelt ones, one must be nearer than all others."""
    return nearest[0].slips == 0 or len(nearest) == 1 or nearest[0].slips < nearest[1].slips


def _guess(header: Header, column: int, wanted: Collection[str]) -> Guess | None:
    meaning = header.meaning(column)
    if meaning is not None:
        weak = meaning.kind is Kind.FIELD and meaning.rank is Rank.GUESS and meaning.field in wanted
        return Guess(meaning.field, column, 0) if weak and meaning.field else None
    return _misspelt(header.keys[column], column, wanted)


def _misspelt(key: str, column: int, wanted: Collection[str]) -> Guess | None:
    """The field whose label is one or two slips away, if no label of another meaning is as near.

    Two letters more or less are another word, not a slip: "is company" is not "company".
    """
    if len(key) < _LETTERS_FOR_ONE_SLIP:
        return None

    from rapidfuzz import process  # noqa: PLC0415  loaded only where a label is not known
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    slips = 2 if len(key) >= _LETTERS_FOR_TWO_SLIPS else 1
    candidates = process.extract(key, _long_labels(), scorer=OSA.distance, score_cutoff=slips, limit=None)
    near = [(label, distance) for label, distance, _ in candidates if abs(len(label) - len(key)) <= 1]
    fewest = min((distance for _, distance in near), default=None)
    meant = {meanings()[label] for label, distance in near if distance == fewest}
    fields = {meaning.field if meaning.kind is Kind.FIELD else None for meaning in meant}
    field = fields.pop() if len(fields) == 1 else None
    return Guess(field, column, int(fewest)) if fewest is not None and field in wanted and field else None


@cache
def _long_labels() -> tuple[str, ...]:
    """Labels long enough to be misspelt and still known."""
    return tuple(label for label in meanings() if len(label) >= _LETTERS_FOR_ONE_SLIP)


@cache
def _labels_of(wanted: frozenset[str]) -> tuple[str, ...]:
    return tuple(label for label in _long_labels() if meanings()[label].field in wanted)
