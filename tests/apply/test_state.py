import json

import polars as pl
import pytest

from muster.apply import environments, state
from muster.apply.state import Fenced, Finish, Lease, Message, ReceivedFile
from muster.model.outcome import FileReport, FileStatus, Report, State, Totals
from muster.store import open_database


def report(ended, **values):
    return Finish(report=Report(state=ended, files=[], totals=Totals(), **values))


def age(muster, import_id, column, seconds):
    """Make a moment lie in the past."""
    sql = muster.database.statement("muster.apply", "renew").split("WHERE")[0].replace("lease_until", column)
    muster.database.execute(f"{sql} WHERE id = %(id)s", {"seconds": -seconds, "id": import_id})


def test_the_default_environment_is_made_on_first_use(database):
    assert environments.every(database) == []
    found = environments.find(database)
    assert (found.name, found.version, found.settings) == ("default", 0, {})
    assert environments.find(database) == found


def test_another_unknown_environment_is_not_made(database):
    with pytest.raises(environments.UnknownEnvironment):
        environments.find(database, "bakkerij")
    assert environments.every(database) == []


def test_an_environment_that_is_there_stays_as_it_is(database):
    made = environments.add(database, "bakkerij", country="BE", language="nl", zone="Europe/Brussels")
    assert environments.add(database, "bakkerij", country="NL") == made
    assert environments.find(database, "bakkerij").country == "BE"


def test_an_import_is_received_with_its_files(muster):
    files = [ReceivedFile(name="één.csv", size_bytes=12, sha256="a" * 64), ReceivedFile(name="twee.csv")]
    import_id = state.open_import(muster.database, muster.request(), files)
    assert muster.state(import_id) == State.RECEIVED
    rows = muster.database.fetch("SELECT position, name, size_bytes FROM import_file ORDER BY position")
    assert rows == [(1, "één.csv", 12), (2, "twee.csv", 0)]


def test_only_one_can_work_on_an_import(muster):
    lease = muster.claimed()
    assert muster.state(lease.import_id) == State.CHECKING
    assert state.claim(muster.database, lease.import_id) is None


def test_a_lease_that_ran_out_can_be_claimed_and_fences_the_first_one_out(muster):
    first = muster.claimed()
    age(muster, first.import_id, "lease_until", 1)
    second = state.claim(muster.database, first.import_id)
    assert second.token == first.token + 1
    with pytest.raises(Fenced):
        state.renew(muster.database, first)
    state.renew(muster.database, second)


def test_a_renewed_lease_is_not_claimed(muster):
    lease = muster.claimed()
    age(muster, lease.import_id, "lease_until", 1)
    state.renew(muster.database, lease)
    assert state.claim(muster.database, lease.import_id) is None


def test_three_attempts_are_made_and_no_fourth(muster):
    lease = muster.claimed()
    for _ in range(2):
        age(muster, lease.import_id, "lease_until", 1)
        lease = state.claim(muster.database, lease.import_id)
    age(muster, lease.import_id, "lease_until", 1)
    assert state.claim(muster.database, lease.import_id) is None


def test_a_released_import_can_be_claimed_again_and_the_attempt_does_not_count(muster):
    lease = muster.claimed()
    for _ in range(5):
        state.release(muster.database, lease)
        lease = state.claim(muster.database, lease.import_id)
    assert lease is not None


def test_a_claim_skips_an_import_that_is_being_applied_right_now(muster, database_url):
    lease = muster.claimed()
    age(muster, lease.import_id, "lease_until", 1)
    other = open_database(database_url)
    if other.name == "postgresql":  # on SQLite the claim waits until the write is through
        with muster.database.transaction():
            muster.database.execute("UPDATE import SET reason = 'x' WHERE id = %(id)s", {"id": lease.import_id})
            assert state.claim(other, lease.import_id) is None
    assert state.claim(other, lease.import_id) is not None
    other.close()


def test_a_waiting_import_is_claimed_only_when_confirmed(muster):
    lease = muster.claimed()
    state.end(muster.database, lease, report(State.WAITING, reason="cleared"))
    assert muster.state(lease.import_id) == State.WAITING
    assert state.claim(muster.database, lease.import_id) is None
    confirmed = state.claim(muster.database, lease.import_id, confirmed=True)
    assert confirmed.token > lease.token
    assert muster.state(lease.import_id) == State.CHECKING


def test_a_waiting_import_is_cancelled_after_seven_days(muster):
    waiting, fresh = muster.claimed(), muster.claimed()
    for lease in (waiting, fresh):
        state.end(muster.database, lease, report(State.WAITING))
    age(muster, waiting.import_id, "run_after", 1)
    state.sweep(muster.database, rescue=False)
    assert muster.state(waiting.import_id) == State.CANCELLED
    assert muster.state(fresh.import_id) == State.WAITING


def test_an_import_whose_program_died_has_failed_where_nobody_rescues_it(muster):
    lost, alive = muster.claimed(), muster.claimed()
    age(muster, lost.import_id, "lease_until", 1)
    state.sweep(muster.database, rescue=False)
    assert (muster.state(lost.import_id), muster.state(alive.import_id)) == (State.FAILED, State.CHECKING)


def test_an_import_whose_worker_died_is_received_again_three_times(muster):
    lease = muster.claimed()
    states = []
    while lease:
        age(muster, lease.import_id, "lease_until", 1)
        state.sweep(muster.database, rescue=True)
        states.append(muster.state(lease.import_id))
        lease = state.claim(muster.database, lease.import_id)
    assert states == [State.RECEIVED, State.RECEIVED, State.FAILED]


def test_an_import_that_is_being_applied_is_not_taken_for_lost(muster, database_url):
    lease = muster.claimed()
    age(muster, lease.import_id, "lease_until", 1)
    other = open_database(database_url)
    if other.name == "postgresql":  # on SQLite the sweep waits until the write is through
        with muster.database.transaction():
            muster.database.execute("UPDATE import SET reason = 'x' WHERE id = %(id)s", {"id": lease.import_id})
            state.sweep(other, rescue=False)
    assert muster.state(lease.import_id) == State.CHECKING
    other.close()


def test_working_tables_of_ended_imports_are_dropped(muster):
    ended, unfinished = muster.claimed(), muster.claimed()
    for lease in (ended, unfinished):
        muster.database.create_staging(lease.import_id)
        muster.database.complete_staging(lease.import_id)
    state.end(muster.database, ended, report(State.PLANNED))
    state.sweep(muster.database, rescue=False)
    assert muster.database.staged_imports() == [unfinished.import_id]


def test_a_cancelled_import_fences_its_worker_out(muster):
    lease = muster.claimed()
    assert state.cancel(muster.database, lease.import_id)
    with pytest.raises(Fenced):
        state.begin_applying(muster.database, lease)
    assert not state.cancel(muster.database, lease.import_id)
    assert muster.state(lease.import_id) == State.CANCELLED


def test_an_import_that_is_being_applied_cannot_be_cancelled(muster):
    lease = muster.planned([])
    assert not state.cancel(muster.database, lease.import_id)


def test_the_end_keeps_what_became_of_each_file(muster):
    lease = muster.claimed(files=["goed.csv", "slecht.csv"])
    files = [
        FileReport(
            name="goed.csv", status=FileStatus.ACCEPTED, source="csv", encoding="utf-8", delimiter=";",
            labels=("klantnr", "naam"), header_line=1, mapping={"number": (0,)}, totals=Totals(rows=3, created=3),
        ),
        FileReport(name="slecht.csv", status=FileStatus.REJECTED, source="csv", totals=Totals(rows=1, rejected=1)),
    ]  # fmt: skip
    counts = pl.DataFrame({"file": [2], "code": ["EML001"], "severity": ["error"], "count": [7]})
    whole = Report(
        state=State.PLANNED, files=files, totals=Totals(rows=4, created=3, rejected=1), counts=counts,
        cleared_by_field={"mobile": 2},
    )  # fmt: skip
    message = Message(kind="report", recipient="alice@example.com", language="nl")
    state.end(muster.database, lease, Finish(report=whole, messages=[message]))
    rows = muster.database.fetch("SELECT status, labels, mapping, counts FROM import_file ORDER BY position")
    assert [(status, *map(json.loads, texts)) for status, *texts in rows] == [
        ("accepted", ["klantnr", "naam"], {"number": [0]}, []),
        ("rejected", [], {}, [["EML001", "error", 7]]),
    ]
    [(totals, cleared)] = muster.database.fetch("SELECT totals, cleared_by_field FROM import")
    assert json.loads(totals)["rejected"] == 1
    assert json.loads(cleared) == {"mobile": 2}
    sent = muster.database.fetch("SELECT recipient, language, state, message_id FROM outbox")
    assert sent == [("alice@example.com", "nl", "queued", message.message_id)]


def test_an_end_with_a_worthless_token_writes_nothing(muster):
    lease = muster.claimed()
    with pytest.raises(Fenced):
        state.end(muster.database, Lease(import_id=lease.import_id, token=lease.token - 1), report(State.FAILED))
    assert muster.state(lease.import_id) == State.CHECKING
