"""`muster connect exact` and `muster pull exact`, on both databases, against a running fake of Exact Online."""

import socket
import threading
import urllib.request
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.cli.pulling import everything_kept, found, stored
from tests.sources.exact_online.fake import CLIENT_SECRET, DIVISION, guid, serving

from muster.cli import consent
from muster.sources.exact_online import client, oauth
from muster.sources.pulled import remote

pytestmark = pytest.mark.slow


@pytest.fixture
def exact(monkeypatch):
    monkeypatch.setattr(remote.time, "sleep", lambda _seconds: None)
    monkeypatch.setenv("MUSTER_EXACT_CLIENT_SECRET", CLIENT_SECRET)
    with serving() as fake:
        for module in (client, oauth):
            monkeypatch.setattr(module, "HOSTS", {"nl": fake.url, "be": fake.url})
        yield fake


def connect(muster, monkeypatch, *arguments, code="good", state=None):
    """Connect; the browser comes back with this code, pasted."""

    def come_back(address):
        asked = parse_qs(urlsplit(address.strip()).query)
        return f"{asked['redirect_uri'][0]}?code={code}&state={state or asked['state'][0]}"

    said = []
    monkeypatch.setattr(consent.terminal, "say", said.append)
    monkeypatch.setattr(consent, "_pasted", lambda: come_back(next(text for text in said if "oauth2/auth" in text)))
    return muster("connect", "exact", "--client-id", "app", "--redirect", "https://acme.example/back", *arguments)


@pytest.fixture
def connected(exact, muster, monkeypatch):
    assert connect(muster, monkeypatch).code == 0
    monkeypatch.delenv("MUSTER_EXACT_CLIENT_SECRET")
    exact.asked.clear()
    return muster


def pull(muster, *arguments):
    return muster("pull", "exact", "--yes", "--format", "json", *arguments)


def test_customers_come_in_with_their_contacts_and_addresses(connected, exact, database_url):
    exact.account(1, ChamberOfCommerce="0428.759.497", MainContact=guid(10_001))
    exact.contact(
        1, 1, FirstName="An", LastName="Peeters", MiddleName="van", Mobile="0470 12 34 56", Language="FR-BE     "
    )
    exact.address(1, 1, "DEL", AddressLine1="Achterdeur 1", City="Gent", Postcode="9000", Country="BE ")
    exact.address(2, 1, "INV", AddressLine1="Markt 1", City="Brugge", Postcode="8000", Country="BE ")
    exact.account(2, Name="Jan Maes", MainContact=guid(10_002), Email=None)
    exact.contact(2, 2, FirstName="Jan", LastName="Maes", FullName="Jan Maes", Email="jan@example.com")
    done = pull(connected)
    assert (done.code, done.json["totals"]["created"]) == (0, 2)
    assert stored(database_url) == {
        "1": {
            "email": "info1@example.com", "language": "fr", "lastname": "van Peeters", "firstname": "An",
            "mobile": "+32470123456", "company": "Bakker 1 BV", "coc": "0428759497", "address": "Markt 1",
            "city": "Brugge", "zip": "8000", "country": "BE",
        },
        "2": {
            "email": "jan@example.com", "language": "nl", "lastname": "Maes", "firstname": "Jan",
            "address": "Kerkstraat 2", "city": "Leuven", "zip": "3000", "country": "BE",
        },
    }  # fmt: skip


def test_only_customers_come_in_and_the_others_are_counted(connected, exact, database_url):
    exact.account(1)
    for number, said in enumerate(
        [{"Status": "S"}, {"Status": "P"}, {"Status": "A"}, {"Status": None}, {"Type": "D"}], 2
    ):
        exact.account(number, **said)
    done = pull(connected)
    assert (done.json["totals"]["created"], done.json["totals"]["skipped"]) == (1, 5)
    assert {code for _record, _field, code in found(done)} == {"ACC010", "ACC011", "ACC012", "ACC122"}
    assert list(stored(database_url)) == ["1"]


def test_pages_are_followed_as_they_are_given(connected, exact):
    exact.page = 7
    for number in range(1, 31):
        exact.account(number)
    assert pull(connected).json["totals"]["created"] == 30
    assert len(exact.of("Accounts")) == 5


def test_only_newer_row_versions_are_asked_for(connected, exact):
    for number in range(1, 6):
        exact.account(number)
    pull(connected)
    exact.asked.clear()
    exact.account(3, Email="new@example.com")
    done = pull(connected)
    assert "Timestamp gt 105L" in exact.of("Accounts")[0]
    assert (done.json["totals"]["rows"], done.json["totals"]["updated"]) == (1, 1)
    assert pull(connected).json["totals"]["rows"] == 0


def test_a_changed_contact_or_address_updates_its_account(connected, exact, database_url):
    exact.account(1, MainContact=guid(10_001))
    exact.contact(1, 1, FirstName="An", LastName="Peeters")
    exact.account(2)
    pull(connected)
    exact.contact(1, 1, FirstName="An", LastName="Peeters", Mobile="0470123456")
    exact.address(2, 2, "INV", AddressLine1="Markt 1", City="Brugge", Postcode="8000", Country="BE ")
    done = pull(connected)
    assert (done.json["totals"]["updated"], done.json["totals"]["rows"]) == (2, 2)
    assert stored(database_url)["1"]["mobile"] == "+32470123456"
    assert stored(database_url)["2"]["city"] == "Brugge"


def test_a_changed_account_keeps_its_unchanged_contact(connected, exact, database_url):
    exact.account(1, Name="Jan Maes", MainContact=guid(10_001), ChamberOfCommerce="0428759497")
    exact.contact(1, 1, FirstName="Jan", LastName="Maes")
    exact.address(1, 1, "INV", AddressLine1="Markt 1", City="Brugge", Postcode="8000", Country="BE ")
    pull(connected)
    before = stored(database_url)["1"]
    exact.account(1, Name="Jan Maes", MainContact=guid(10_001), ChamberOfCommerce="0428759497", Email="n@example.com")
    pull(connected)
    assert stored(database_url)["1"] == before | {"email": "n@example.com"}
    assert "company" not in before


def test_a_contact_that_is_nowhere_leaves_its_account(connected, exact, database_url):
    exact.account(1, MainContact=guid(10_001))
    assert pull(connected).json["totals"]["created"] == 1
    assert "lastname" not in stored(database_url)["1"]


def test_an_account_that_changes_meanwhile_counts_once_as_it_is_now(connected, exact, database_url):
    exact.page = 10
    for number in range(1, 31):
        exact.account(number)

    def change_while_reading(page):
        if page == 2 and exact.of("Accounts"):
            exact.account(7, Email="later@example.com")

    exact.before_page = change_while_reading
    done = pull(connected)
    assert (done.json["totals"]["rows"], done.json["totals"]["created"]) == (30, 30)
    assert stored(database_url)["7"]["email"] == "later@example.com"


def test_deleted_accounts_are_told(connected, exact):
    exact.account(1)
    pull(connected)
    exact.put("Deleted", ID="d1", EntityKey=guid(1), EntityType=2)
    exact.put("Deleted", ID="d2", EntityKey=guid(9), EntityType=5)
    done = pull(connected)
    assert [each["message"] for each in done.json["files"][0]["violations"] if each["code"] == "ACC121"] == [
        "Accounts that were deleted in Exact Online since the last pull: 1."
    ]


def test_everything_is_fetched_after_the_division_was_moved(connected, exact):
    for number in range(1, 4):
        exact.account(number)
    pull(connected)
    exact.moved = "/Date(1790000000000)/"
    assert pull(connected).json["totals"]["unchanged"] == 3
    assert pull(connected).json["totals"]["rows"] == 0


def test_a_rejected_account_is_fetched_again_whatever_its_version(connected, exact, database_url):
    for number in range(1, 4):
        exact.account(number)
    [account] = [row for row in exact.rows["Accounts"] if row["ID"] == guid(2)]
    account["Country"] = "XX"
    done = pull(connected)
    assert (done.json["status"], done.json["totals"]["created"]) == ("partial", 2)
    account["Country"] = "BE "
    assert pull(connected).json["totals"]["created"] == 1
    assert list(stored(database_url)) == ["1", "3", "2"]


def test_an_old_token_is_renewed_and_the_new_one_is_kept(connected, exact):
    exact.account(1)
    exact.age = 580
    shift_clock(connected, exact)
    assert pull(connected).code == 0
    assert (exact.tokens, [path for path in exact.asked if "POST" in path]) == (
        2,
        ["POST /api/oauth2/token refresh_token"],
    )
    assert pull(connected).code == 0
    assert exact.tokens == 2


def shift_clock(_muster, exact):
    """The kept token is as old as the fake believes it to be."""
    from muster.environments import connections
    from muster.imports import place

    with place.opened() as database:
        connection = connections.find(database, place.environment(database, "default").id, "exact-online")
        connections.exchange(database, connection.id, lambda old: old | {"issued": old["issued"] - exact.age})


def test_a_young_token_is_not_renewed(connected, exact):
    exact.account(1)
    pull(connected)
    assert [path for path in exact.asked if "POST" in path] == []


def test_a_refused_token_is_renewed_once(connected, exact):
    exact.account(1)
    exact.age = 601  # expired there, although it looks good here
    shift_clock(connected, exact)
    assert pull(connected).code == 0


def test_an_access_that_was_withdrawn_says_how_to_connect_again(connected, exact):
    exact.age, exact.refuse_refresh = 900, True
    shift_clock(connected, exact)
    done = pull(connected)
    assert done.code == 2
    assert "Connect Exact Online again. (muster connect exact)" in done.err
    assert len([path for path in exact.asked if "POST" in path]) == 1


@pytest.mark.parametrize("status", ["400", "403", "404"])
def test_refusals_are_not_repeated(connected, exact, status):
    exact.faults = [status] * 5
    assert pull(connected).code in {2, 4}
    assert len(exact.of("Contacts")) == 1


@pytest.mark.parametrize("fault", ["500", "cut", "minute 30"])
def test_a_fault_that_passes_is_outlasted(connected, exact, fault):
    exact.page = 3
    for number in range(1, 11):
        exact.account(number)
    exact.faults = [None, None, fault, None, fault]
    assert pull(connected).json["totals"]["created"] == 10


def test_the_limit_of_a_day_ends_the_pull_which_goes_on_later(connected, exact, database_url):
    exact.page = 3
    for number in range(1, 11):
        exact.account(number)
    exact.faults = [None, None, None, None, "day 36000"]
    done = pull(connected)
    assert (done.code, stored(database_url)) == (4, {})
    assert "used up until" in done.err
    exact.asked.clear()
    assert pull(connected).json["totals"]["created"] == 10
    assert exact.of("Contacts") == []
    assert all("$skiptoken" in path for path in exact.of("Accounts"))


def test_customers_who_are_only_here_are_listed(connected, exact, file):
    connected("import", file("X-1,x@example.com,nl,Only,Here,,,,,,,", "007,y@example.com,nl,Y,Y,,,,,,,"), "--yes")
    exact.account(7)
    listed = [each for each in found(pull(connected)) if each[2].startswith("ACC10")]
    assert listed == [("007", "customerNumber", "ACC103"), ("X-1", "customerNumber", "ACC102")]


def test_secrets_are_neither_kept_readable_nor_shown(connected, exact, database_url, tmp_path, caplog):
    caplog.set_level(0)
    exact.account(1)
    exact.age = 580
    shift_clock(connected, exact)
    done = pull(connected)
    said = done.out + done.err + caplog.text + everything_kept(database_url, tmp_path / "data")
    assert "canary" not in said


def test_a_division_may_be_chosen(exact, muster, monkeypatch):
    exact.divisions[12] = "Andere BV"
    assert connect(muster, monkeypatch, "--division", "12").code == 0
    exact.account(1)
    assert pull(muster).json["files"][0]["name"] == "Exact Online 12"
    assert "/api/v1/12/" in exact.of("Accounts")[0]


@pytest.mark.parametrize(
    ("arguments", "answer", "said"),
    [
        (["--division", "13"], {}, f"There is no division 13 to read. There are: {DIVISION} (Voorbeeld BV). Nothing was kept."),
        (["--country", "xx"], {}, "“xx” has no Exact Online. Choose one of: "),
        ([], {"code": "bad"}, "has ended"),
        ([], {"state": "another"}, "The answer belongs to another question."),
        ([], {"code": ""}, "Exact Online gave no code"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("exact")
def test_what_does_not_fit_is_not_kept(muster, monkeypatch, arguments, answer, said):
    done = connect(muster, monkeypatch, *arguments, **answer)
    assert done.code == 2
    assert said in done.err
    assert pull(muster).code == 2


@pytest.mark.usefixtures("exact")
def test_the_browser_may_come_back_to_this_machine(muster, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def browse(text):
        if "oauth2/auth" in text:
            asked = parse_qs(urlsplit(text.strip()).query)
            address = f"{asked['redirect_uri'][0]}?code=good&state={asked['state'][0]}"
            threading.Timer(0.3, lambda: urllib.request.urlopen(address).read()).start()

    monkeypatch.setattr(consent.terminal, "say", browse)
    assert muster("connect", "exact", "--client-id", "app", "--redirect", f"http://127.0.0.1:{port}/").code == 0
