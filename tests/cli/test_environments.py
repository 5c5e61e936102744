"""`muster environments`: what an environment sets, and that it holds."""

from dataclasses import replace

import pytest

from muster.apply import environments
from muster.store import open_database

JAN = "1,jan@example.com,nl,Janssens,Jan,+32470123456,,,Kerkstraat 7,Leuven,3000,BE"


def test_what_is_set_is_shown_and_reset(muster):
    assert muster("environments", "set", "default", "undo_days=14", "limit_share=2%", "zone=Europe/Brussels").code == 0
    shown = dict(
        line.split(maxsplit=1) for line in muster("environments", "show").out.splitlines() if " " in line.strip()
    )
    assert (shown["undo_days"], shown["limit_share"], shown["zone"]) == ("14", "0.02", "Europe/Brussels")
    muster("environments", "set", "default", "undo_days=")
    assert "undo_days         30" in muster("environments", "show", "default").out


@pytest.mark.parametrize(
    "text",
    ["undo_days=many", "undo_days=-1", "shoesize=43", "zone=Mars/Base", "notify=nobody", "notify_when=maybe", "country=Belgium",
     "limit_share=2", "no-equals"],
)  # fmt: skip
def test_what_cannot_be_set_ends_with_2(muster, text):
    assert muster("environments", "set", "default", text).code == 2


def test_whoever_calls_theirs_otherwise_is_asked_which_it_is_instead_of_getting_another(muster, file, database_url):
    muster("import", file(JAN), "--yes")
    database = open_database(database_url)
    environments.change(database, replace(environments.find(database), name="Bakkerij"))
    asked = muster("import", file(JAN), "--yes")
    assert (asked.code, "There are: Bakkerij." in asked.err) == (2, True)
    assert [each.name for each in environments.every(database)] == ["Bakkerij"]
    database.close()
    assert muster("import", file(JAN), "--yes", "--environment", "Bakkerij").code == 0


def test_the_environments_limits_hold(muster, file):
    muster("environments", "set", "default", "limit_count=0", "limit_share=0")
    muster("import", file(JAN), "--yes")
    assert muster("import", file(JAN.replace("+32470123456", "")), "--yes").code == 3


def test_the_environments_country_reads_national_numbers(muster, file):
    muster("environments", "set", "default", "country=BE")
    muster("import", file("1,,,Janssens,Jan,0470 12 34 56,,,,,,"), "--yes")
    assert "+32470123456" in muster("customers", "show", "1").out


@pytest.mark.slow
def test_the_environments_people_are_told_as_often_as_they_want(muster, file, tmp_path):
    def mails():
        return len(list((tmp_path / "data" / "outbox").glob("*.eml")))

    muster("environments", "set", "default", "notify=boss@example.org,office@example.org", "notify_when=problems")
    muster("import", file(JAN), "--yes")
    assert mails() == 0
    muster("import", file(JAN.replace("jan@example.com", "jan@")), "--yes")
    assert mails() == 2
    muster("environments", "set", "default", "notify_when=never")
    muster("import", file(JAN.replace("jan@example.com", "jan@")), "--yes")
    assert mails() == 2


def test_an_import_is_undone_in_time_only(muster, file):
    muster("environments", "set", "default", "undo_days=0")
    muster("import", file(JAN), "--yes")
    done = muster("undo", 1, "--yes")
    assert done.code == 2
    assert "too late" in done.err


def test_an_environment_finds_a_code_as_bad_as_it_says(muster, file):
    path = file(JAN.replace("jan@example.com", "jan@gmial.com"))
    assert muster("import", path, "--dry-run").code == 0
    muster("environments", "set", "default", "eml005=error")
    assert "EML005            error" in muster("environments", "show").out
    assert muster("import", path, "--dry-run").code == 1
    muster("environments", "set", "default", "EML005=")
    assert muster("import", path, "--dry-run").code == 0


@pytest.mark.parametrize("text", ["CTR001=warning", "NOP001=off", "EML005=terrible", "TXT010=error"])
def test_what_cannot_be_changed_about_a_code_ends_with_2(muster, text):
    assert muster("environments", "set", "default", text).code == 2


def test_times_are_those_of_the_environment(muster, file, database_url):
    muster("environments", "set", "default", "zone=Asia/Tokyo")
    muster("import", file(JAN), "--yes")
    database = open_database(database_url)
    database.execute("UPDATE import SET created_at = '2026-07-01 23:30:00+00:00'")
    database.close()
    assert "Started: 2 July 2026, 08:30" in " ".join(muster("imports", 1).out.split())
    assert "2026-07-02 08:30" in muster("imports").out
