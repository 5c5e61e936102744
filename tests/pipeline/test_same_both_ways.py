"""What is proven is never examined, and what is examined without any proof comes out the same: rows, places, counts."""

from importlib import import_module
from pathlib import Path

import polars as pl
import pytest

from muster import pipeline
from muster.model.options import OnError, settle
from muster.report.tally import Tally

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in {".csv", ".txt"})
TWO_HUNDRED = ROOT / "tests" / "rules" / "two_hundred" / "klanten.csv"

DIRT = {
    "values and structure": ("--dirty", "0.3"),
    "addresses over two lines": ("--dirty", "0.1", "--multiline", "0.5"),
    "national numbers, lines of Windows": ("--dirty", "0.1", "--national-mobiles", "--crlf"),
    "another encoding and delimiter": ("--dirty", "0.1", "--encoding", "cp1252", "--delimiter", ";"),
    "tabs, a mark, addresses over two lines": ("--dirty", "0.1", "--delimiter", "tab", "--bom", "--crlf", "--multiline", "0.3"),
    "nothing": (),
}  # fmt: skip


def both_ways(path: Path, **options: object) -> list[dict[str, object]]:
    """All that comes of a file: with all proofs, and with none."""
    return [everything(path, is_careful=is_careful, **options) for is_careful in (False, True)]


def everything(path: Path, **options: object) -> dict[str, object]:
    given = settle(options)
    inputs = [pipeline.Input(name=path.name, path=path)]
    tally = Tally(OnError.SKIP)
    parts = list(pipeline._examined(inputs, given, tally, None, is_keyed=True))
    checked = pipeline.check(inputs, given)
    return {
        "rows": pl.concat([part.rows for part in parts]).rows() if parts else [],
        "unsettled": [row for part in parts for row in part.unsettled.rows()],
        "violations": checked.violations.rows(),
        "counts": checked.counts.rows(),
        "totals": [file.report.totals for file in checked.files],
        "skipped": [file.report.skipped for file in checked.files],
    }


def assert_same(with_proofs: dict[str, object], without: dict[str, object]) -> None:
    for name, come_to in without.items():
        assert with_proofs[name] == come_to, name


@pytest.mark.parametrize("path", [*EXAMPLES, TWO_HUNDRED], ids=lambda path: path.name)
@pytest.mark.parametrize("country", [None, "BE"])
def test_files_as_people_send_them(path, country):
    assert_same(*both_ways(path, country=country))


@pytest.mark.parametrize("dirt", DIRT)
def test_thousands_of_rows_with(dirt, make):
    path = make(*DIRT[dirt], rows=3_000)
    with_proofs, without = both_ways(path)
    assert len(without["rows"]) > 2_000
    assert_same(with_proofs, without)


def test_words_that_mean_blank(make):
    path = make("--dirty", "0.1", rows=1_000)
    assert_same(*both_ways(path, blank_words=("Gent", "info@", "xx", "paris")))


def test_where_no_proof_is_asked_for_none_is_made(make, monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError("something was proven")

    monkeypatch.setattr("muster.sources.csv.reader.prove", refuse)
    monkeypatch.setattr(import_module("muster.rules.examine"), "is_plain", refuse)
    monkeypatch.setattr(import_module("muster.rules.examine"), "quickly", refuse)
    assert len(everything(make(rows=700), is_careful=True)["rows"]) == 700
