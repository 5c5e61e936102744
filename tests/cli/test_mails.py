"""Who gets which mail of what the command line does, and what it says of mails that did not arrive."""

import re
from email import message_from_bytes, policy

import pytest
from tests.notify.smtp import Server, free_port, listening

from muster.store import open_database

pytestmark = pytest.mark.slow

JAN = "1,jan@example.com,nl,Janssens,Jan,+32470123456,,,Kerkstraat 7,Leuven,3000,BE"
BROKEN = JAN.replace("jan@example.com", "jan@")


@pytest.fixture
def mails(tmp_path):
    """The mails in the outbox folder, in the order in which they were written."""

    def mails():
        paths = sorted((tmp_path / "data" / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]

    return mails


def whom(mails):
    return [(mail["To"], mail["Content-Language"]) for mail in mails()]


def test_everybody_who_is_named_is_told_once_in_their_own_language(muster, file, mails):
    muster(
        "environments", "set", "default", "language=de", "notify=chef@example.org fr, boss@example.org, an@example.org"
    )
    muster("import", file(JAN), "--yes", "--notify", "an@example.org", "--notify", "eva@example.org nl")
    assert whom(mails) == [
        ("an@example.org", "en"), ("eva@example.org", "nl"), ("chef@example.org", "fr"), ("boss@example.org", "de"),
    ]  # fmt: skip
    assert [mail["Subject"].partition(":")[0].strip() for mail in mails()] == [
        "All in", "Alles ingevoerd", "Tout importé", "Alles importiert",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["boss", "boss@example.org klingon", "a@example.org,b@example.org"])
def test_who_cannot_be_written_to_is_refused_before_anything_is_imported(muster, file, address):
    done = muster("import", file(JAN), "--yes", "--notify", address)
    assert done.code == 2
    assert f"“{address}” is not possible for --notify." in done.err
    assert muster("customers").out == ""


def test_the_environments_sender_has_a_name_and_an_address_for_replies(muster, file, mails):
    muster("environments", "set", "default", "sender=Société Acme <muster@example.org>", "reply_to=desk@example.org")
    muster("import", file(JAN), "--yes", "--notify", "an@example.org")
    [mail] = mails()
    assert (mail["From"], mail["Reply-To"]) == ("Société Acme <muster@example.org>", "desk@example.org")


def test_waiting_done_and_undone_are_one_thread(muster, file, mails):
    muster("import", file(JAN), "--notify", "an@example.org nl")
    muster("confirm", 1)
    muster("undo", 1, "--yes")
    waiting, done, undone = mails()
    assert [mail["Subject"].partition(":")[0] for mail in mails()] == [
        "Wacht op uw bevestiging", "Alles ingevoerd", "Teruggedraaid",
    ]  # fmt: skip
    assert whom(mails) == [("an@example.org", "nl")] * 3
    assert (waiting["In-Reply-To"], waiting["References"]) == (None, None)
    assert (done["In-Reply-To"], done["References"]) == (waiting["Message-ID"], waiting["Message-ID"])
    assert undone["In-Reply-To"] == done["Message-ID"]
    assert undone["References"].split() == [waiting["Message-ID"], done["Message-ID"]]


def test_whom_the_environment_named_hears_of_the_undo_too(muster, file, mails):
    muster("environments", "set", "default", "notify=boss@example.org fr")
    muster("import", file(JAN), "--yes")
    muster("undo", 1, "--yes")
    assert whom(mails) == [("boss@example.org", "fr")] * 2


def test_whoever_only_wants_to_hear_of_problems_hears_of_a_waiting_import(muster, file, mails):
    muster("environments", "set", "default", "notify=boss@example.org", "notify_when=problems")
    muster("import", file(JAN))
    assert [mail["Subject"].partition(":")[0] for mail in mails()] == ["Waiting for your confirmation"]
    muster("confirm", 1)
    assert len(mails()) == 1


def test_checks_dry_runs_and_cancelled_imports_send_nothing(muster, file, mails):
    muster("environments", "set", "default", "notify=boss@example.org", "notify_when=always")
    muster("check", file(BROKEN))
    muster("import", file(BROKEN), "--dry-run")
    assert mails() == []
    muster("import", file(JAN))
    muster("cancel", 1)
    assert len(mails()) == 1


def test_an_import_whose_program_died_is_told_of_by_the_next_one(muster, file, mails, database_url):
    muster("import", file(JAN), "--notify", "an@example.org nl")
    muster("import", file(JAN), "--dry-run", "--notify", "an@example.org nl")
    database = open_database(database_url)
    database.execute(
        "UPDATE import SET state = 'checking', lease_until = '2026-01-01 00:00:00+00:00', run_after = NULL"
    )
    database.close()
    muster("import", file(JAN), "--dry-run")
    assert [mail["Subject"] for mail in mails()][1:] == ["Niets opgeslagen: systeemfout: customers.csv"]
    assert "failed" in muster("imports").out


def test_mails_lead_to_pages_that_there_are(muster, file, mails, monkeypatch):
    import django
    from django.urls import resolve

    monkeypatch.setenv("MUSTER_BASE_URL", "https://muster.example.com/")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "muster.server.settings")
    django.setup()
    muster(
        "import", file(JAN, BROKEN.replace("1,", "2,", 1)), "--yes", "--on-error", "skip", "--notify", "an@example.org"
    )
    [mail] = mails()
    links = re.findall(r"https://muster\.example\.com(\S+)", mail.get_body(("plain",)).get_content())
    names = [resolve(link, "muster.web.urls").url_name for link in links]
    assert names == ["mailed_correction_file", "mailed_import", "mailed_undo"]


def test_a_mail_that_does_not_leave_changes_no_exit_code_and_is_said(muster, file, monkeypatch):
    monkeypatch.setenv("MUSTER_EMAIL_URL", f"smtp://127.0.0.1:{free_port()}")
    done = muster("import", file(JAN), "--yes", "--notify", "an@example.org")
    assert done.code == 0
    said = " ".join(done.out.split())
    assert "The e-mail to an@example.org could not be delivered yet: [Errno 111] Connection refused. It will be" in said
    assert "An e-mail goes to" not in said


def test_a_mail_that_was_refused_is_shown_and_can_be_sent_again(muster, file, monkeypatch):
    with listening(Server(recipient_says="550 no such user")) as address:
        monkeypatch.setenv("MUSTER_EMAIL_URL", f"smtp://{address}")
        assert muster("import", file(JAN), "--yes", "--notify", "an@example.org").code == 0
    assert (
        "The e-mail to an@example.org could not be delivered: 550 no such user. Send it again: muster imports 1"
        " --send-again" in " ".join(muster("imports", 1).out.split())
    )
    assert "        1 e-mail could not be delivered: muster imports 1\n" in muster("imports").out
    with listening(well := Server()) as address:
        monkeypatch.setenv("MUSTER_EMAIL_URL", f"smtp://{address}")
        assert "An e-mail goes to an@example.org.\n" in muster("imports", 1, "--send-again").out
        muster("imports", 1, "--send-again")
    assert [mail["To"] for mail in well.got] == ["an@example.org"]
    assert "delivered" not in muster("imports").out
