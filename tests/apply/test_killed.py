"""SIGKILL at every moment of a write: the customers are as before or as after, never in between."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from muster.apply.state import Kind
from muster.apply.undo import undo
from muster.model.outcome import State

pytestmark = pytest.mark.slow

APPLY = """
import sys
from muster.apply.apply import apply
from muster.apply.state import Finish, Lease
from muster.model.outcome import Report, State, Totals
from muster.store import open_database

url, import_id, token, environment_id, version = sys.argv[1], *map(int, sys.argv[2:6])
database = open_database(url)
finish = Finish(report=Report(state=State.DONE, files=[], totals=Totals(created=400, updated=1200)))
print("now", flush=True)
apply(
    database, Lease(import_id=import_id, token=token), environment_id=environment_id, accepted_files=[1],
    planned_version=version, finish=finish,
)
"""

UNDO = """
import sys
from muster.apply.state import Kind, Request
from muster.apply.undo import undo
from muster.store import open_database

url, import_id, environment_id = sys.argv[1], *map(int, sys.argv[2:4])
database = open_database(url)
print("now", flush=True)
undo(database, Request(environment_id=environment_id, kind=Kind.UNDO, started_by="alice"), import_id)
"""

BETWEEN_FIRST_WRITE_AND_COMMIT = ("journalled", "updated", "inserted", "before-commit")


def run(program, *arguments, fault=None, seconds=None):
    """Run a program until it ends, kills itself at `fault`, or is killed `seconds` after it began its work."""
    environment = {**os.environ, "MUSTER_FAULT": fault or "none"}
    command = [sys.executable, "-c", program, *map(str, arguments)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"now\n"
        if seconds is not None:
            time.sleep(seconds)
            child.kill()
        return child.wait()


def settled(muster):
    """Once the database has noticed that a client is gone."""
    if muster.database.name == "postgresql":
        others = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'muster'"
        )
        while muster.database.fetch(others) != [(0,)]:
            time.sleep(0.01)


def sound(muster):
    return muster.database.name == "postgresql" or muster.database.fetch("PRAGMA integrity_check") == [("ok",)]


@pytest.fixture
def stored(muster):
    """1,500 customers, and rows that change 1,200 of them and bring 400 new ones."""
    muster.bring_in([{"number": f"A{n}", "lastname": f"Peeters {n}", "city": "Gent"} for n in range(1500)])
    rows = [{"number": f"A{n}", "lastname": f"Peeters {n}", "city": "Brugge"} for n in range(1200)]
    rows += [{"number": f"B{n}", "company": f"Bakkerij {n}"} for n in range(400)]
    plan = [muster.update(line, customer_id, "city") for line, customer_id in enumerate(muster.ids()[:1200], start=2)]
    return rows, plan


def apply_killed(muster, rows, plan, **death):
    """Apply in a child that dies; the import's id and whether it was written."""
    before = muster.customers()
    version = muster.version()
    lease = muster.planned(rows, plan)
    run(APPLY, muster.database.url, lease.import_id, lease.token, muster.environment.id, version, **death)
    settled(muster)
    after = muster.customers()
    journal = muster.database.fetch("SELECT count(*) FROM change WHERE import_id = %(id)s", {"id": lease.import_id})
    written = muster.state(lease.import_id) == State.DONE
    assert muster.version() == version + written
    if written:
        assert [city for _id, city in muster.customers("id", "city")] == ["Brugge"] * 1200 + ["Gent"] * 300 + [
            None
        ] * 400
        assert journal == [(1200,)]
    else:
        assert after == before
        assert journal == [(0,)]
        assert muster.state(lease.import_id) == State.APPLYING
    muster.database.drop_staging(lease.import_id)
    return lease.import_id, written


def test_a_kill_at_any_point_of_an_import_leaves_before_or_after(muster, stored):
    rows, plan = stored
    before = muster.customers()
    deaths = [{"fault": point} for point in ("locked", *BETWEEN_FIRST_WRITE_AND_COMMIT * 3, "after-commit")]
    chance = random.Random(7)
    deaths += [{"seconds": chance.uniform(0, 0.08)} for _ in range(36)]
    for death in deaths:
        import_id, written = apply_killed(muster, rows, plan, **death)
        if death.get("fault") in BETWEEN_FIRST_WRITE_AND_COMMIT:
            assert not written
        if written:
            undo(muster.database, muster.request(Kind.UNDO), import_id)
            assert muster.customers() == before
    assert sound(muster)
    _, written = apply_killed(muster, rows, plan)
    assert written


def test_a_kill_at_any_point_of_an_undo_leaves_before_or_after(muster, stored):
    rows, plan = stored
    before = muster.customers()
    version = muster.version()
    lease = muster.planned(rows, plan)
    run(APPLY, muster.database.url, lease.import_id, lease.token, muster.environment.id, version)
    applied = muster.customers()
    points = ("locked", "undo-journalled", "undo-deleted", "undo-restored", "before-commit")
    for point in points:
        assert run(UNDO, muster.database.url, lease.import_id, muster.environment.id, fault=point) == -signal.SIGKILL
        settled(muster)
        assert muster.customers() == applied
        assert muster.state(lease.import_id) == State.DONE
    assert (
        run(UNDO, muster.database.url, lease.import_id, muster.environment.id, fault="after-commit") == -signal.SIGKILL
    )
    assert muster.customers() == before
    assert muster.state(lease.import_id) == State.UNDONE
    assert sound(muster)
