"""The report as CSV, as one HTML file, and as a workbook."""

import csv as stdlib_csv
import io
import re
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from muster.i18n import Translator
from muster.model.chunk import no_violations
from muster.report import csv, html, xlsx

ENGLISH = Translator("en")
FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "'=already"]


def as_csv(report):
    out = io.StringIO()
    csv.write(report, out, ENGLISH)
    return out.getvalue()


def as_html(report):
    out = io.StringIO()
    html.write(report, out, ENGLISH)
    return out.getvalue()


def with_values(make, report, values):
    report.violations = make.frame(
        *(make.violation("EML001", line=n, column=2, field="number", value=value) for n, value in enumerate(values, 2))
    )
    return report


def test_csv_has_every_violation_with_the_keys_of_json(report):
    rows = list(stdlib_csv.DictReader(io.StringIO(as_csv(report), newline="")))
    assert list(rows[0]) == [
        "file", "line", "end_line", "column", "sheet", "cell", "record", "header", "field", "value", "code", "severity",
        "cause", "message", "hint", "suggestion", "first_file", "first_line", "original_file", "original_line",
    ]  # fmt: skip
    assert [(row["file"], row["line"], row["cell"], row["code"]) for row in rows[5:]] == [
        ("klanten.csv", "12", "", "EML001"), ("klanten.csv", "9", "", "CTR001"),
        ("nieuw.xlsx", "4", "D4", "COC010"), ("nieuw.xlsx", "5", "C5", "MOB020"),
    ]  # fmt: skip
    assert rows[0]["message"] == "“jan3@” is not a complete e-mail address."


def test_csv_without_violations_is_its_header(report):
    report.violations = no_violations()
    assert as_csv(report).count("\r\n") == 1


def test_no_cell_of_the_csv_is_a_formula_and_taking_one_apostrophe_off_gives_the_value(make, report):
    written = list(stdlib_csv.DictReader(io.StringIO(as_csv(with_values(make, report, FORMULAS)), newline="")))
    assert [row["value"] for row in written] == ["'" + value for value in FORMULAS]


@pytest.mark.parametrize("value", ["+32470123456", "'t Hof", "a=b", "jan@example.com", "0123"])
def test_what_no_program_computes_stays_as_it_is(make, report, value):
    (row,) = stdlib_csv.DictReader(io.StringIO(as_csv(with_values(make, report, [value])), newline=""))
    assert row["value"] == value


def test_csv_slices_join(report, monkeypatch):
    whole = as_csv(report)
    monkeypatch.setattr(csv, "SLICE_ROWS", 2)
    assert as_csv(report) == whole


class Page(HTMLParser):
    """Which elements a page has, and whether each is closed."""

    VOID = frozenset({"meta", "rect"})

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.text = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "href"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_html_is_well_formed_loads_nothing_and_has_no_script(report):
    page = Page(as_html(report))
    assert "script" not in page.seen
    assert page.seen.count("details") == 4
    assert page.seen.count("rect") == 4


def test_html_says_what_was_written_by_whom_and_what_was_wrong(report):
    report.started_by = "an"
    report.started_at, report.finished_at = (
        datetime(2026, 11, 22, 9, 5, tzinfo=UTC),
        datetime(2026, 11, 22, 9, 5, 42, tzinfo=UTC),
    )
    text = " ".join(Page(as_html(report)).text)
    for expected in (
        "4 customers were written, 12 rows were not.", "klanten.csv", "rejected", "14 rows: 12 rejected, 2 skipped",
        "Started by an", "22 November 2026, 09:05", "42 s", "The country is not known.", "line 9, country",
        "“Belgie” is not a country.", "→ Write its two letters, such as BE.", "22 December 2026",
    ):  # fmt: skip
        assert expected in re.sub(r"\s+", " ", text)


def test_html_takes_cells_and_file_names_for_text(make, report):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    report.files[0].name = hostile
    page = as_html(with_values(make, report, [hostile]))
    Page(page)
    assert "<script" not in page
    assert "<img" not in page


def test_html_lists_a_thousand_places_and_counts_the_rest(make, report):
    report = with_values(make, report, ["jan@"] * 1_500)
    page = as_html(report)
    assert page.count("<tr>") == 1 + html.PLACES
    assert "… and 500 more places" in page


class Book:
    """A workbook's sheets and their texts, read from its XML."""

    SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            names = ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{self.SPACE}sheet")
            self.names = [name.get("name") for name in names]
            self.xml = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, len(self.names) + 1)]

    def rows(self, sheet):
        for row in ET.fromstring(self.xml[sheet]).iter(f"{self.SPACE}row"):
            yield {re.sub(r"\d", "", cell.get("r")): "".join(cell.itertext()) for cell in row}


def test_the_workbook_has_a_summary_and_every_violation(report, tmp_path):
    report.started_by = "an"
    xlsx.write(report, tmp_path / "report.xlsx", ENGLISH)
    book = Book(tmp_path / "report.xlsx")
    assert book.names == ["Report", "List"]
    summary = list(book.rows(0))
    assert summary[0]["A"] == "4 customers were written, 12 rows were not."
    assert {
        "A": "klanten.csv",
        "B": "rejected\n14 rows: 12 rejected, 2 skipped\n7 errors in 7 rows\nSkipped: 2 example rows of the template.",
    } in summary
    listed = list(book.rows(1))
    assert " | ".join(listed[0].values()) == (
        "File | Place | Kind | Code | Value | What is wrong | What to do | Suggestion"
    )
    assert list(listed[7].values()) == [
        "klanten.csv", "line 9, country", "error", "CTR001", "Belgie", "“Belgie” is not a country.",
        "Write its two letters, such as BE.", "BE",
    ]  # fmt: skip
    assert len(listed) == 10


def test_the_workbook_keeps_formulas_links_and_numbers_as_text(make, report, tmp_path):
    values = [*FORMULAS, "https://example.com", "00123", "x" * 40_000]
    xlsx.write(with_values(make, report, values), tmp_path / "report.xlsx", ENGLISH)
    book = Book(tmp_path / "report.xlsx")
    assert "<f>" not in book.xml[1]
    assert "hyperlink" not in book.xml[1]
    shown = [row["E"] for row in list(book.rows(1))[1:]]
    assert shown[7:9] == ["https://example.com", "00123"]
    assert shown[0] == "=1+1"
    assert len(shown[9]) == 32_767


def test_an_empty_list_makes_a_workbook_too(report, tmp_path):
    report.violations = no_violations()
    report.counts = pl.DataFrame()
    xlsx.write(report, tmp_path / "report.xlsx", ENGLISH)
    assert len(list(Book(tmp_path / "report.xlsx").rows(1))) == 1
