"""What the tests of this room say: a file's bytes in, its rows and violations out, in one line."""

from collections import Counter
from dataclasses import dataclass, replace

import pytest

from muster.model.chunk import Skip
from muster.model.options import Options
from muster.model.source import Unreadable
from muster.sources import open_source
from muster.sources.csv.blocks import Blocks
from muster.sources.csv.reader import CsvSource


@dataclass
class Read:
    """A file, read to its end. `found` and `noted` (on opening) are (line, column, code), in the file's order."""

    source: CsvSource
    rows: list[tuple[int, int, tuple[str, ...]]]
    broken: list[tuple[int, int]]
    skipped: dict[Skip, int]
    noted: list[tuple[int | None, int | None, str]]
    found: list[tuple[int | None, int | None, str]]
    values: list[tuple[int | None, str, str | None, str | None]]
    chunk_heights: list[int]

    @property
    def labels(self):
        return self.source.shape.labels

    @property
    def cells(self):
        return [cells for _, _, cells in self.rows]

    @property
    def lines(self):
        return [line for line, _, _ in self.rows]

    @property
    def everything(self):
        return self.rows, self.broken, self.skipped, self.noted, self.found, self.values


def told(source: CsvSource) -> Read:
    chunks = list(source.chunks())
    skipped = Counter()
    for chunk in chunks:
        skipped.update(chunk.skipped)
    return Read(
        source=source,
        rows=[
            (line, end, tuple(cell or "" for cell in cells))
            for chunk in chunks
            for line, end, *cells in chunk.rows.rows()
        ],
        broken=[place for chunk in chunks for place in chunk.broken.rows()],
        skipped=dict(skipped),
        noted=source.violations.select("line", "column", "code").rows(),
        found=[row for chunk in chunks for row in chunk.violations.select("line", "column", "code").rows()],
        values=[row for chunk in chunks for row in chunk.violations.select("line", "code", "value", "params").rows()],
        chunk_heights=[chunk.rows.height for chunk in chunks],
    )


@pytest.fixture(scope="session")
def write(tmp_path_factory):
    """Write a file; the same one each time, unless it is named."""
    folder = tmp_path_factory.mktemp("csv")

    def write(content, name="customers.csv"):
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture(scope="session")
def opened(write):
    """Open a file of this content. `is_careful` and `block_bytes` choose how it is read."""

    def opened(content, *, name="customers.csv", is_careful=False, block_bytes=None):
        source = open_source(write(content, name), Options())
        return replace(source, is_careful=is_careful, block_bytes=block_bytes or source.block_bytes)

    return opened


@pytest.fixture(scope="session")
def read(opened):
    """Read a file of this content to its end."""

    def read(content, **how):
        return told(opened(content, **how))

    return read


@pytest.fixture(scope="session")
def in_small_blocks(opened):
    """Read a file of this content in blocks of so many bytes."""

    def in_small_blocks(content, size):
        source = opened(content, block_bytes=1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Blocks, "MIN_BYTES", size)
            return told(source)

    return in_small_blocks


@pytest.fixture(scope="session")
def refused(opened):
    """The code and the line with which a file of this content is refused."""

    def refused(content, **how):
        with pytest.raises(Unreadable) as error:
            opened(content, **how)
        return error.value.code, error.value.line

    return refused
