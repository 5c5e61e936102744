"""The report as JSON: the promise to other people's scripts."""

import io
import json as stdlib_json

import polars as pl
import pytest

from muster.i18n import Translator
from muster.report import json


def written(report):
    out = io.StringIO()
    json.write(report, out, Translator("en"))
    return out.getvalue()


def test_it_is_one_object_with_the_promised_keys_in_their_order(report):
    report.cleared_by_field = {"number": 0, "mobile": 2}
    read = stdlib_json.loads(written(report))
    assert list(read) == ["import", "status", "reason", "dry_run", "totals", "cleared_by_field", "files"]
    assert (read["import"], read["status"], read["reason"], read["dry_run"]) == (12, "partial", None, False)
    assert read["totals"] == {
        "rows": 19, "created": 3, "updated": 1, "unchanged": 1, "rejected": 12, "skipped": 2, "rows_with_errors": 7,
        "cleared": 0, "repaired": 1, "errors": 7, "warnings": 1, "notes": 0,
    }  # fmt: skip
    assert list(read["totals"]) == [
        "rows", "created", "updated", "unchanged", "rejected", "skipped", "rows_with_errors", "cleared", "repaired",
        "errors", "warnings", "notes",
    ]  # fmt: skip
    assert read["cleared_by_field"] == {"customerNumber": 0, "mobile": 2}
    assert list(read["files"][0]) == ["name", "status", "source", "encoding", "delimiter", "totals", "violations"]
    assert [len(file["violations"]) for file in read["files"]] == [7, 2]


def test_a_violation_has_the_promised_keys_in_their_order(report):
    assert list(stdlib_json.loads(written(report))["files"][0]["violations"][6].items()) == [
        ("line", 9), ("end_line", 9), ("column", 4), ("sheet", None), ("cell", None), ("record", None),
        ("header", "country"), ("field", "country"), ("value", "Belgie"), ("code", "CTR001"), ("severity", "error"),
        ("cause", "The country is not known."), ("message", "“Belgie” is not a country."),
        ("hint", "Write its two letters, such as BE."), ("suggestion", "BE"), ("first", None), ("original", None),
    ]  # fmt: skip


def test_fields_go_by_their_header_and_sheets_have_cells(make, report):
    report.violations = make.frame(
        make.violation("DUP001", line=9, column=1, field="number", value="7", first_file=2, first_line=4),
        make.violation("EML001", file=2, line=5, column=2, field="language", original_file="oud.csv", original_line=8),
    )
    first, second = (file["violations"][0] for file in stdlib_json.loads(written(report))["files"])
    assert (first["field"], first["header"]) == ("customerNumber", "Klantnr")
    assert (first["first"], first["original"]) == ({"file": "nieuw.xlsx", "line": 4}, None)
    assert (second["field"], second["sheet"], second["cell"]) == ("l", "Blad1", "B5")
    assert (second["first"], second["original"]) == (None, {"file": "oud.csv", "line": 8})


def test_values_are_the_users_own_down_to_the_last_character(make, report):
    odd = 'quote " backslash \\ line\nbreak \u2028 \x1b zero-width\u200b 東京 😀'
    report.violations = make.frame(make.violation("EML001", line=2, column=2, value=odd))
    assert stdlib_json.loads(written(report))["files"][0]["violations"][0]["value"] == odd


def test_slices_join_into_one_list(monkeypatch, report):
    whole = written(report)
    monkeypatch.setattr(json, "SLICE_ROWS", 2)
    assert stdlib_json.loads(written(report)) == stdlib_json.loads(whole)


@pytest.mark.slow
def test_a_million_violations_take_seconds_and_stream(make, report):
    import time
    from pathlib import Path

    one = make.frame(make.violation("EML001", line=3, column=2, field="email", value="jan@"))
    report.violations = pl.concat([one] * 1_000_000)
    started = time.perf_counter()
    with Path("/dev/null").open("w") as out:
        json.write(report, out, Translator("en"))
    assert time.perf_counter() - started < 30
