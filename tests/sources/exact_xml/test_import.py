"""Exports imported, on both databases: what is stored, what stays, and what the second time changes."""

from pathlib import Path

import pytest
from tests.sources.exact_xml.exports import account, export

import muster
from muster.model.fields import NAMES

pytestmark = pytest.mark.slow

ACCOUNTS = Path(__file__).with_name("accounts.xml")
CONTACT = "<Contact><LastName>Claes</LastName><FirstName>Lotte</FirstName></Contact>"


@pytest.fixture
def bring_in(database_url, write, monkeypatch):
    """Import files into the same database: paths, or texts of exports."""
    monkeypatch.setenv("MUSTER_LANG", "en")

    def bring_in(*files, **options):
        paths = [
            file if isinstance(file, Path) else write(file, f"{position}.xml") for position, file in enumerate(files)
        ]
        return muster.import_files(paths, database=database_url, country="BE", yes=True, **options)

    return bring_in


@pytest.fixture
def stored(database):
    """The filled fields of the customer with this number."""

    def stored(number):
        columns = ", ".join(NAMES)
        ((*cells,),) = database.fetch(f"SELECT {columns} FROM customer WHERE number = %(number)s", {"number": number})
        return {name: cell for name, cell in zip(NAMES, cells, strict=True) if cell is not None}

    return stored


def counts(report):
    totals = report.totals
    return {
        name: getattr(totals, name)
        for name in ("created", "updated", "unchanged", "rejected", "skipped", "cleared")
        if getattr(totals, name)
    }


def found(report):
    return report.violations.filter(report.violations["severity"] == "error").select("line", "record", "code").rows()


def test_customers_are_stored_in_our_form(bring_in, stored):
    report = bring_in(ACCOUNTS, on_error="skip")
    assert counts(report) == {"created": 6, "rejected": 1, "skipped": 6}
    assert stored("2001") == {
        "number": "2001", "email": "boekhouding@graanmolen.example", "language": "nl", "lastname": "van den Berge",
        "firstname": "Marleen", "mobile": "+32475112233", "company": "Graanmolen Ter Beke NV", "coc": "0404616494",
        "address": "Molenstraat 3", "city": "Aalbeke", "zip": "8511", "country": "BE",
    }  # fmt: skip
    assert stored("2002") == {
        "number": "2002", "email": "lotte@claes.example", "language": "nl", "lastname": "Lotte Claes",
        "mobile": "+32486112233", "address": "Lindelaan 12 b", "city": "Hasselt", "zip": "3500", "country": "BE",
    }  # fmt: skip
    assert stored("2005") == {"number": "2005", "language": "en", "company": "Oliveira & Filhos, Lda."}


def test_the_second_time_nothing_changes(bring_in):
    bring_in(ACCOUNTS, on_error="skip")
    assert counts(bring_in(ACCOUNTS, on_error="skip")) == {"unchanged": 6, "rejected": 1, "skipped": 6}


def test_several_pages_go_in_together(bring_in):
    pages = [export(account(code=code)) for code in ("1", "2", "3")]
    report = bring_in(*pages)
    assert counts(report) == {"created": 3}
    assert [file.status.value for file in report.files] == ["accepted"] * 3


def test_the_same_account_on_two_pages_is_one_customer(bring_in):
    page = export(account("<Name>Molen BV</Name>"))
    assert counts(bring_in(page, page)) == {"created": 1, "skipped": 1}


def test_what_an_account_does_not_say_stays(bring_in, stored):
    bring_in(ACCOUNTS, on_error="skip")
    report = bring_in(export(account("<Name>Graanmolen Ter Beke NV</Name>", code="2001")))
    assert counts(report) == {"unchanged": 1}
    assert stored("2001")["mobile"] == "+32475112233"


def test_what_an_account_does_not_say_goes_where_that_is_asked_for(bring_in, stored):
    bring_in(ACCOUNTS, on_error="skip")
    report = bring_in(
        export(account("<Name>Graanmolen Ter Beke NV</Name>", code="2001")), blank_by_field={"mobile": "clear"}
    )
    assert counts(report) == {"updated": 1, "cleared": 1}
    assert "mobile" not in stored("2001")


def test_a_stored_company_never_becomes_a_person(bring_in, stored):
    bring_in(export(account(f"<Name>Claes Metaal</Name>{CONTACT}")))
    report = bring_in(export(account(f"<Name>Lotte Claes</Name>{CONTACT}")))
    assert counts(report) == {"unchanged": 1}
    assert stored("1")["company"] == "Claes Metaal"


def test_values_that_do_not_fit_are_errors_of_their_account(bring_in):
    long_email = f"<Email>{'a' * 64}@example.com</Email>"
    report = bring_in(export(account(code="1"), account(long_email, code="2")))
    assert counts(report) == {"rejected": 2}
    assert found(report) == [(5, "2", "LEN001")]


def test_a_file_that_breaks_is_not_written_at_all(bring_in, database):
    whole = export(account(code="1"), account(code="2"))
    report = bring_in(whole[: whole.index("</Accounts>")], on_error="skip")
    assert counts(report) == {"rejected": 2}
    assert found(report) == [(6, None, "ACC003")]
    assert database.fetch("SELECT number FROM customer") == []


def test_an_export_of_exact_globe_stops_nobody_else(bring_in):
    report = bring_in(export('<Account code="9" status="A" type="C"/>'), export(account(code="1")))
    assert [file.status.value for file in report.files] == ["rejected", "accepted"]
    assert counts(report) == {"created": 1}
