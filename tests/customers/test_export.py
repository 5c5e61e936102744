"""What is exported comes in again and changes nothing, whatever the customers are called."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import muster
from muster.apply import edit, environments
from muster.apply.state import Kind, Request
from muster.customers import export
from muster.customers.selection import Filter
from muster.imports import place
from muster.model.fields import FIELDS
from muster.model.options import WrongOption
from muster.store import open_database

TEXTS = some.one_of(
    some.sampled_from(
        [
            "",
            "=SUM(A1)",
            "'=A1",
            "+abc",
            "-",
            "@you",
            "''+x",
            "a;b",
            'say "x"',
            "x\ny",
            "שלום עולם",
            "👩‍👧 Ünï",
            "L" * 140,
            "\tTab",
            "007",
        ]
    ),
    some.text(alphabet="aé=+-@'\";, \n\tשß👍0", max_size=12),
)
VALID = {
    "email": ["", "jan@example.com", "an@bücher.example", "o'neil+x@example.org"],
    "language": ["", "nl", "pt"],
    "mobile": ["", "+32470123456", "+31612345678"],
    "coc": ["", "0123456749"],
    "zip": ["", "1000", "1011 AB"],
    "country": ["", "BE", "NL"],
}
CELLS = [some.sampled_from(VALID[field.name]) if field.name in VALID else TEXTS for field in FIELDS]
ROWS = some.lists(some.tuples(*CELLS), min_size=1, max_size=8, unique_by=lambda row: row[0])


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "text", "xlsx"])
def test_importing_an_export_changes_nothing(form, database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    options = {"database": database_url, "yes": True, "on_error": "skip", "max_cleared": 10**6, "max_renamed": 10**6}

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ROWS)
    def comes_in_again(rows):
        _forget_customers(database_url)
        given_file = tmp_path / "given.csv"
        with given_file.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[field.header for field in FIELDS], *rows])
        stored = muster.import_files([given_file], **options).totals.created
        exported = _export(database_url, form, tmp_path / f"out.{'xlsx' if form == 'xlsx' else 'csv'}")
        again = muster.import_files([exported], **options).totals
        assert (again.unchanged, again.created, again.updated, again.rejected) == (stored, 0, 0, 0)
        seen.append(stored)

    seen: list[int] = []
    comes_in_again()
    assert sum(seen) > 20


def _export(url: str, form: str, path: Path) -> Path:
    with place.opened(url) as database, path.open("wb") as out:
        home = place.environment(database, "default")
        export.write(database, home.id, out, Filter(), export.Form(form), language="nl")
    return path


def _forget_customers(url: str) -> None:
    database = open_database(url)
    for table in ("change", "customer_alias", "customer"):
        database.execute(f"DELETE FROM {table}")
    database.close()


def test_more_than_a_sheet_holds_is_refused_before_anything_is_written(database, monkeypatch):
    home = environments.add(database, "here")
    for number in range(3):
        request = Request(environment_id=home.id, kind=Kind.CREATE, started_by="an")
        edit.create(database, request, {"number": str(number)})
    out = io.BytesIO()
    monkeypatch.setattr(export, "SHEET_ROWS", 3)
    with pytest.raises(WrongOption):
        export.write(database, home.id, out, Filter(), export.Form.XLSX, language="en")
    assert out.getvalue() == b""
    monkeypatch.setattr(export, "SHEET_ROWS", 4)
    assert export.write(database, home.id, out, Filter(), export.Form.XLSX, language="en") == 3
