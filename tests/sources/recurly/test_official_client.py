"""Recurly's own client runs against the fake: what it cannot read, no Recurly would send."""

import http.client

import pytest
import recurly as official
from tests.sources.recurly.fake import KEY, account


@pytest.fixture
def client(recurly):
    client = official.Client(KEY, timeout=30)
    host = recurly.url.removeprefix("http://")
    client._BaseClient__conn = http.client.HTTPConnection(host, timeout=30)
    yield client
    client._BaseClient__conn.close()


def test_it_reads_every_page(recurly, client):
    recurly.accounts = [account(number) for number in range(1, 446)]
    found = client.list_accounts(params={"limit": 200, "sort": "updated_at", "order": "asc"}).items()
    assert [each.code for each in found] == [f"C-{number}" for number in range(1, 446)]


def test_it_reads_addresses_and_dates(recurly, client):
    recurly.accounts = [account(3)]
    [found] = client.list_accounts().items()
    assert (found.address.city, found.preferred_locale, found.state) == ("Leuven", "nl-BE", "active")
    assert found.updated_at.isoformat() == "2026-01-01T00:03:00+00:00"


def test_it_counts(recurly, client):
    recurly.accounts = [account(number) for number in range(1, 31)]
    assert client.list_accounts(params={"limit": 200}).count() == 30


def test_it_finds_the_site(client):
    assert [site.subdomain for site in client.list_sites().items()] == ["acme"]


def test_it_knows_what_a_refused_key_and_a_used_up_limit_are(recurly, client):
    recurly.faults = ["429 5"]
    with pytest.raises(official.errors.RateLimitedError):
        list(client.list_accounts().items())
    client._BaseClient__api_key = "another"
    with pytest.raises(official.errors.UnauthorizedError):
        list(client.list_accounts().items())
