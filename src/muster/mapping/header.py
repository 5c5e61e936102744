"""A file's header as the mapping sees it: labels, what they mean, and what the first cells below them hold."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import polars as pl

from muster.mapping.labels import normalised, without_asides
from muster.mapping.vocabulary import Meaning, meanings
from muster.model.source import Shape

_MOST: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Labels by 0-based column, as the user wrote them, normalised, and what they mean.

    `line` is null where there is no header row.
    """

    labels: tuple[str, ...]
    keys: tuple[str, ...]
    meant: tuple[Meaning | None, ...]
    line: int | None
    sample: pl.DataFrame

    @classmethod
    def of(cls, shape: Shape) -> Self:
        """The header of a file; where it has none, nameless columns as many as its rows have."""
        width = len(shape.labels) or sum(name.isdigit() for name in shape.sample.columns)
        labels = shape.labels if shape.header_line is not None else ("",) * width
        keys = tuple(map(normalised, labels))
        return cls(labels=labels, keys=keys, meant=_meant(labels, keys), line=shape.header_line, sample=shape.sample)

    @property
    def columns(self) -> range:
        """All columns of the file."""
        return range(len(self.labels))

    def meaning(self, column: int) -> Meaning | None:
        """What the column's label means anywhere; null where nobody knows it."""
        return self.meant[column]

    def is_nameless(self, column: int) -> bool:
        """Nothing but spaces stands above the column."""
        return not self.labels[column].strip().strip("\ufeff\u200b")

    def cells(self, column: int) -> list[str]:
        """The first rows' cells, trimmed."""
        if str(column) not in self.sample.columns:
            return []
        return [(cell or "").strip() for cell in self.sample.get_column(str(column))]

    def is_filled(self, column: int) -> bool:
        """Any of the first rows has a cell here."""
        return any(self.cells(column))

    def holds_already(self, column: int, part: int) -> bool:
        """Most cells of `column` contain what `part` says, as a word: the full address beside its house number."""
        repeated = [
            _contains(whole, piece) for whole, piece in zip(self.cells(column), self.cells(part), strict=True) if piece
        ]
        return bool(repeated) and sum(repeated) > _MOST * len(repeated)

    def quoted(self, columns: tuple[int, ...]) -> str:
        """The labels of `columns` for a message."""
        return " + ".join(self.labels[column].strip() or f"{column + 1}" for column in columns)

    def with_key(self, key: str) -> Iterator[int]:
        """Columns whose label compares equal to the normalised `key`."""
        return (column for column in self.columns if key and self.keys[column] == key)


def _meant(labels: tuple[str, ...], keys: tuple[str, ...]) -> tuple[Meaning | None, ...]:
    """What each label means; without what stands in brackets, unless only that tells it from another label."""
    known = meanings()
    bare = [normalised(without_asides(label)) for label in labels]
    count = Counter(bare)
    return tuple(
        known.get(key) or (known.get(rest) if count[rest] == 1 else None) for key, rest in zip(keys, bare, strict=True)
    )


def _contains(whole: str, piece: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", whole, re.IGNORECASE) is not None
