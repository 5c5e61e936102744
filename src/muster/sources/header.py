"""Which of the first records is the header, if any.

A header says what stands below it, so its cells are words: mostly filled, mostly different, none of them a number, an
e-mail address, a phone number or a date. The first record like that, as wide as the rows, is the header; what stands
above it is a preamble. Whether anybody knows the names is not asked here.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from muster.model.fields import BY_HEADER
from muster.sources.blanks import BLANKS, is_blank

LOOKED_AT: Final = 60
"""The header stands among the first so many records that are not blank."""

MAX_LABEL: Final = 200
"""Longer cells are no names, and no expression is tried on them."""

DATUM: Final = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]+"  # an e-mail address
    r"|[-+(]?[\d][\d\s.,/()+-]*(?:[eE][+-]?\d+)?%?"  # a number, a phone number, a date
    r"|\+[\d\s().-]+"  # a phone number
    r"|[A-Za-z]{1,4}[- ]?\d[\d .-]{2,}"  # C-10001, BE0123456789, an IBAN
    r"|https?://\S+"
)
"""A cell that is data, not a name."""

WORD: Final = re.compile(r"[^\W\d_]|^\D+$")
"""A letter; signs without digits (#, €) are names too."""

TEMPLATE: Final = frozenset(header.lower() for header in BY_HEADER)
PLAIN_LABEL: Final = re.compile(r"[^\W\d_][\w .'-]{0,49}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """`labels` as written. `records` are the positions of its rows (two if a group row stands above), last one last."""

    labels: tuple[str, ...]
    records: tuple[int, ...]


def find(records: Sequence[Sequence[str]]) -> Header | None:
    """The header among the first records of a file, which may include blank ones; None if its rows begin at once."""
    filled = [(at, cells) for at, cells in enumerate(records) if _filled(cells)][:LOOKED_AT]
    if not filled:
        return None
    width = usual_width(records)
    position = _of_template(filled) if width > 1 else _single(filled)
    if position is None:
        position = _by_looks(filled, width)
    if position is None:
        return None
    return _labels(filled, position, records)


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The most frequent number of cells, two or more if there is such a row."""
    counts = Counter(len(cells) for cells in rows if _filled(cells))
    wide = Counter({width: count for width, count in counts.items() if width >= 2})
    return (wide or counts).most_common(1)[0][0] if counts else 0


def is_label(cell: str) -> bool:
    """Whether a cell can be the name of a column."""
    text = cell.strip()
    return not _is_datum(text) and bool(WORD.search(text))


def _is_datum(text: str) -> bool:
    return len(text) > MAX_LABEL or bool(DATUM.fullmatch(text))


def is_single_label(line: str) -> bool:
    """Whether a line is the plain name of a single column."""
    return bool(PLAIN_LABEL.fullmatch(line.strip(BLANKS).strip("\"'")))


def _of_template(filled: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """A row with two or more of the template's own headers is the header, whatever else it holds."""
    for position, (_, cells) in enumerate(filled):
        if is_template(cells):
            return position
    return None


def _single(filled: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """A table of one column: its first line must be a plain name."""
    return 0 if is_single_label(filled[0][1][0]) else None


def _by_looks(filled: Sequence[tuple[int, Sequence[str]]], width: int) -> int | None:
    """The first row of names as wide as the rows; or the last one of another width right above them."""
    other: int | None = None
    for position, (_, cells) in enumerate(filled):
        if len(cells) == width:
            if _is_header(cells):
                return position
            if _has_data(cells):
                return other
        elif len(cells) >= 2 and _is_header(cells) and len(cells) * 2 > width:
            other = position
    return other


def _is_header(cells: Sequence[str]) -> bool:
    names = [cell.strip() for cell in cells if not is_blank(cell)]
    if len(names) * 2 < len(cells) or not names:
        return False
    is_varied = len({name.casefold() for name in names}) * 2 > len(names)
    return is_varied and all(is_label(name) for name in names)


def _has_data(cells: Sequence[str]) -> bool:
    """Whether the row looks like a customer: a datum among more cells than a title has."""
    names = [cell.strip() for cell in cells if not is_blank(cell)]
    return any(map(_is_datum, names)) and (len(names) > 2 or len(names) == len(cells))


def _labels(filled: Sequence[tuple[int, Sequence[str]]], position: int, rows: Sequence[Sequence[str]]) -> Header:
    """The header's labels; where it has gaps, together with the row of names above or below it."""
    at, cells = filled[position]
    if any(is_blank(cell) for cell in cells) and not is_template(cells):
        above, below = filled[max(position - 1, 0)], filled[min(position + 1, len(filled) - 1)]
        if below[0] == at + 1 and _is_group_row(cells, below[1], rows[at + 2 : at + 12]):
            return _merged(filled[position], below)
        if above[0] == at - 1 and _fills_gaps(cells, above[1]):
            return _merged(above, filled[position])
    return Header(labels=tuple(cells), records=(at,))


def _merged(upper: tuple[int, Sequence[str]], lower: tuple[int, Sequence[str]]) -> Header:
    pairs = zip(upper[1], lower[1], strict=True)
    labels = tuple(above if is_blank(below) else below for above, below in pairs)
    return Header(labels=labels, records=(upper[0], lower[0]))


def _is_group_row(upper: Sequence[str], lower: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether `upper` names groups of columns and `lower` the columns: it fills the many gaps, and only customers follow."""
    customers = [row for row in below if _filled(row)]
    is_above_customers = bool(customers) and all(_has_data(row) for row in customers)
    are_groups = sum(map(is_blank, upper)) * 2 >= len(upper)
    return are_groups and is_above_customers and _is_header(lower) and _fills_gaps(upper, lower)


def _fills_gaps(names: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the other row has names where this one has gaps, of which there are several."""
    gaps = [at for at, cell in enumerate(names) if is_blank(cell)]
    if len(gaps) < 2 or len(others) != len(names) or not all(is_blank(cell) or is_label(cell) for cell in others):
        return False
    return sum(not is_blank(others[at]) for at in gaps) * 2 > len(gaps)


def is_template(cells: Sequence[str]) -> bool:
    """Whether two or more of the cells are the template's own headers."""
    return len({_squeezed(cell) for cell in cells} & TEMPLATE) >= 2


def _filled(cells: Sequence[str]) -> bool:
    return not all(is_blank(cell) for cell in cells)


def _squeezed(cell: str) -> str:
    return re.sub(r"[\s_]", "", cell).lower()
