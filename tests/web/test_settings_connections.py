"""Connections to other programs, made in the page: against running fakes, on both databases."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import polars as pl
import pytest
from tests.sources.exact_online import fake as exact_fake
from tests.sources.exact_online.fake import CLIENT_SECRET, DIVISION
from tests.sources.recurly import fake as recurly_fake
from tests.sources.recurly.fake import KEY

from muster.environments import connections
from muster.environments.connections import Often
from muster.model.outcome import FileReport, FileStatus, Report, State, Totals
from muster.report.tally import COUNTS
from muster.sources.exact_online import client as exact_client
from muster.sources.exact_online import oauth
from muster.sources.pulled import remote
from muster.sources.recurly import client as recurly_client


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    monkeypatch.setattr(remote.time, "sleep", lambda _seconds: None)


@pytest.fixture(autouse=True)
def recurly(monkeypatch):
    with recurly_fake.serving() as fake:
        monkeypatch.setattr(recurly_client, "HOSTS", {"us": fake.url, "eu": fake.url})
        yield fake


@pytest.fixture(autouse=True)
def exact(monkeypatch):
    with exact_fake.serving() as fake:
        for module in (exact_client, oauth):
            monkeypatch.setattr(module, "HOSTS", dict.fromkeys(oauth.HOSTS, fake.url))
        yield fake


@pytest.fixture
def alice(house, inside):
    """Her browser; every page as text, redirects followed."""
    client = inside(house.alice)

    class Browser:
        session = property(lambda _self: client.session)

        @staticmethod
        def get(rest="", **query):
            return client.get(house.path(f"settings/connections/{rest}"), query, follow=True).content.decode()

        @staticmethod
        def post(rest, **given):
            return client.post(house.path(f"settings/connections/{rest}"), given, follow=True).content.decode()

    return Browser()


def kept(house):
    database = house.database()
    found = {each.source: each for each in connections.every(database, house.environment.id)}
    database.close()
    return found


def everything_in_the_database(house):
    database = house.database()
    rows = database.fetch("SELECT settings, secret, progress FROM connection")
    database.close()
    from django.contrib.sessions.models import Session

    return str(rows) + str([session.get_decoded() for session in Session.objects.all()])


def connect_recurly(alice, domain="acme", api_key=KEY):
    return alice.post("recurly/", domain=domain, region="eu", api_key=api_key)


def test_recurly_is_connected_when_the_key_opens_the_site(house, alice):
    assert "Recurly is connected: acme." in connect_recurly(alice)
    assert dict(kept(house)["recurly"].settings) == {"domain": "acme", "region": "eu"}
    assert KEY not in alice.get() + everything_in_the_database(house)


@pytest.mark.parametrize(
    ("domain", "key", "said"),
    [
        ("acme", "wrong", "Recurly"),
        ("other", KEY, "The key opens another site: acme, not “other”."),
        ("a b", KEY, "is no domain of Recurly"),
        ("acme", "", "“API key” must be filled in."),
    ],
)
def test_what_does_not_open_is_not_kept(house, alice, domain, key, said):
    page = connect_recurly(alice, domain, key)
    assert said in page.partition('role="alert"')[2]
    assert kept(house) == {}
    assert "value=" not in page.partition('name="api_key"')[2].partition(">")[0]


def test_the_test_says_what_is_reached_or_why_not(alice, recurly):
    connect_recurly(alice)
    assert "Recurly answers: acme can be read." in alice.post("recurly/test/")
    recurly.domains = ["moved"]
    assert "The access works, but not for what was connected." in alice.post("recurly/test/")


def test_how_often_it_is_fetched_stays_when_the_key_changes(house, alice):
    connect_recurly(alice)
    assert "The settings were saved." in alice.post("recurly/schedule/", often="daily")
    connect_recurly(alice)
    assert kept(house)["recurly"].often is Often.DAILY
    alice.post("recurly/schedule/", often="never")
    assert kept(house)["recurly"].often is Often.NEVER


def test_a_connection_is_ended_with_what_opened_it(house, alice):
    connect_recurly(alice)
    assert "Disconnect Recurly?" in alice.get("recurly/end/")
    assert "Recurly is not connected any more." in alice.post("recurly/end/")
    assert kept(house) == {}
    assert "Not connected." in alice.get()


def pulled(house, **ended):
    """A pull from Recurly that ended so; its number."""
    from muster.apply import state

    database = house.database()
    request = state.Request(
        environment_id=house.environment.id, kind=state.Kind.PULL, started_by="Alice", options={"source": "recurly"}
    )
    lease = state.open_claimed(database, request, [state.ReceivedFile(name="Recurly acme")])
    file = FileReport(name="Recurly acme", status=FileStatus.REJECTED, source="recurly")
    report = Report(files=[file], totals=Totals(), **ended)
    state.end(database, lease, state.Finish(report=report))
    database.close()
    return lease.import_id


def counted(*codes):
    return pl.DataFrame([(1, code, "error", 1) for code in codes], schema=COUNTS, orient="row")


def test_when_it_was_fetched_last_and_why_the_last_try_failed_is_shown(house, alice):
    connect_recurly(alice)
    assert "not yet" in alice.get()
    good = pulled(house, state=State.DONE)
    assert f'href="{house.path(f"imports/{good}/")}"' in alice.get()
    assert "The last try failed" not in alice.get()
    bad = pulled(house, state=State.FAILED, reason="data", counts=counted("ACC108"))
    page = alice.get()
    assert "The other program refused the access." in page.partition("The last try failed")[2]
    assert all(f'href="{house.path(f"imports/{number}/")}"' in page for number in (good, bad))
    pulled(house, state=State.FAILED, reason="system")
    assert "The system failed." in alice.get().partition("The last try failed")[2]


def ask_at_exact(alice):
    """The address where the access is allowed."""
    page = alice.post("exact-online/", host="be", client_id="app", client_secret=CLIENT_SECRET)
    [address] = [part.partition('"')[0] for part in page.split('href="') if "/api/oauth2/auth?" in part]
    return address.replace("&amp;", "&")


def consented(address):
    """Where Exact Online's page leads who says yes."""
    [back] = re.findall(r'<a href="([^"]+)">Allow</a>', httpx.get(address).text)
    return back


def allow(alice, address, **changed):
    """Say yes on Exact Online's page and come back."""
    back = urlsplit(consented(address))
    came = {key: values[0] for key, values in parse_qs(back.query).items()} | changed
    return alice.get(back.path.partition("/connections/")[2], **came)


def test_exact_online_is_connected_by_going_there_and_back(house, alice):
    address = ask_at_exact(alice)
    asked = parse_qs(urlsplit(address).query)
    back = asked["redirect_uri"][0]
    assert (asked["client_id"], asked["response_type"]) == (["app"], ["code"])
    assert urlsplit(back).path == house.path("settings/connections/exact-online/back/")
    assert back in alice.get("exact-online/")
    page = allow(alice, address)
    assert f"Exact Online is connected: {DIVISION} Voorbeeld BV." in page
    settings = dict(kept(house)["exact-online"].settings)
    assert settings == {"host": "be", "division": DIVISION, "name": "Voorbeeld BV"}
    assert "canary" not in page + everything_in_the_database(house)
    assert "Exact Online answers: Voorbeeld BV can be read." in alice.post("exact-online/test/")


def test_an_answer_to_no_question_or_to_somebody_elses_is_refused(house, alice, exact):
    assert "belongs to no question of yours" in alice.get("exact-online/back/", code="good", state="x")
    address = ask_at_exact(alice)
    assert "belongs to no question of yours" in allow(alice, address, state="another")
    assert [path for path in exact.asked if path.startswith("POST")] == []
    assert kept(house) == {}


def test_an_answer_counts_once(alice):
    address = ask_at_exact(alice)
    allow(alice, address)
    assert "belongs to no question of yours" in allow(alice, address)


def test_who_says_no_connects_nothing(house, alice):
    address = ask_at_exact(alice)
    assert "was not allowed to be read" in allow(alice, address, code="", error="access_denied")
    assert kept(house) == {}


def test_a_code_that_exact_refuses_connects_nothing(house, alice):
    page = allow(alice, ask_at_exact(alice), code="bad")
    assert "notice-error" in page
    assert kept(house) == {}


def test_one_of_several_divisions_is_chosen(house, alice, exact):
    exact.divisions = {DIVISION: "Voorbeeld BV", 7: "Filiaal NV"}
    page = allow(alice, ask_at_exact(alice))
    assert "Which division?" in page
    assert "canary" not in everything_in_the_database(house)
    assert kept(house) == {}
    assert "Exact Online is connected: 7 Filiaal NV." in alice.post("exact-online/division/", division="7")
    assert "belongs to no question of yours" in alice.post("exact-online/division/", division="7")


def test_a_question_of_one_environment_is_not_answered_in_another(house, alice, inside):
    from muster.environments.models import Member
    from muster.environments.roles import Role

    address = ask_at_exact(alice)
    there = Member.objects.get(user=house.charlie.user).environment_id
    Member.objects.create(environment_id=there, user=house.alice.user, role=Role.ADMINISTRATOR.value)
    back = consented(address).partition("?")[2]
    page = inside(house.alice).get(f"/e/{there}/settings/connections/exact-online/back/?{back}", follow=True)
    assert "belongs to no question of yours" in page.content.decode()
