import json

import pytest

from muster.apply import state
from muster.apply.apply import Miscounted
from muster.apply.door import Stale
from muster.apply.state import Fenced, Message
from muster.model.fields import BIT
from muster.model.outcome import State
from muster.store import Conflict

JAN = {"number": "7", "lastname": "Peeters", "firstname": "Jan", "email": "Jan@example.com", "city": "Gent"}
EVA = {"number": "8", "lastname": "Claes", "firstname": "Eva", "mobile": "+32470123456"}


def test_rows_that_the_plan_does_not_name_are_created_in_the_files_order(muster):
    lease = muster.planned([EVA | {"file": 2, "line": 2}, JAN | {"file": 1, "line": 9}, {"company": "Bakkerij"}])
    applied = muster.apply(lease, created=3, accepted=(1, 2))
    assert (applied.created, applied.updated, applied.version) == (3, 0, 1)
    columns = ("number", "company", "email_key", "created_import", "created_file", "created_line", "version")
    assert muster.customers(*columns) == [
        (None, "Bakkerij", None, lease.import_id, 1, 4, 1),
        ("7", None, "jan@example.com", lease.import_id, 1, 9, 1),
        ("8", None, None, lease.import_id, 2, 2, 1),
    ]


def test_rejected_rows_and_rows_of_rejected_files_are_not_created(muster):
    rows = [JAN, EVA | {"rejected": True}, {"file": 2, "company": "Bakkerij"}, {"company": "Slagerij"}]
    plan = [{"file": 1, "line": 5, "customer_id": None, "action": "skipped", "changed": 0}]
    muster.apply(muster.planned(rows, plan), created=1)
    assert muster.customers("lastname") == [("Peeters",)]


def test_only_the_changed_fields_are_written_and_journalled(muster):
    muster.bring_in([JAN, EVA])
    [jan, eva] = muster.ids()
    rows = [JAN | {"city": "Brugge", "email": None, "zip": "9000"}, EVA | {"city": "Aalst"}]
    lease = muster.planned(rows, [muster.update(2, jan, "city", "email"), muster.update(3, eva)])
    muster.apply(lease, updated=1)
    assert muster.customers("lastname", "city", "email", "email_key", "zip", "version") == [
        ("Peeters", "Brugge", None, None, None, 2),
        ("Claes", None, None, None, None, 1),
    ]
    journal = muster.database.fetch(
        "SELECT customer_id, import_id, file, line, kind, version, changed, before_city, after_city, before_email,"
        " after_email, before_lastname, after_zip FROM change"
    )
    bits = BIT["city"] | BIT["email"]
    assert journal == [
        (jan, lease.import_id, 1, 2, "update", 2, bits, "Gent", "Brugge", "Jan@example.com", None, None, None)
    ]


def test_a_customer_without_number_can_be_given_one(muster):
    muster.bring_in([{"email": "jan@example.com"}])
    [jan] = muster.ids()
    muster.bring_in([{"number": "Nr. 007", "email": "jan@example.com"}], [muster.update(2, jan, "number")])
    assert muster.customers("number", "number_key", "email_key") == [("Nr. 007", "nr007", "jan@example.com")]


def test_every_write_brings_a_new_version_of_the_environment(muster):
    muster.bring_in([JAN])
    muster.bring_in([EVA])
    assert muster.version() == 2


def test_a_stale_plan_is_refused_and_can_be_planned_again(muster):
    planned_at = muster.version()
    lease = muster.planned([JAN])
    muster.bring_in([EVA])
    with pytest.raises(Stale):
        muster.apply(lease, created=1, version=planned_at)
    assert muster.customers("lastname") == [("Claes",)]
    state.begin_again(muster.database, lease)
    state.begin_applying(muster.database, lease)
    muster.apply(lease, created=1)
    assert muster.customers("lastname") == [("Claes",), ("Peeters",)]


def test_a_plan_whose_working_tables_are_gone_is_stale(muster):
    lease = muster.planned([JAN])
    muster.database.drop_staging(lease.import_id)
    with pytest.raises(Stale):
        muster.apply(lease, created=1)


def test_another_program_can_apply_what_one_has_planned(muster, database_url):
    lease = muster.planned([JAN])
    other = muster.open(database_url)
    other.apply(lease, created=1)
    assert other.customers("lastname") == [("Peeters",)]
    other.close()


def test_a_worker_that_was_taken_for_dead_is_fenced_out(muster):
    first = muster.planned([JAN])
    muster.database.execute("UPDATE import SET lease_until = '2020-01-01'")
    second = state.claim(muster.database, first.import_id)
    state.begin_applying(muster.database, second)
    with pytest.raises(Fenced):
        muster.apply(first, created=1)
    assert muster.customers() == []
    muster.apply(second, created=1)
    with pytest.raises(Fenced):
        muster.apply(second, created=1)
    assert len(muster.customers()) == 1


def test_state_counts_and_messages_are_written_with_the_customers(muster):
    muster.messages.append(Message(kind="report", recipient="alice@example.com", language="nl"))
    lease = muster.planned([JAN])
    muster.apply(lease, created=1, ended=State.PARTIAL)
    [(name, totals, lease_until)] = muster.database.fetch("SELECT state, totals, lease_until FROM import")
    assert (name, json.loads(totals)["created"], lease_until) == ("partial", 1, None)
    assert muster.database.fetch("SELECT import_id FROM outbox") == [(lease.import_id,)]


def test_numbers_that_differ_from_the_plan_stop_everything(muster):
    muster.messages.append(Message(kind="report", recipient="alice@example.com", language="nl"))
    lease = muster.planned([JAN, EVA])
    with pytest.raises(Miscounted):
        muster.apply(lease, created=3)
    assert muster.customers() == []
    assert muster.database.fetch("SELECT * FROM outbox") == []
    assert muster.version() == 0
    assert muster.state(lease.import_id) == State.APPLYING


def test_an_import_without_accepted_files_writes_no_customer(muster):
    lease = muster.planned([JAN])
    applied = muster.apply(lease, accepted=())
    assert (applied.created, applied.updated) == (0, 0)
    assert muster.customers() == []


def test_no_row_crosses_environments(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    muster.database.execute("UPDATE customer SET environment_id = 99")
    lease = muster.planned([JAN | {"city": "Brugge"}], [muster.update(2, jan, "city")])
    with pytest.raises(Miscounted):
        muster.apply(lease, updated=1)
    assert muster.database.fetch("SELECT city FROM customer") == [("Gent",)]


@pytest.mark.parametrize("collisions", [1, 2, 3])
def test_a_collision_of_two_transactions_is_tried_again(muster, monkeypatch, collisions):
    left = [Conflict()] * collisions

    def collide(name):
        if name == "before-commit" and left:
            raise left.pop()

    monkeypatch.setattr("muster.apply.door.fault", collide)
    monkeypatch.setattr("muster.apply.door.PAUSE_SECONDS", 0)
    muster.apply(muster.planned([JAN]), created=1)
    assert muster.customers("lastname") == [("Peeters",)]


def test_the_fourth_collision_reaches_the_user_and_nothing_is_written(muster, monkeypatch):
    def collide(name):
        if name == "before-commit":
            raise Conflict

    monkeypatch.setattr("muster.apply.door.fault", collide)
    monkeypatch.setattr("muster.apply.door.PAUSE_SECONDS", 0)
    lease = muster.planned([JAN])
    with pytest.raises(Conflict):
        muster.apply(lease, created=1)
    assert muster.customers() == []


def test_another_connection_sees_all_of_it(muster, database_url):
    muster.bring_in([JAN, EVA])
    other = muster.open(database_url)
    assert other.customers() == muster.customers()
    other.close()
