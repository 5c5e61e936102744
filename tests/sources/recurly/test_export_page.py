"""The page on Recurly's export shows what happens, and its export ends as the same customers on both databases."""

import csv
import io

import pytest
from tests.sources.pages import Page, fresh_machine

import muster
from muster.imports import place

PAGE = Page("sources/recurly-export.md")


@pytest.mark.slow
def test_every_command_of_the_page_does_what_it_shows(tmp_path):
    (tmp_path / "accounts.csv").write_text(PAGE.block("csv"), encoding="utf-8")
    run = fresh_machine(tmp_path)
    assert len(PAGE.shown()) > 3
    for command, output in PAGE.shown():
        assert run(command) == output, command


def test_the_page_names_every_column_that_is_read():
    from muster.mapping.programs import programs

    [recurly] = [program for program in programs() if program.name == "Recurly"]
    read = {label for labels in recurly.fields.values() for joined in labels for label in joined.split("+")} | set(
        recurly.accounts.values()
    )
    assert [label for label in sorted(read) if label not in PAGE.text] == []


@pytest.fixture
def bring(database_url, tmp_path, monkeypatch):
    """Import an export; its report."""
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MUSTER_LANG", "en")

    def bring(text, **options):
        path = tmp_path / "accounts.csv"
        path.write_text(text, encoding="utf-8")
        return muster.import_files([path], database=database_url, yes=True, country="BE", **options)

    return bring


def kept(database_url, *columns):
    with place.opened(database_url) as database:
        return database.fetch(f"SELECT {', '.join(columns)} FROM customer ORDER BY number")


def changed(number, **cells):
    """The export of the page, with other cells in the rows of an account."""
    rows = [
        row | (cells if row["account_code"] == number else {}) for row in csv.DictReader(io.StringIO(PAGE.block("csv")))
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.slow
def test_open_accounts_are_customers_once_each(bring, database_url):
    report = bring(PAGE.block("csv"))
    assert (report.totals.created, report.totals.skipped, report.totals.errors) == (3, 2, 0)
    assert kept(database_url, "number", "company", "coc", "mobile", "language") == [
        ("K-310", "Drukkerij Verlinden NV", "0404616494", "+32475123456", "nl"), ("K-311", None, None, None, "en"),
        ("K-313", None, None, "+14155559876", "en"),
    ]  # fmt: skip
    assert bring(PAGE.block("csv")).totals.unchanged == 3


@pytest.mark.slow
def test_what_the_export_leaves_blank_deletes_nothing_unless_that_is_asked_for(bring, database_url):
    bring(PAGE.block("csv"))
    without = changed("K-310", account_phone="", account_vat_number="", account_company_name="")
    assert bring(without).totals.unchanged == 3
    assert bring(without, blank_by_field={"mobile": "clear"}).totals.cleared == 1
    assert kept(database_url, "company", "mobile")[0] == ("Drukkerij Verlinden NV", None)


def test_rows_of_one_account_that_say_different_things_are_an_error(bring):
    given = PAGE.block("csv").replace("bus 2,Antwerpen", "bus 3,Antwerpen", 1)
    report = bring(given, on_error="skip")
    assert report.violations.filter(severity="error").select("line", "field", "code").rows() == [
        (3, "number", "DUP001")
    ]
