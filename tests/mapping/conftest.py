"""Files as the mapping sees them, written in one line: labels, and the first rows below them."""

import polars as pl
import pytest

from muster.mapping import Mapped, map_labels
from muster.model.options import Options
from muster.model.source import Shape


def shape_of(labels, rows=(), *, line=1):
    """A file's shape; cells and labels are separated by semicolons."""
    labels = tuple(labels.split(";")) if isinstance(labels, str) else tuple(labels)
    return Shape(source="csv", labels=labels, header_line=line, sample=cells_of(rows, len(labels)))


def cells_of(rows, width):
    """Source columns "0", "1", … of rows separated by semicolons."""
    cells = [row.split(";") for row in rows]
    return pl.DataFrame(
        {str(column): [row[column] for row in cells] for column in range(width)},
        schema={str(column): pl.String for column in range(width)},
    )


@pytest.fixture
def shape():
    return shape_of


@pytest.fixture
def cells():
    return cells_of


@pytest.fixture
def mapping_of():
    """Map a file: `mapping_of("Klantnr;Naam", rows, yes=True, map={"Klantnr": "number"})`."""

    def mapping_of(labels, rows=(), *, line=1, saved=None, map=None, yes=False) -> Mapped:  # noqa: A002  as the option
        return map_labels(shape_of(labels, rows, line=line), Options(mapping=map or {}, yes=yes), saved)

    return mapping_of


@pytest.fixture
def found():
    """Where a mapping found what: (column, field, code)."""

    def found(mapped, *, but=("HDR006",)):
        places = mapped.violations.select("column", "field", "code").rows()
        return [place for place in places if place[2] not in but]

    return found
