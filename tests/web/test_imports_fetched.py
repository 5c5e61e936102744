"""Customers fetched from other programs in the page: against running fakes, on both databases.

Pages are served without a worker: the test itself works on what they leave, so that it reaches the fakes.
"""

import re
import threading
from contextlib import contextmanager

import pytest
from tests.sources.exact_online import fake as exact_fake
from tests.sources.exact_online.fake import CLIENT_SECRET, DIVISION
from tests.sources.recurly import fake as recurly_fake
from tests.sources.recurly.fake import KEY, account
from tests.web.conftest import serving
from tests.web.imports import customers, kept, latest
from tests.web.looks import found_by_axe, wider_than_the_screen

from muster.apply import state
from muster.environments import connections
from muster.imports import working
from muster.model.outcome import State
from muster.sources.exact_online import client as exact_client
from muster.sources.exact_online import oauth
from muster.sources.pulled import remote
from muster.sources.recurly import client as recurly_client
from muster.store import open_database


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(f"fetched-{request.param}")
    with serving(request, folder, "fetched", "--no-worker") as running:
        yield running


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    monkeypatch.setattr(remote.time, "sleep", lambda _seconds: None)


@pytest.fixture
def recurly(house, monkeypatch):
    """A running fake of Recurly that this environment is connected to."""
    with recurly_fake.serving() as fake:
        monkeypatch.setattr(recurly_client, "HOSTS", {"us": fake.url, "eu": fake.url})
        connect(house, "recurly", {"domain": "acme", "region": "eu"}, {"api_key": KEY})
        yield fake


@pytest.fixture
def exact(house, monkeypatch):
    """A running fake of Exact Online that this environment is connected to."""
    with exact_fake.serving() as fake:
        for module in (exact_client, oauth):
            monkeypatch.setattr(module, "HOSTS", dict.fromkeys(oauth.HOSTS, fake.url))
        secret = fake.issue() | {"client_id": "app", "client_secret": CLIENT_SECRET, "issued": fake.issued}
        connect(house, "exact-online", {"host": "nl", "division": DIVISION, "name": "Voorbeeld BV"}, secret)
        yield fake


def connect(house, source, settings, secret):
    database = house.database()
    connections.connect(database, house.environment.id, source, settings=settings, secret=secret)
    database.close()


def work(database_url):
    """What a worker would do, until nothing is left."""
    database = open_database(database_url)
    try:
        while waiting := state.claimable(database):
            for import_id in waiting:
                working.work(database, state.claim(database, import_id))
    finally:
        database.close()


@contextmanager
def a_worker(house):
    """One that works as long as this lasts, in a thread."""
    over = threading.Event()

    def work_on():
        while not over.wait(0.1):
            work(house.served.database_url)

    thread = threading.Thread(target=work_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def ask(house, source="recurly", person=None, **ticked):
    """Press the button on the page of a program; the page that comes."""
    return (person or house.bob).post(house.path(f"imports/new/{source}/"), ticked)


def fetch(house, source="recurly", **ticked):
    """The same, worked on; the import's number and its page."""
    answer = ask(house, source, **ticked)
    found = re.search(r"/imports/(\d+)/$", str(answer.url))
    assert found, answer.text[:2000]
    work(house.served.database_url)
    return int(found[1]), page_of(house, found[1])


def page_of(house, import_id, rest=""):
    return text_of(house.bob.get(house.path(f"imports/{import_id}/{rest}")).text)


def text_of(page):
    """What stands on a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def agree(house, import_id):
    answer = house.bob.post(house.path(f"imports/{import_id}/apply/"), {"plan": kept(house, import_id).fingerprint})
    assert answer.status_code == 200
    work(house.served.database_url)


def test_an_importer_fetches_looks_and_writes(house, recurly):
    recurly.accounts = [account(1), account(2)]
    import_id, page = fetch(house)
    assert "Nothing was written yet" in page
    assert "Write 2 new customers" in page
    assert customers(house, "number") == []
    agree(house, import_id)
    assert customers(house, "number, city") == [("C-1", "Leuven"), ("C-2", "Leuven")]
    page = page_of(house, import_id)
    assert "Everything went in: 2 customers were written." in page
    assert "Recurly acme" in page
    assert "SHA-256" not in page
    assert (kept(house, import_id).kind, kept(house, import_id).report.started_by) == ("pull", "Bob")


def test_exact_online_is_fetched_in_the_same_way(house, exact):
    exact.account(1)
    import_id, page = fetch(house, "exact-online")
    assert "Write 1 new customer" in page
    agree(house, import_id)
    assert customers(house, "number, company") == [("1", "Bakker 1 BV")]


def test_the_second_time_what_changed_is_fetched_or_everything(house, recurly):
    recurly.accounts = [account(number) for number in range(1, 31)]
    assert "everything" not in house.bob.get(house.path("imports/new/recurly/")).text
    import_id, _page = fetch(house)
    agree(house, import_id)
    assert (
        "Everything, not only what changed since the last time"
        in house.bob.get(house.path("imports/new/recurly/")).text
    )
    import_id, page = fetch(house)
    assert kept(house, import_id).state is State.DONE
    assert "Nothing was changed: all customers are stored just so already." in page
    assert kept(house, import_id).report.totals.rows < 30
    import_id, _page = fetch(house, everything="1")
    assert kept(house, import_id).report.totals.rows == 30


@pytest.mark.usefixtures("recurly")
def test_who_may_only_look_fetches_nothing_and_a_stranger_sees_nothing(house):
    for person, status in ((house.victor, 403), (house.charlie, 404)):
        path = house.path("imports/new/recurly/")
        assert person.get(path).status_code == status
        assert ask(house, person=person).status_code == status
    assert latest(house) is None
    assert house.alice.get(house.path("imports/new/sap/")).status_code == 404
    assert ask(house, "sap").status_code == 404


def test_what_is_not_connected_says_who_connects_it(house):
    page = house.bob.get(house.path("imports/new/recurly/")).text
    assert "Recurly is not connected. An administrator can connect it in the settings." in text_of(page)
    assert house.path("settings/connections/") not in page.partition("<main")[2]
    assert house.path("settings/connections/") in house.alice.get(house.path("imports/new/recurly/")).text
    assert "is not connected" in ask(house).text
    assert latest(house) is None


@pytest.mark.usefixtures("recurly")
def test_who_comes_while_it_is_fetched_is_led_there(house):
    first = ask(house)
    second = ask(house, person=house.alice)
    assert second.url == first.url
    assert "Recurly is being fetched already." in second.text
    page = text_of(house.alice.get(house.path("imports/new/recurly/")).text)
    assert "Recurly is being fetched now." in page
    assert "Fetch from Recurly" not in page
    assert "Being fetched now" in text_of(house.bob.get(house.path("imports/new/")).text)
    work(house.served.database_url)
    assert kept(house, latest(house)).state is State.DONE


@pytest.mark.parametrize(
    ("faults", "said", "advice"),
    [
        (["401"], "Recurly refused the access (status 401). Nothing was written.", "Connect again with a key"),
        (["500"] * 8, "Recurly did not answer properly (attempts: 8). Nothing was written", "Pull again later"),
    ],
)
def test_a_program_that_does_not_give_them_says_what_became_of_the_data_and_what_to_do(
    house, recurly, faults, said, advice
):
    recurly.accounts = [account(1)]
    recurly.faults = list(faults)
    import_id, page = fetch(house)
    assert kept(house, import_id).state is State.FAILED
    assert "Nothing was written: the customers could not be fetched." in page
    assert advice in page
    assert "Columns" not in page
    assert f'href="{house.path("imports/new/recurly/")}"' in house.bob.get(house.path(f"imports/{import_id}/")).text
    for untrue in ("Correction file", "the files are not to blame", "0 rows", "new customers"):
        assert untrue not in page
    report = house.bob.get(house.path(f"imports/{import_id}/report/?format=html")).text
    assert said in text_of("<main" + report)
    tile = text_of(house.bob.get(house.path("imports/new/recurly/")).text)
    assert "The last try failed" in tile
    import_id, page = fetch(house)
    assert "Write 1 new customer" in page


def test_accounts_are_named_and_no_line_or_file_is_promised(house, recurly):
    recurly.accounts = [account(1), account(2, email="no address")]
    import_id, page = fetch(house)
    assert "Correct the rejected accounts in Recurly acme; the next pull fetches them again." in page
    for untrue in ("Correction file", "upload it again", "Hold files with errors back"):
        assert untrue not in page
    rows = page_of(house, import_id, "problems/EML001/")
    assert "C-2" in rows
    assert "Line" not in rows
    assert "line" not in page_of(house, import_id, f"rows/1/{line_of(house, import_id)}/")
    created = page_of(house, import_id, "plan/created/")
    assert "C-1" in created
    assert "Line" not in created
    agree(house, import_id)
    page = page_of(house, import_id)
    assert "1 customer was written, 1 row was not." in page
    assert "Correct the rejected accounts in Recurly acme" in page
    assert "Correction file" not in page
    assert "C-2" in page.partition("What was found")[2]
    assert house.bob.get(house.path(f"imports/{import_id}/correction-file/")).status_code == 404


def line_of(house, import_id):
    wrong = kept(house, import_id).report.violations
    return wrong.filter(code="EML001")["line"][0]


def test_an_account_is_corrected_in_the_page_and_goes_in(house, recurly):
    recurly.accounts = [account(1, email="no address")]
    import_id, _page = fetch(house)
    sent = {"file": "1", "field": "email", "code": "EML001", "old": "no address", "new": "an@example.com"}
    house.bob.post(house.path(f"imports/{import_id}/replace/"), sent)
    house.bob.post(house.path(f"imports/{import_id}/again/"), {})
    work(house.served.database_url)
    agree(house, import_id)
    assert customers(house, "number, email") == [("C-1", "an@example.com")]


def test_changes_are_shown_and_taken_back(house, recurly):
    recurly.accounts = [account(1)]
    agree(house, fetch(house)[0])
    recurly.change("C-1", 500, email="new@example.com")
    import_id, _page = fetch(house)
    changed = page_of(house, import_id, "plan/updated/")
    assert "new@example.com" in changed
    assert "Line" not in changed
    agree(house, import_id)
    assert customers(house, "email") == [("new@example.com",)]
    house.bob.post(house.path(f"imports/{import_id}/undo/"))
    work(house.served.database_url)
    assert customers(house, "email") == [("customer1@example.com",)]


def test_what_waits_is_shown_where_it_could_be_fetched_again(house, recurly):
    recurly.accounts = [account(1)]
    waiting, _page = fetch(house)
    page = house.bob.get(house.path("imports/new/recurly/")).text
    assert "waits for a decision. Fetching again takes its place." in page
    assert f'href="{house.path(f"imports/{waiting}/")}"' in page
    import_id, _page = fetch(house)
    assert kept(house, waiting).state is State.CANCELLED
    assert kept(house, import_id).state is State.WAITING


def test_how_far_it_is_is_said_in_customers(house, recurly):
    recurly.accounts = [account(number) for number in range(1, 301)]
    seen = []

    def look(page):
        if page == 2:
            database = house.database()
            state.keep_progress(database, latest(house), {"name": "Recurly acme", "rows": 1200, "bytes_read": 0})
            database.close()
            seen.append(house.bob.get(house.path(f"imports/{latest(house)}/progress/")).text)

    recurly.before_page = look
    fetch(house)
    [said] = seen
    assert "Fetching from Recurly …" in said
    assert "1,200 customers so far" in said


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_from_the_tile_to_the_result_in_a_browser(house, recurly, open_page):
    recurly.accounts = [account(1), account(2, email="no address")]
    page = open_page(house.bob)
    with a_worker(house):
        page.goto(house.path("imports/new/"))
        page.get_by_role("link", name="Recurly").click()
        page.get_by_role("button", name="Fetch from Recurly").click()
        page.get_by_role("button", name="Write 1 new customer").click(timeout=60_000)
        page.get_by_text("1 customer was written, 1 row was not.").wait_for(timeout=60_000)
    assert customers(house, "number") == [("C-1",)]


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["nl", "de"])
def test_the_pages_suit_everybody(house, recurly, open_page, language):
    house.alice.user.language = language
    house.alice.user.save()
    recurly.accounts = [account(1), account(2, email="no address")]
    import_id, _page = fetch(house)
    recurly.faults = ["401"]
    failed, _page = fetch(house)
    page = open_page(house.alice)
    for path in ("imports/new/", "imports/new/recurly/", "imports/new/exact-online/", f"imports/{import_id}/",
                 f"imports/{failed}/", "settings/connections/"):  # fmt: skip
        page.goto(house.path(path))
        assert found_by_axe(page) == [], path
        page.set_viewport_size({"width": 320, "height": 640})
        assert wider_than_the_screen(page) == 0, path
        page.set_viewport_size({"width": 1200, "height": 800})
