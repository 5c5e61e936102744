"""From the outbox to people, on both databases: nothing is lost, at most one mail comes twice."""

import os
import signal
import subprocess
import sys
import textwrap
from email.message import EmailMessage

import pytest

from muster.notify import TransportError, deliver_due, outbox, send_again
from muster.store import open_database


@pytest.fixture
def queued(database):
    """Three messages to be sent."""
    if not database.fetch("SELECT id FROM environment"):
        database.execute("INSERT INTO environment (name) VALUES ('default')")
    ((environment,),) = database.fetch("SELECT id FROM environment")
    database.execute(
        "INSERT INTO import (environment_id, kind, state, started_by) VALUES (%(environment)s, 'file', 'done', 'an')",
        {"environment": environment},
    )
    ((import_id,),) = database.fetch("SELECT id FROM import")
    for number in (1, 2, 3):
        database.execute(
            "INSERT INTO outbox (environment_id, import_id, kind, recipient, language, message_id)"
            " VALUES (%(environment)s, %(import)s, 'report', %(to)s, 'nl', %(message)s)",
            {"environment": environment, "import": import_id, "to": f"an{number}@example.com", "message": f"<{number}@x>"},
        )  # fmt: skip
    return database


class Box:
    """Takes messages; `refusals` are raised first, by Message-ID."""

    def __init__(self, **refusals):
        self.refusals = refusals
        self.got = []

    def __call__(self, message):
        waiting = self.refusals.get(message["To"].partition("@")[0], [])
        if waiting:
            raise waiting.pop(0)
        self.got.append(message["Message-ID"])


def compose(due):
    message = EmailMessage()
    message["To"], message["Message-ID"], message["Content-Language"] = due.recipient, due.message_id, due.language
    return message


def rows(database):
    return database.fetch("SELECT state, attempt, last_error FROM outbox ORDER BY id")


def later(database):
    """The waiting is over."""
    database.execute("UPDATE outbox SET run_after = NULL, lease_until = NULL")


def test_every_message_is_sent_once(queued):
    box = Box()
    assert deliver_due(queued, compose, box) == outbox.Delivered(sent=3)
    assert deliver_due(queued, compose, box) == outbox.Delivered()
    assert box.got == ["<1@x>", "<2@x>", "<3@x>"]
    assert rows(queued) == [("sent", 1, None)] * 3
    assert [sent is not None for (sent,) in queued.fetch("SELECT sent_at FROM outbox")] == [True] * 3


def test_what_a_server_puts_off_is_tried_again_later_and_keeps_nobody_else_waiting(queued):
    box = Box(an1=[TransportError("451 later", permanent=False)])
    assert deliver_due(queued, compose, box) == outbox.Delivered(sent=2, retried=1)
    assert rows(queued)[0] == ("queued", 1, "451 later")
    assert deliver_due(queued, compose, box) == outbox.Delivered()
    later(queued)
    assert deliver_due(queued, compose, box) == outbox.Delivered(sent=1)
    assert rows(queued)[0] == ("sent", 2, None)


def test_what_a_server_refuses_for_good_is_dead_at_once_until_a_person_sends_it_again(queued):
    box = Box(an2=[TransportError("550 no such user", permanent=True)])
    assert deliver_due(queued, compose, box) == outbox.Delivered(sent=2, dead=1)
    assert rows(queued)[1] == ("dead", 1, "550 no such user")
    later(queued)
    assert deliver_due(queued, compose, box) == outbox.Delivered()
    ((import_id,),) = queued.fetch("SELECT id FROM import")
    assert send_again(queued, import_id) == 1
    assert send_again(queued, import_id) == 0
    assert deliver_due(queued, compose, box) == outbox.Delivered(sent=1)
    assert box.got == ["<1@x>", "<3@x>", "<2@x>"]


def test_after_three_days_of_trying_a_message_is_dead(queued):
    box = Box(an1=[TransportError("451 later", permanent=False)] * 100)
    for _ in range(outbox.ATTEMPTS + 3):
        deliver_due(queued, compose, box)
        later(queued)
    assert rows(queued)[0] == ("dead", outbox.ATTEMPTS, "451 later")


def test_the_pauses_grow_from_half_a_minute_to_six_hours_and_make_three_days():
    pauses = [outbox.pause_seconds(attempt) for attempt in range(1, outbox.ATTEMPTS)]
    assert pauses[:4] == [30, 60, 120, 240]
    assert pauses[-1] == 6 * 3600
    assert 2.75 * 86_400 <= sum(pauses) <= 3.25 * 86_400


def test_a_message_that_cannot_be_made_says_so_and_keeps_nobody_else_waiting(queued):
    def failing(due):
        if due.message_id == "<1@x>":
            raise KeyError("EML001")
        return compose(due)

    assert deliver_due(queued, failing, Box()) == outbox.Delivered(sent=2, retried=1)
    assert rows(queued)[0] == ("queued", 1, "KeyError")


def test_a_message_somebody_else_holds_is_left_alone(queued):
    claimed = outbox._claim(queued, 0)
    box = Box()
    deliver_due(queued, compose, box)
    assert claimed.message_id == "<1@x>"
    assert box.got == ["<2@x>", "<3@x>"]


def test_who_was_too_slow_does_not_mark_what_another_one_tries(queued):
    slow = outbox._claim(queued, 0)
    later(queued)
    outbox._claim(queued, 0)
    outbox._failed(queued, slow, "too late", outbox.Delivered(), permanent=True)
    assert rows(queued)[0] == ("queued", 2, None)


@pytest.mark.usefixtures("queued")
def test_two_senders_at_once_send_each_message_once(database_url):
    from threading import Thread

    box = Box()

    def work():
        own = open_database(database_url)
        deliver_due(own, compose, box)
        own.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(box.got) == ["<1@x>", "<2@x>", "<3@x>"]


@pytest.mark.slow
def test_a_sender_killed_after_250_sends_at_most_one_message_twice_with_the_same_id(queued, database_url, tmp_path):
    program = textwrap.dedent(
        """
        import sys
        from email.message import EmailMessage
        from pathlib import Path
        from muster.notify import deliver, deliver_due
        from muster.store import open_database

        def compose(due):
            message = EmailMessage()
            message["To"], message["Message-ID"] = due.recipient, due.message_id
            message.set_content(f"attempt {due.attempt}")
            return message

        def send(message):
            deliver(message, None, Path(sys.argv[2]))
            with open(sys.argv[3], "a") as log:
                log.write(message["Message-ID"] + "\\n")

        deliver_due(open_database(sys.argv[1]), compose, send)
        """
    )
    log = tmp_path / "log"
    arguments = [sys.executable, "-c", program, database_url, str(tmp_path / "outbox"), str(log)]
    killed = subprocess.run(arguments, check=False, env={**os.environ, "MUSTER_FAULT": "mail-sent:2"})
    assert killed.returncode == -signal.SIGKILL
    assert [state for state, _, _ in rows(queued)] == ["sent", "queued", "queued"]
    subprocess.run(arguments, check=True)
    assert [state for state, _, _ in rows(queued)] == ["sent", "queued", "sent"]  # the second is still held
    later(queued)
    subprocess.run(arguments, check=True)
    assert [state for state, _, _ in rows(queued)] == ["sent"] * 3
    assert log.read_text().split() == ["<1@x>", "<2@x>", "<3@x>", "<2@x>"]
    assert len(list((tmp_path / "outbox").iterdir())) == 3


def due(database, number):
    """The message of this number as its sender sees it, and what stands before it in its thread."""
    ((import_id, recipient),) = database.fetch(
        "SELECT import_id, recipient FROM outbox WHERE message_id = %(id)s", {"id": f"<{number}@x>"}
    )
    ((row,),) = database.fetch("SELECT id FROM outbox WHERE message_id = %(id)s", {"id": f"<{number}@x>"})
    return outbox.Due(
        id=row, environment_id=1, import_id=import_id, kind="done", recipient=recipient, language="nl",
        message_id=f"<{number}@x>", attempt=1,
    )  # fmt: skip


def test_the_messages_of_an_import_and_of_its_undo_are_one_thread_for_each_recipient(queued):
    ((environment, first),) = queued.fetch("SELECT environment_id, id FROM import")
    imports = [first]
    for _ in range(2):  # it was taken back, and that was taken back
        queued.execute(
            "INSERT INTO import (environment_id, kind, state, started_by, undoes_id)"
            " VALUES (%(environment)s, 'undo', 'done', 'an', %(undoes)s)",
            {"environment": environment, "undoes": imports[-1]},
        )
        ((newest,),) = queued.fetch("SELECT max(id) FROM import")
        imports.append(newest)
    for number, (import_id, to) in enumerate([(0, "an1"), (0, "an2"), (1, "an1"), (1, "an2"), (2, "an1")], start=4):
        queued.execute(
            "INSERT INTO outbox (environment_id, import_id, kind, recipient, language, message_id)"
            " VALUES (%(environment)s, %(import)s, 'undone', %(to)s, 'nl', %(message)s)",
            {"environment": environment, "import": imports[import_id], "to": f"{to}@example.com",
             "message": f"<{number}@x>"},
        )  # fmt: skip
    assert outbox.thread(queued, due(queued, 1)) == ()
    assert outbox.thread(queued, due(queued, 4)) == ("<1@x>",)
    assert outbox.thread(queued, due(queued, 6)) == ("<1@x>", "<4@x>")
    assert outbox.thread(queued, due(queued, 7)) == ("<2@x>", "<5@x>")
    assert outbox.thread(queued, due(queued, 8)) == ("<1@x>", "<4@x>", "<6@x>")
