"""Whatever the mail server does, the import is done, no mail is lost, and at most one comes twice with the same Message-ID."""

import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest
from tests.notify.smtp import Server, free_port, listening

from muster.imports import history, running, telling
from muster.imports.running import Person
from muster.model.options import Given, settle
from muster.notify import Recipient, transport
from muster.pipeline import Input

pytestmark = pytest.mark.slow

PEOPLE = ("an@example.com", "boss@example.com")


@pytest.fixture
def imported(database, tmp_path, monkeypatch):
    """An import that two people are to hear of; nothing was sent yet."""
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 0.5)
    path = tmp_path / "klanten.csv"
    path.write_text("customerNumber,lastname,firstname,companyName\n1,Janssens,Jan,\n", encoding="utf-8")
    person = Person(name="an", recipients=tuple(Recipient(address=address) for address in PEOPLE))
    report = running.start(database, "default", [Input(name=path.name, path=path)], settle(Given(yes=True)), person)

    def deliver(address):
        monkeypatch.setenv("MUSTER_EMAIL_URL", f"smtp://{address}")
        return telling.deliver(database)

    return SimpleNamespace(id=report.import_id, database=database, deliver=deliver)


def mails(imported):
    return [(mail.recipient, mail.state) for mail in history.mails(imported.database, imported.id)]


def later(imported):
    """The waiting is over."""
    imported.database.execute("UPDATE outbox SET run_after = NULL, lease_until = NULL")


def message_ids(imported):
    return [message_id for (message_id,) in imported.database.fetch("SELECT message_id FROM outbox ORDER BY id")]


def is_done(imported):
    """The import, and its one customer."""
    state = imported.database.fetch("SELECT state FROM import WHERE id = %(id)s", {"id": imported.id})
    return state == [("done",)] and imported.database.fetch("SELECT count(*) FROM customer") == [(1,)]


def arrive(imported):
    """What a server gets that has no faults."""
    later(imported)
    with listening(well := Server()) as address:
        imported.deliver(address)
    return [message["Message-ID"] for message in well.got]


@pytest.mark.parametrize(
    "server",
    [
        Server("451 try later"), Server("421 closing"), Server(recipient_says="450 mailbox busy"), Server("hang"),
        Server("hang up"),
    ],
    ids=["4xx", "421", "4xx for the recipient", "hang", "cut after DATA"],
)  # fmt: skip
def test_what_a_server_puts_off_arrives_once_it_is_well(imported, server):
    with listening(server) as address:
        assert imported.deliver(address).retried == 2
    assert is_done(imported)
    assert mails(imported) == [(address, "queued") for address in PEOPLE]
    assert arrive(imported) == message_ids(imported)
    assert mails(imported) == [(address, "sent") for address in PEOPLE]
    assert arrive(imported) == []


def test_without_a_server_mails_wait(imported):
    assert imported.deliver(f"127.0.0.1:{free_port()}").retried == 2
    assert is_done(imported)
    assert arrive(imported) == message_ids(imported)


@pytest.mark.parametrize("server", [Server("554 no"), Server(recipient_says="550 no such user")], ids=["554", "550"])
def test_what_a_server_refuses_for_good_is_dead_and_arrives_when_it_is_sent_again(imported, server, monkeypatch):
    with listening(server) as address:
        assert imported.deliver(address).dead == 2
    assert is_done(imported)
    assert mails(imported) == [(address, "dead") for address in PEOPLE]
    assert arrive(imported) == []
    with listening(well := Server()) as address:
        monkeypatch.setenv("MUSTER_EMAIL_URL", f"smtp://{address}")
        assert telling.send_again(imported.database, imported.id) == 2
    assert [message["Message-ID"] for message in well.got] == message_ids(imported)


def test_a_connection_that_is_cut_when_the_server_has_the_mail_makes_one_duplicate_with_the_same_id(imported):
    with listening(cutting := Server("take, hang up")) as address:
        assert imported.deliver(address).retried == 2
    assert is_done(imported)
    first = [message["Message-ID"] for message in cutting.got]
    assert first == arrive(imported) == message_ids(imported)
    assert arrive(imported) == []


def test_a_sender_killed_after_250_makes_one_duplicate_with_the_same_id(imported, database_url):
    program = (
        "import sys; from muster.imports import telling; from muster.store import open_database;"
        "telling.deliver(open_database(sys.argv[1]))"
    )
    with listening(server := Server()) as address:
        killed = subprocess.run(
            [sys.executable, "-c", program, database_url],
            check=False,
            env={**os.environ, "MUSTER_EMAIL_URL": f"smtp://{address}", "MUSTER_FAULT": "mail-sent"},
        )
        assert killed.returncode == -signal.SIGKILL
        assert mails(imported) == [("an@example.com", "queued"), ("boss@example.com", "queued")]
        assert is_done(imported)
        later(imported)
        imported.deliver(address)
    first, second = message_ids(imported)
    assert [message["Message-ID"] for message in server.got] == [first, first, second]
    assert arrive(imported) == []


def test_a_silent_server_is_waited_for_ten_seconds():
    assert transport.TIMEOUT_SECONDS == 10
