"""Duplicates within one import."""

from collections.abc import Callable

import polars as pl
import pytest

from muster.model.examined import STAGED
from muster.model.fields import BIT, NAMES
from muster.model.keys import email_key, name_key, number_key
from muster.rules import duplicates
from muster.rules.duplicates import Duplicates

Row = dict[str, object]
Found = tuple[list[tuple[int, int, str, int, int]], list[tuple[int, int, str]]]


def staged(*rows: Row) -> pl.DataFrame:
    """Rows on their way to the database; lines count from 2 in file 1 unless a row says otherwise."""
    filled = [
        {"file": 1, "line": line, "given": sum(BIT.values()), "erased": 0, "rejected": False, **row}
        for line, row in enumerate(rows, start=2)
    ]
    frame = pl.DataFrame(filled, schema={name: STAGED[name] for name in STAGED if not name.endswith("_key")})
    keys = {"email_key": email_key(pl.col("email")), "number_key": number_key(pl.col("number"))}
    return frame.with_columns(name_key(frame), end_line="line", **keys).select(list(STAGED))


@pytest.fixture
def found(tmp_path) -> Callable[..., Found]:
    def find(*chunks: pl.DataFrame) -> Found:
        seen = Duplicates(tmp_path)
        for chunk in chunks:
            seen.add(chunk)
        violations, refused = seen.found()
        said = violations.filter(pl.col("first_line").is_not_null())
        return (
            said.select("file", "line", "code", "first_file", "first_line").rows(),
            refused.select("file", "line", "action").rows(),
        )

    return find


def test_a_number_that_comes_again_is_an_error_at_the_later_line(found):
    rows = staged({"number": "C-1", "lastname": "Peeters"}, {"number": "C-2"}, {"number": "C-1", "lastname": "Claes"})
    assert found(rows) == ([(1, 4, "DUP001", 1, 2)], [(1, 4, "rejected")])


def test_numbers_are_exact_in_case_and_zeros(found):
    assert found(staged({"number": "c-1"}, {"number": "C-1"}, {"number": "01"}, {"number": "1"})) == ([], [])


def test_it_names_the_first_of_many_and_finds_them_across_chunks_and_files(found):
    later = staged({"file": 2, "number": "C-1", "city": "Gent"}, {"file": 2, "number": "C-1", "city": "Brugge"})
    assert found(staged({"number": "C-1"}), later) == (
        [(2, 2, "DUP001", 1, 2), (2, 3, "DUP001", 1, 2)],
        [(2, 2, "rejected"), (2, 3, "rejected")],
    )


def test_a_row_with_an_error_still_occupies_its_number(found):
    rows = staged({"number": "C-1", "rejected": True}, {"number": "C-1"})
    assert found(rows) == ([(1, 3, "DUP001", 1, 2)], [(1, 3, "rejected")])


def test_an_email_that_comes_again_without_numbers_is_an_error_in_any_case(found):
    rows = staged({"email": "an@example.com", "lastname": "Claes"}, {"email": "AN@example.com", "lastname": "Maes"})
    assert found(rows) == ([(1, 3, "DUP002", 1, 2)], [(1, 3, "rejected")])


def test_numbered_rows_may_share_an_email(found):
    assert found(staged({"number": "1", "email": "an@example.com"}, {"number": "2", "email": "an@example.com"})) == (
        [],
        [],
    )


@pytest.mark.parametrize("numbers", [("C-1", None), (None, "C-1")])
def test_a_row_without_number_may_not_have_the_email_of_a_numbered_row(found, numbers):
    rows = staged(*({"number": number, "email": "an@example.com"} for number in numbers))
    assert found(rows) == ([(1, 3, "DUP003", 1, 2)], [(1, 3, "rejected")])


def test_numbered_rows_after_the_refused_one_are_left_alone(found):
    rows = staged(*({"number": number, "email": "an@example.com"} for number in ("C-1", None, "C-2")))
    assert found(rows) == ([(1, 3, "DUP003", 1, 2)], [(1, 3, "rejected")])


def test_a_row_is_refused_once_although_number_and_email_come_again(found):
    rows = staged(
        {"email": "an@example.com"},
        {"number": "C-1", "email": "bo@example.com"},
        {"number": "C-1", "email": "an@example.com"},
    )
    assert found(rows) == ([(1, 4, "DUP001", 1, 3)], [(1, 4, "rejected")])


@pytest.mark.parametrize(
    "row",
    [
        {"number": "C-1", "email": "an@example.com", "lastname": "Claes"},
        {"email": "an@example.com", "lastname": "Claes"},
        {"lastname": "Claes", "firstname": "An"},
    ],
)
def test_an_identical_row_is_skipped_with_a_warning_also_in_another_file(found, row):
    assert found(staged(row), staged({**row, "file": 2})) == ([(2, 2, "DUP004", 1, 2)], [(2, 2, "skipped")])


def test_a_row_that_sets_fewer_fields_is_not_identical(found):
    rows = staged({"number": "C-1"}, {"number": "C-1", "given": BIT["number"]})
    assert found(rows) == ([(1, 3, "DUP001", 1, 2)], [(1, 3, "rejected")])


def test_broken_rows_are_never_taken_for_identical(found):
    broken = {"number": "C-1", "rejected": True}
    assert found(staged(broken, broken)) == ([(1, 3, "DUP001", 1, 2)], [(1, 3, "rejected")])
    nameless = {"lastname": "Claes", "rejected": True}
    assert found(staged(nameless, nameless)) == ([], [])


def test_people_with_one_name_are_not_duplicates(found):
    rows = staged({"lastname": "Claes", "city": "Gent"}, {"lastname": "Claes", "city": "Brugge"})
    assert found(rows) == ([], [])


def test_one_note_per_file_counts_the_rows_that_nothing_identifies(tmp_path):
    seen = Duplicates(tmp_path)
    seen.add(staged({"number": "C-1"}, {"email": "an@example.com"}, {"lastname": "Claes"}))
    seen.add(staged({"file": 2, "number": "C-2"}))
    violations, refused = seen.found()
    assert violations.select("file", "line", "code", "params").rows() == [
        (1, None, "IDN010", '{"without_number":2,"without_both":1}')
    ]
    assert refused.is_empty()


def test_hashes_that_collide_are_told_apart_by_value(found, monkeypatch):
    monkeypatch.setattr(pl.Series, "hash", lambda series: pl.Series([7] * series.len(), dtype=pl.UInt64))
    monkeypatch.setattr(pl.Expr, "hash", lambda _: pl.lit(7, dtype=pl.UInt64))
    rows = staged({"number": "C-1", "city": "Gent"}, {"number": "C-2"}, {"lastname": "Claes"}, {"lastname": "Maes"})
    assert found(rows) == ([], [])


def test_it_finds_the_same_when_nothing_fits_in_memory(found, monkeypatch, tmp_path):
    chunks = [
        staged(*({"number": f"C-{(start + i) % 70}", "city": f"{start + i}", "line": 2 + start + i} for i in range(10)))
        for start in range(0, 100, 10)
    ]
    in_memory = found(*chunks)
    for limit in ("HELD_HASHES", "HELD_ROWS", "HASHES_AT_A_TIME"):
        monkeypatch.setattr(duplicates, limit, 7)
    assert found(*chunks) == in_memory
    assert len(in_memory[1]) == 30
    assert any(tmp_path.rglob("*.arrow"))


def test_every_field_counts_when_rows_are_compared(found):
    for name in NAMES[2:]:
        assert found(staged({"number": "C-1", name: "nl"}, {"number": "C-1"}))[1] == [(1, 3, "rejected")], name
