"""Connections that are fetched by themselves, on both databases, against a running fake of Recurly."""

import threading

import pytest
from tests.sources.recurly.fake import KEY, account, serving

from muster.apply import environments, state
from muster.environments import connections
from muster.environments.connections import Often
from muster.imports import history, unattended, working
from muster.model.outcome import State
from muster.sources.pulled import remote
from muster.sources.recurly import client
from muster.store import open_database

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(remote.time, "sleep", lambda _seconds: None)


@pytest.fixture(autouse=True)
def recurly(monkeypatch):
    with serving() as fake:
        monkeypatch.setattr(client, "HOSTS", {"us": fake.url, "eu": fake.url})
        yield fake


class Home:
    """An environment with a connection to the fake that is fetched every hour, and its worker."""

    def __init__(self, database, name="Acme", source="recurly"):
        self.database, self.source = database, source
        self.environment = environments.add(database, name, language="nl", zone="Europe/Brussels")
        settings = {"domain": "acme", "region": "eu"}
        connections.connect(database, self.environment.id, source, settings=settings, secret={"api_key": KEY})
        self.often(Often.HOURLY)

    def often(self, often):
        connection = connections.find(self.database, self.environment.id, self.source)
        connections.fetch_by_itself(self.database, connection, often)

    def hours_pass(self, hours):
        """As if everything that happened until now had happened earlier."""
        for table, column in (("connection", "pulled_at"), ("import", "finished_at")):
            earlier = (
                f"{column} - make_interval(hours => {hours})"
                if self.database.name == "postgresql"
                else f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', {column}, '-{hours} hours')"
            )
            self.database.execute(f"UPDATE {table} SET {column} = {earlier}")

    def begin(self):
        return unattended.begin_due(self.database)

    def fetch(self):
        """What begins now, worked on; the reports."""
        return [self.work(import_id) for import_id in self.begin()]

    def work(self, import_id):
        lease = state.claim(self.database, import_id)
        working.work(self.database, lease)
        return history.find(self.database, import_id).report

    def administrator(self, name, language, when):
        return self.member(name, language, when, "administrator")

    def member(self, name, language, when, role):
        [(number,)] = self.database.fetch(
            f"INSERT INTO person (password, email, name, language) VALUES ('x', '{name}@example.com', '{name}', "
            f"{language}) RETURNING id"
        )
        self.database.execute(
            f"INSERT INTO member (environment_id, user_id, role, notify_when) "
            f"VALUES ({self.environment.id}, {number}, '{role}', '{when}')"
        )

    def told(self):
        """Whom was written, in which language, about what; each is told of once."""
        rows = self.database.fetch("SELECT recipient, language, kind FROM outbox ORDER BY id")
        self.database.execute("DELETE FROM outbox")
        return rows

    def customers(self):
        return [number for (number,) in self.database.fetch("SELECT number FROM customer ORDER BY number")]


@pytest.fixture
def home(database):
    return Home(database)


def test_what_is_due_goes_in_without_anybody_asking(home, recurly):
    recurly.accounts = [account(1), account(2)]
    [report] = home.fetch()
    assert (report.state, report.totals.created, report.started_by) == (State.DONE, 2, "Muster")
    assert home.customers() == ["C-1", "C-2"]


@pytest.mark.parametrize(
    ("often", "before", "after"), [(Often.HOURLY, 0, 1), (Often.DAILY, 23, 1)], ids=["hourly", "daily"]
)
def test_it_is_fetched_again_when_its_time_has_come_and_not_before(home, often, before, after):
    home.often(often)
    assert len(home.fetch()) == 1
    home.hours_pass(before)
    assert home.fetch() == []
    home.hours_pass(after)
    assert len(home.fetch()) == 1


def test_what_is_never_to_be_fetched_is_not(home):
    home.often(Often.NEVER)
    home.hours_pass(1000)
    assert home.fetch() == []


def test_only_what_changed_is_fetched_the_second_time(home, recurly):
    recurly.accounts = [account(number) for number in range(1, 31)]
    home.fetch()
    home.hours_pass(1)
    recurly.change("C-3", 500, email="new@example.com")
    [report] = home.fetch()
    assert (report.totals.updated, report.totals.created) == (1, 0)
    assert report.totals.rows < 30


def test_many_workers_at_the_same_moment_begin_it_once(home, database_url):
    workers = 4
    together, begun = threading.Barrier(workers), []

    def look():
        database = open_database(database_url)
        together.wait()
        begun.extend(unattended.begin_due(database))
        database.close()

    threads = [threading.Thread(target=look) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(begun) == 1
    assert home.database.fetch("SELECT count(*) FROM import") == [(1,)]


def test_while_one_is_under_way_the_next_is_skipped_without_a_word(home):
    [slow] = home.begin()
    home.hours_pass(1)
    assert home.begin() == []
    assert home.work(slow).state is State.DONE
    home.hours_pass(1)
    assert len(home.begin()) == 1
    assert home.told() == []


def test_what_the_budget_stops_waits_and_is_told_and_left_alone_for_a_day(home, recurly):
    home.administrator("an", "'fr'", "problems")
    recurly.accounts = [account(number) for number in range(1, 31)]
    home.fetch()
    home.told()
    for number in range(1, 13):
        recurly.change(f"C-{number}", 100, first_name="Moved", last_name=f"Row {number}")
    home.hours_pass(1)
    [report] = home.fetch()
    assert (report.state, report.reason) == (State.WAITING, "renamed")
    assert home.database.fetch("SELECT count(*) FROM customer WHERE firstname = 'Moved'") == [(0,)]
    assert home.told() == [("an@example.com", "fr", "waiting")]
    home.hours_pass(23)
    assert home.fetch() == []
    home.hours_pass(1)
    [newer] = home.fetch()
    assert newer.state is State.WAITING
    assert history.find(home.database, report.import_id).state is State.CANCELLED
    assert home.told() == [("an@example.com", "fr", "waiting")]


def test_the_administrators_hear_of_it_as_they_want_in_their_languages(home, recurly):
    home.administrator("an", "NULL", "changes")
    home.administrator("bert", "'de'", "always")
    home.administrator("cas", "'en'", "never")
    home.member("dirk", "'en'", "always", "importer")
    recurly.accounts = [account(1)]
    home.fetch()
    assert home.told() == [("an@example.com", "nl", "done"), ("bert@example.com", "de", "done")]
    home.hours_pass(1)
    [report] = home.fetch()
    assert (report.state, report.totals.written) == (State.DONE, 0)
    assert home.told() == [("bert@example.com", "de", "done")]


def test_a_failure_is_tried_again_the_next_time_and_told_once_a_day(home, recurly):
    home.administrator("an", "'en'", "changes")
    recurly.accounts = [account(1)]
    recurly.faults = ["403"]
    [report] = home.fetch()
    assert (report.state, report.reason, report.totals.errors) == (State.FAILED, "data", 1)
    assert home.told() == [("an@example.com", "en", "failed")]
    home.database.execute("UPDATE connection SET pulled_at = NULL")
    recurly.faults = ["403"]
    assert [again.state for again in home.fetch()] == [State.FAILED]
    assert home.told() == []
    home.hours_pass(24)
    recurly.faults = ["403"]
    home.fetch()
    assert home.told() == [("an@example.com", "en", "failed")]
    home.hours_pass(1)
    assert [mended.state for mended in home.fetch()] == [State.DONE]
    assert home.customers() == ["C-1"]


def test_the_same_rejected_accounts_are_told_once_a_day_and_others_at_once(home, recurly):
    home.administrator("an", "'en'", "changes")
    recurly.accounts = [account(1), account(2, email="no address")]
    home.fetch()
    assert home.told() == [("an@example.com", "en", "partial")]
    home.database.execute("UPDATE connection SET pulled_at = NULL")
    [same] = home.fetch()
    assert (same.state, same.totals.rejected, home.told()) == (State.PARTIAL, 1, [])
    recurly.accounts.append(account(3, email="none either"))
    home.database.execute("UPDATE connection SET pulled_at = NULL")
    home.fetch()
    assert home.told() == [("an@example.com", "en", "partial")]


def test_a_connection_that_fails_holds_up_no_other(home, recurly, database):
    other = Home(database, "Other")
    recurly.accounts = [account(1)]
    recurly.faults = ["403"]
    reports = {report.environment: report.state for report in home.fetch()}
    assert reports == {"Acme": State.FAILED, "Other": State.DONE}
    assert other.customers() == ["C-1"]


def test_a_pull_whose_connection_was_ended_meanwhile_is_cancelled(home, database):
    [import_id] = home.begin()
    connections.disconnect(database, connections.find(database, home.environment.id, "recurly").id)
    assert home.work(import_id).state is State.CANCELLED
