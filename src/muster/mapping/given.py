"""The user's own mapping: `--map "Straat+Nr+Bus=address"`. A mistake in it stops before the first row.

UnknownMapping
├── UnknownField      the right side is no field
├── UnknownHeader     the left side is not in the file
├── AmbiguousHeader   the left side is several columns
└── MappedTwice       one column is given to two fields
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from muster.i18n import _
from muster.mapping.header import Header
from muster.mapping.labels import normalised
from muster.model.fields import BY_HEADER, BY_NAME, FIELDS

_JOINED_BY = "+"
_NEAR = 60.0


class UnknownMapping(Exception):
    """The mapping that the user gave cannot be used: exit code 2.

    `text` is the message's English source and `params` its placeholders, so that a shell can show it translated;
    `str()` is the English message.
    """

    text: ClassVar[str] = _("The mapping cannot be used.")

    def __init__(self, **params: str) -> None:
        super().__init__(self.text.format_map(params))
        self.params = params


class UnknownField(UnknownMapping):
    """“{field}” is no field. The fields are {fields}."""

    text = _("--map: “{field}” is no field. The fields are {fields}.")


class UnknownHeader(UnknownMapping):
    """There is no column “{header}” in the file. Its columns are {headers}."""

    text = _("--map: there is no column “{header}” in the file. Its columns are {headers}.")


class NearHeader(UnknownHeader):
    """There is no column “{header}” in the file. Did you mean “{near}”?"""

    text = _("--map: there is no column “{header}” in the file. Did you mean “{near}”?")


class AmbiguousHeader(UnknownMapping):
    """“{header}” stands above several columns of the file: {columns}."""

    text = _("--map: “{header}” stands above several columns of the file: {columns}. Name the column by its number.")


class MappedTwice(UnknownMapping):
    """The column “{header}” is mapped twice."""

    text = _("--map: the column “{header}” is mapped twice. A column can form one field.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One entry of a mapping, found in the file: columns in the order of the join, and their field; None ignores."""

    columns: tuple[int, ...]
    field: str | None


def resolve(mapping: Mapping[str, str | None], header: Header) -> list[Given]:
    """Each entry of the user's mapping with its columns. Raises UnknownMapping for a mistake."""
    given = [Given(columns=_columns(text, header, field), field=_field_name(field)) for text, field in mapping.items()]
    seen: set[int] = set()
    for column in (column for each in given for column in each.columns):
        if column in seen:
            raise MappedTwice(header=header.quoted((column,)))
        seen.add(column)
    return given


def recall(saved: Mapping[str, str | None], header: Header) -> Iterator[Given]:
    """The entries of a saved mapping that still fit the file; the others are left out."""
    for text, field in saved.items():
        try:
            yield Given(columns=_columns(text, header, field), field=_field_name(field))
        except UnknownMapping:
            continue


def _field_name(text: str | None) -> str | None:
    if text is None:
        return None
    if text in BY_NAME:
        return text
    by_key = {normalised(header): field.name for header, field in BY_HEADER.items()}
    if normalised(text) in by_key:
        return by_key[normalised(text)]
    raise UnknownField(field=text, fields=", ".join(field.header for field in FIELDS))


def _columns(text: str, header: Header, field: str | None) -> tuple[int, ...]:
    """The columns of "A+B"; a header may contain the plus itself, so the longest stretch that is a header counts."""
    if found := _find(text, header):
        return _one_each(text, found, field)
    pieces = text.split(_JOINED_BY)
    columns: list[int] = []
    while pieces:
        columns.extend(_first_stretch(pieces, header, field))
    return tuple(columns)


def _first_stretch(pieces: list[str], header: Header, field: str | None) -> tuple[int, ...]:
    """The columns of the longest header that `pieces` begin with; it is taken off them."""
    for length in range(len(pieces), 0, -1):
        stretch = _JOINED_BY.join(pieces[:length])
        if found := _find(stretch, header):
            del pieces[:length]
            return _one_each(stretch, found, field)
    raise _unknown(pieces[0], header)


def _one_each(text: str, found: tuple[int, ...], field: str | None) -> tuple[int, ...]:
    """Several columns of one header may be ignored together, but only one can form a field."""
    if field is not None and len(found) > 1:
        raise AmbiguousHeader(header=text, columns=", ".join(str(column + 1) for column in found))
    return found


def _find(text: str, header: Header) -> tuple[int, ...]:
    """The columns with exactly this header, else with the same header otherwise spelt, else by number or letter.

    Letters count only where there are no headers that they could be mistaken for.
    """
    wanted = text.strip()
    return (
        tuple(column for column in header.columns if wanted and header.labels[column].strip() == wanted)
        or tuple(header.with_key(normalised(wanted)))
        or tuple(column for column in _position(wanted, header) if column in header.columns)
    )


def _position(text: str, header: Header) -> Iterator[int]:
    if re.fullmatch(r"[0-9]{1,5}", text):
        yield int(text) - 1
    elif header.line is None and re.fullmatch(r"[A-Za-z]{1,3}", text):
        number = 0
        for letter in text.upper():
            number = number * 26 + ord(letter) - ord("A") + 1
        yield number - 1


def _unknown(text: str, header: Header) -> UnknownHeader:
    wanted = text.strip()
    labels = [label.strip() for label in header.labels if label.strip()]
    keys = {label: normalised(label) for label in labels}
    from rapidfuzz import fuzz, process  # noqa: PLC0415  loaded only where a header is not in the file

    near = process.extractOne(normalised(wanted), keys, scorer=fuzz.ratio, score_cutoff=_NEAR)
    if near is not None:
        return NearHeader(header=wanted, near=near[2])
    return UnknownHeader(header=wanted, headers=", ".join(labels) or f"1–{len(header.labels)}")
