"""Exports written for a test, read, and what is to be expected of the one that lies here."""

import csv
from pathlib import Path

import pytest
from tests.sources.exact_xml.exports import told

from muster.model.options import Options
from muster.model.source import Unreadable
from muster.sources import open_source

HERE = Path(__file__).parent


@pytest.fixture
def write(tmp_path):
    def write(content, name="accounts.xml"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def read(write):
    """Read an export given as text or bytes."""

    def read(content, **options):
        return told(open_source(write(content), Options(**options)))

    return read


@pytest.fixture
def refusal(write):
    """Why a file is refused on opening or before its end: code, line and placeholders."""

    def refusal(content):
        try:
            refused = told(open_source(write(content), Options())).refused
        except Unreadable as problem:
            refused = problem
        assert refused is not None
        return refused.code, refused.line, refused.value

    return refusal


@pytest.fixture
def expected():
    """The rows that `accounts.xml` must yield, as they stand in `accounts.csv`."""
    with (HERE / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return [
            {name: int(cell) if name in {"line", "end_line"} else cell for name, cell in row.items() if cell}
            for row in csv.DictReader(file)
        ]
