"""Real workers with real processes, killed, stopped and replaced: an import goes in once, or not at all."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from muster.apply import environments
from muster.environments import connections
from muster.environments.connections import Often
from muster.imports import history, queue, running
from muster.imports.running import Person
from muster.model.options import Options
from muster.model.outcome import State
from muster.pipeline import Input
from muster.store import open_database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

LEASE = 3
PATIENCE = 90
ENDED = {State.DONE, State.PARTIAL, State.FAILED, State.CANCELLED, State.WAITING}


class Post:
    """A database, and workers that come and go."""

    def __init__(self, url, folder):
        self.url, self.folder, self.workers = url, folder, []
        self.environ = {
            **os.environ, "MUSTER_DATABASE_URL": url, "MUSTER_DATA_DIR": str(folder / "data"),
            "MUSTER_LEASE_SECONDS": str(LEASE),
        }  # fmt: skip

    def hire(self, **environ):
        process = subprocess.Popen([sys.executable, "-m", "muster", "worker"], env={**self.environ, **environ})
        self.workers.append(process)
        return process

    def send(self, rows=200, *, yes=True):
        """An import of so many customers, for whoever takes it up."""
        path = self.folder / f"{time.monotonic_ns()}.csv"
        lines = [f"{number},x{number}@example.com,Peeters,An,," for number in range(rows)]
        path.write_text("\n".join(["customerNumber,email,lastname,firstname,companyName,city", *lines]) + "\n")
        database = open_database(self.url)
        import_id = running.receive(
            database,
            environments.find(database),
            [Input(name="klanten.csv", path=path)],
            Options(yes=yes),
            Person(name="An"),
        )
        queue.defer(database, import_id)
        database.close()
        return import_id

    def kept(self, import_id):
        database = open_database(self.url)
        try:
            return history.find(database, import_id, with_violations=False)
        finally:
            database.close()

    def wait(self, import_id, until=ENDED):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            kept = self.kept(import_id)
            if kept.state in until:
                return kept
            time.sleep(0.1)
        pytest.fail(f"import {import_id} is still {self.kept(import_id).state}")

    def customers(self):
        database = open_database(self.url)
        [(count,)] = database.fetch("SELECT count(*) FROM customer")
        database.close()
        return count

    def messages(self, import_id):
        database = open_database(self.url)
        [(count,)] = database.fetch("SELECT count(*) FROM outbox WHERE import_id = %(id)s", {"id": import_id})
        database.close()
        return count

    def is_free_to_write(self):
        """Whether nobody holds the one lock for writing that an SQLite database has."""
        if not self.url.startswith("sqlite"):
            return True
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)) as held:
            try:
                held.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            held.execute("ROLLBACK")
            return True

    def children(self, worker):
        """Processes that a worker started for imports."""
        listed = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
        tasks = Path(f"/proc/{worker.pid}/task").iterdir()
        found = {int(pid) for task in tasks for pid in (task / "children").read_text().split()}
        return found if listed.exists() else set()


@pytest.fixture
def post(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    made = Post(database_url, tmp_path)
    # In a process of its own: this one's Django may know nothing of the queue.
    subprocess.run([sys.executable, "-m", "muster", "migrate"], env=made.environ, check=True, capture_output=True)
    yield made
    for worker in made.workers:
        if worker.poll() is None:
            worker.kill()
            worker.wait()
    queue._open_queue.cache_clear()


def test_a_worker_does_what_was_left_to_it_and_ends_when_told(post):
    worker = post.hire()
    assert post.wait(post.send()).state is State.DONE
    assert post.wait(post.send(yes=False)).state is State.DONE  # the same customers again: nothing to say yes to
    assert post.customers() == 200
    worker.terminate()
    assert worker.wait(40) == 0


def test_what_waited_before_there_was_a_worker_is_done(post):
    import_id = post.send()
    time.sleep(1)
    assert post.kept(import_id).state is State.RECEIVED
    post.hire()
    assert post.wait(import_id).state is State.DONE


@pytest.mark.parametrize("point", ["inserted", "before-commit", "after-commit"])
def test_a_process_that_dies_in_the_write_leaves_all_or_nothing_and_another_finishes(post, point):
    dying = post.hire(MUSTER_FAULT=point)
    import_id = post.send()
    if point == "after-commit":
        assert post.wait(import_id).state is State.DONE
    else:
        time.sleep(LEASE + 2)
        assert post.customers() == 0
    dying.kill()
    post.hire()
    assert post.wait(import_id).state is State.DONE
    assert post.customers() == 200
    assert post.kept(import_id).report.totals.created == 200


def at_work(post, worker, import_id):
    """The process that works on the import: the one that keeps its lease."""
    post.wait(import_id, until={State.CHECKING})
    ready = [pid for pid in post.children(worker) if "muster.worker.child" in Path(f"/proc/{pid}/cmdline").read_text()]
    return min(ready)  # the other one is the next one's, and younger


def freeze_between_writes(post, pids):
    """Stop processes while none of them holds the lock on an SQLite file.

    The operating system gives that lock back when a process ends, and not before: as long as one that holds it is
    stopped, nobody writes, and there is nothing to be tested.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        if post.is_free_to_write():
            return
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_process_that_hangs_is_killed_and_its_work_done_anew(post):
    worker = post.hire()
    import_id = post.send(rows=100_000)
    os.kill(at_work(post, worker, import_id), signal.SIGSTOP)
    assert post.wait(import_id).state is State.DONE
    assert post.customers() == 100_000


def test_a_worker_that_was_taken_for_dead_is_fenced_out_when_it_comes_back(post):
    hanging = post.hire()
    import_id = post.send(rows=100_000)
    frozen = [hanging.pid, at_work(post, hanging, import_id)]
    freeze_between_writes(post, frozen)
    post.hire()
    assert post.wait(import_id).state is State.DONE
    for pid in frozen:
        os.kill(pid, signal.SIGCONT)
    time.sleep(2 * LEASE)
    assert (post.customers(), post.kept(import_id).report.totals.created) == (100_000, 100_000)
    assert post.kept(import_id).state is State.DONE


def test_workers_begin_by_themselves_what_is_due_to_be_fetched_and_once(post):
    database = open_database(post.url)
    home = environments.find(database)
    connections.connect(database, home.id, "recurly", settings={"domain": "acme", "region": "eu"}, secret={})
    connections.fetch_by_itself(database, connections.find(database, home.id, "recurly"), Often.HOURLY)
    database.execute("UPDATE connection SET secret = 'spoilt'")  # nobody is asked anything
    for _worker in range(2):
        post.hire()
    deadline = time.monotonic() + PATIENCE
    while not (begun := history.latest(database, home.id)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert post.wait(begun[0].id).state is State.FAILED
    time.sleep(LEASE)
    [(kind, by)] = database.fetch("SELECT kind, started_by FROM import")
    database.close()
    assert (kind, by) == ("pull", "Muster")


def stopped(pids):
    states = [Path(f"/proc/{pid}/stat") for pid in pids]
    return any(path.read_text().rpartition(")")[2].split()[0] == "T" for path in states if path.exists())


def test_a_worker_that_is_told_to_end_gives_its_work_back(post):
    ending = post.hire(MUSTER_FAULT="locked:1:stop")
    import_id = post.send()
    deadline = time.monotonic() + PATIENCE
    while not stopped(post.children(ending)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    for pid in post.children(ending):
        os.kill(pid, signal.SIGCONT)
    ending.terminate()
    assert ending.wait(60) == 0
    post.hire()
    assert post.wait(import_id).state is State.DONE
    assert post.customers() == 200


def test_a_file_that_kills_every_process_fails_after_three_tries_and_others_go_on(post):
    poison = post.send()
    post.hire(MUSTER_FAULT="locked")
    kept = post.wait(poison)
    assert (kept.state, kept.report.reason, post.customers()) == (State.FAILED, "system", 0)


def test_an_import_that_is_cancelled_while_it_is_worked_on_ends_soon(post):
    post.hire()
    import_id = post.send(rows=300_000, yes=False)
    post.wait(import_id, until={State.CHECKING})
    database = open_database(post.url)
    running.cancel(database, import_id)
    database.close()
    assert post.wait(import_id).state is State.CANCELLED
    again = post.send()
    assert post.wait(again).state is State.DONE
    assert post.customers() == 200
