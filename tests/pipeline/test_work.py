"""How much work a check is, counted and not timed: what a clean file must not cost, and what may not grow.

A million rows are checked in the time of a bare `csv.reader` loop only as long as nothing here is done row by row.
"""

import sys
import threading
from collections import Counter
from importlib import import_module

import email_validator
import phonenumbers
import pytest
import stdnum.de.handelsregisternummer
import stdnum.it.codicefiscale

import muster
from muster.rules.reading.coc import handelsregister
from muster.rules.reading.distinct import _memories

CHUNK_ROWS = 2_500
QUERIES_OF_A_CHUNK = 130
"""What a clean chunk may cost, whatever its size."""

LIBRARIES = [
    (import_module("muster.rules.reading.mobile"), "parse"),
    (import_module("muster.rules.reading.mobile"), "PhoneNumberMatcher"),
    (phonenumbers, "parse"),
    (email_validator, "validate_email"),
    (stdnum.de.handelsregisternummer, "validate"),
    (stdnum.it.codicefiscale, "is_valid"),
]


@pytest.fixture
def small_chunks(monkeypatch):
    """Chunks of a few thousand rows, so that a small file has several."""
    monkeypatch.setattr("muster.sources.csv.reader.CHUNK_ROWS", CHUNK_ROWS)
    monkeypatch.setattr("muster.sources.csv.blocks.Blocks.MIN_BYTES", 1)


@pytest.fixture
def calls(monkeypatch):
    """How often each library was asked, from now on and with nothing remembered."""
    _memories.clear()
    handelsregister._stored_court.cache_clear()
    counted: Counter[str] = Counter()
    for module, name in LIBRARIES:
        monkeypatch.setattr(module, name, counting(counted, f"{module.__name__}.{name}", getattr(module, name)))
    return counted


def counting(counted, name, original):
    def call(*args, **more):
        counted[name] += 1
        return original(*args, **more)

    return call


@pytest.fixture
def read_carefully(monkeypatch):
    """The lines of every record that the careful path read behind the header."""
    lines: list[int] = []
    module = import_module("muster.sources.csv.reader")

    class Watched(module.Records):
        def read(self, at):
            lines.append(at)
            return super().read(at)

    monkeypatch.setattr(module, "Records", Watched)
    return lines


def queries(path) -> int:
    """How many queries Polars answers while a file is checked, in whichever thread."""
    count = 0
    lock = threading.Lock()

    def watch(_frame, event, called):
        nonlocal count
        if event == "c_call" and called.__name__ == "collect":
            with lock:
                count += 1

    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        muster.check([path])
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return count


def test_a_clean_file_asks_no_library_but_for_the_names_of_courts(make, calls):
    assert not muster.check([make(rows=5_000)]).violations.height
    courts = calls.pop("stdnum.de.handelsregisternummer.validate")
    assert not calls
    assert courts < 60


def test_national_numbers_ask_no_library(make, calls):
    muster.check([make("--national-mobiles", rows=5_000)])
    calls.pop("stdnum.de.handelsregisternummer.validate")
    assert not calls


@pytest.mark.parametrize("options", [(), ("--multiline", "0.3"), ("--multiline", "0.3", "--crlf", "--delimiter", ";")])
def test_nothing_of_a_well_formed_file_is_read_line_by_line(options, make, read_carefully):
    assert muster.check([make(*options, rows=3_000)]).totals.rows == 3_000
    assert read_carefully == []


def test_only_damaged_lines_are_read_line_by_line(make, read_carefully):
    path = make("--dirty", "0.05", rows=5_000)
    damaged = sum(not line.split(",")[1] for line in path.with_suffix(".truth.csv").read_text().splitlines()[1:])
    muster.check([path])
    assert damaged > 30
    assert len(read_carefully) == damaged


@pytest.mark.usefixtures("small_chunks")
def test_a_broken_value_is_asked_about_once_however_often_it_stands_there(tmp_path, calls):
    path = tmp_path / "same.csv"
    header = "customerNumber,mobile,email,firstname,lastname,companyName"
    rows = (f"{number},ask for it 7,jan@@example.com,,," for number in range(CHUNK_ROWS * 3))
    path.write_text("\n".join([header, *rows]))
    assert muster.check([path]).totals.errors == 2 * 3 * CHUNK_ROWS
    assert calls["muster.rules.reading.mobile.PhoneNumberMatcher"] == 1
    assert calls["email_validator.validate_email"] <= 10


@pytest.mark.slow
@pytest.mark.usefixtures("small_chunks")
def test_queries_are_as_many_for_each_chunk_however_large_it_is(make, monkeypatch):
    muster.check([make(rows=CHUNK_ROWS)])  # what is made only once is made then
    of_a_chunk = (queries(make(rows=CHUNK_ROWS * 6)) - queries(make(rows=CHUNK_ROWS * 3))) / 3
    monkeypatch.setattr("muster.sources.csv.reader.CHUNK_ROWS", CHUNK_ROWS * 2)
    of_a_large_chunk = (queries(make(rows=CHUNK_ROWS * 12)) - queries(make(rows=CHUNK_ROWS * 6))) / 3
    assert of_a_chunk <= QUERIES_OF_A_CHUNK
    assert of_a_large_chunk <= of_a_chunk * 1.3


@pytest.mark.slow
@pytest.mark.usefixtures("small_chunks")
def test_twice_the_damage_does_not_take_twice_the_queries(make):
    muster.check([make("--dirty", "0.1", rows=CHUNK_ROWS)])
    some, twice = (queries(make("--dirty", share, rows=CHUNK_ROWS * 3)) for share in ("0.1", "0.2"))
    assert twice <= some * 1.2
