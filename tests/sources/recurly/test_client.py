"""What happens between Muster and Recurly's API: pages, limits, faults, refusals."""

import pytest
from tests.sources.recurly.fake import KEY, account

from muster.sources.pulled import remote
from muster.sources.pulled.remote import Exhausted, Misunderstood, Refused, Silent
from muster.sources.recurly.client import Recurly, domain_of


@pytest.fixture
def client(recurly, waits):  # noqa: ARG001  the fake must run
    with Recurly(KEY, "us", wait=waits.append) as opened:
        yield opened


def codes(client, **asked):
    return [account["code"] for page in client.accounts(**asked) for account in page.accounts]


def test_all_pages_come_oldest_change_first(recurly, client):
    recurly.accounts = [account(number) for number in range(450, 0, -1)]
    assert codes(client) == [f"C-{number}" for number in range(1, 451)]
    assert len(recurly.pages) == 3
    assert recurly.pages[0] == "/accounts?limit=200&sort=updated_at&order=asc"


def test_only_what_changed_since_is_asked_for(recurly, client):
    recurly.accounts = [account(number) for number in range(1, 6)]
    assert codes(client, since="2026-01-01T00:04:00Z") == ["C-4", "C-5"]


@pytest.mark.parametrize("absolute", [False, True])
def test_the_next_page_may_be_a_path_or_an_address(recurly, client, absolute):
    recurly.next_host = recurly.url if absolute else ""
    recurly.accounts = [account(number) for number in range(1, 202)]
    assert len(codes(client)) == 201


@pytest.mark.parametrize("host", ["http://127.0.0.2:1", "https://v3.recurly.com.example", "//evil.example"])
def test_the_key_is_never_shown_to_another_host(recurly, client, host):
    recurly.next_host = host
    recurly.accounts = [account(number) for number in range(1, 202)]
    with pytest.raises(Misunderstood):
        codes(client)


def test_a_redirect_is_not_followed(recurly, client):
    recurly.faults = ["redirect http://127.0.0.1:1/accounts"]
    with pytest.raises(Misunderstood):
        codes(client)
    assert len(recurly.asked) == 1


@pytest.mark.parametrize("fault", ["500", "502", "503", "cut", "junk"])
def test_a_fault_that_passes_is_outlasted(recurly, client, waits, fault):
    recurly.accounts = [account(number) for number in range(1, 301)]
    recurly.faults = [None, fault, fault]
    assert codes(client) == [f"C-{number}" for number in range(1, 301)]
    assert len(waits) == 2
    assert waits[0] < waits[1] <= 2


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["500", "cut", "junk", "429 1"])
def test_a_fault_that_stays_is_said_after_eight_attempts(recurly, client, fault):
    recurly.faults = [fault] * 20
    with pytest.raises(Silent, match="attempts: 8"):
        codes(client)
    assert len(recurly.pages) == 8


@pytest.mark.parametrize("fault", ["silent", "trickle"])
def test_a_server_that_takes_for_ever_is_asked_again(recurly, waits, monkeypatch, fault):
    monkeypatch.setattr(remote, "PATIENCE_SECONDS", 0.2)
    recurly.accounts = [account(1)]
    recurly.faults = [fault]
    with Recurly(KEY, "us", wait=waits.append) as client:
        assert codes(client) == ["C-1"]
    assert (len(recurly.pages), len(waits)) == (2, 1)


def test_a_server_that_is_not_there_is_said(monkeypatch, waits):
    from muster.sources.recurly import client as module

    monkeypatch.setattr(module, "HOSTS", {"us": "http://127.0.0.1:9"})
    with Recurly(KEY, "us", wait=waits.append) as client, pytest.raises(Silent):
        client.domains()


def test_retry_after_is_obeyed(recurly, client, waits):
    recurly.accounts = [account(1)]
    recurly.faults = ["429 17"]
    assert codes(client) == ["C-1"]
    assert waits == [17]


def test_the_reset_of_the_limit_is_obeyed(recurly, client, waits):
    recurly.accounts = [account(1)]
    recurly.faults = ["reset 40"]
    assert codes(client) == ["C-1"]
    assert [round(seconds, -1) for seconds in waits] == [40]


def test_a_used_up_limit_is_waited_for_before_it_is_refused(recurly, client, waits):
    recurly.accounts = [account(number) for number in range(1, 202)]
    recurly.headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999"}  # long past
    assert len(codes(client)) == 201
    assert waits == []


def test_a_limit_that_lasts_for_hours_ends_the_pull(recurly, client):
    recurly.faults = ["429 7200"]
    with pytest.raises(Exhausted, match="used up until"):
        codes(client)


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_refusal_is_not_repeated(recurly, client, status):
    recurly.faults = [status] * 5
    with pytest.raises(Refused):
        codes(client)
    assert len(recurly.pages) == 1


@pytest.mark.usefixtures("recurly")
def test_a_wrong_key_is_refused():
    with Recurly("another-key", "us") as client, pytest.raises(Refused):
        client.domains()


def test_no_exception_and_no_representation_shows_the_key(recurly, client):
    recurly.faults = ["403"]
    with pytest.raises(Refused) as caught:
        codes(client)
    assert KEY not in f"{caught.value!r} {caught.value} {client!r} {vars(caught.value)}"


def test_accounts_are_found_again_by_their_ids(recurly, client):
    recurly.accounts = [account(number) for number in range(1, 500)]
    ids = [each["id"] for each in recurly.accounts[:450]]
    assert len([each for page in client.by_ids([*ids, "gone"]) for each in page.accounts]) == 450
    assert all("sort" not in page for page in recurly.pages)


def test_how_many_there_are_is_asked_without_fetching_them(recurly, client):
    recurly.accounts = [account(number) for number in range(1, 8)]
    assert client.count(None) == 7
    assert recurly.asked == ["HEAD /accounts?limit=200&sort=updated_at&order=asc"]


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("acme", ("acme", None)),
        (" ACME ", ("acme", None)),
        ("acme.recurly.com", ("acme", None)),
        ("https://acme.recurly.com/login?x=1", ("acme", None)),
        ("acme.eu.recurly.com", ("acme", "eu")),
    ],
)
def test_a_domain_may_be_written_in_three_ways(given, understood):
    assert domain_of(given) == understood


@pytest.mark.parametrize(
    "given", ["", "acme.example.com", "-acme", "a b", "http://", "recurly.com.example", "acme@evil.example"]
)
def test_what_is_no_domain_is_refused(given):
    with pytest.raises(ValueError, match=r".*"):
        domain_of(given)
