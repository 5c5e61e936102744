"""`muster connect recurly` and `muster pull recurly`, on both databases, against a running fake of Recurly."""

import io
import json

import pytest
from tests.cli.pulling import everything_kept, found, stored
from tests.sources.recurly.fake import KEY, TOKEN, account, moment

from muster.sources.pulled import remote

pytestmark = pytest.mark.slow


@pytest.fixture
def recurly(monkeypatch):
    from tests.sources.recurly.fake import serving

    from muster.sources.recurly import client

    monkeypatch.setattr(remote.time, "sleep", lambda _seconds: None)
    with serving() as fake:
        monkeypatch.setattr(client, "HOSTS", {"us": fake.url, "eu": fake.url})
        yield fake


@pytest.fixture
def connected(recurly, muster, monkeypatch):
    """A connection to the fake; the command line."""
    monkeypatch.setenv("MUSTER_RECURLY_API_KEY", KEY)
    assert muster("connect", "recurly", "--domain", "acme", "--region", "us").code == 0
    monkeypatch.delenv("MUSTER_RECURLY_API_KEY")
    recurly.asked.clear()
    return muster


def pull(muster, *arguments):
    return muster("pull", "recurly", "--yes", "--format", "json", *arguments)


def test_customers_come_in_field_by_field(connected, recurly, database_url):
    recurly.accounts = [
        account(1),
        account(2, first_name=None, last_name=None, company="Bakker BV", vat_number="BE 0428.759.497",
                preferred_locale="fr-BE", address={"street1": "Rue Haute 1", "street2": "bte 3", "city": "Namur",
                                                  "postal_code": "5000", "country": "BE", "phone": "081 22 33 44"}),
    ]  # fmt: skip
    done = pull(connected)
    assert (done.code, done.json["status"], done.json["totals"]["created"]) == (0, "done", 2)
    assert stored(database_url) == {
        "C-1": {
            "email": "customer1@example.com", "language": "nl", "lastname": "Peeters b", "firstname": "An",
            "mobile": "+32470123456", "address": "Kerkstraat 1", "city": "Leuven", "zip": "3000", "country": "BE",
        },
        "C-2": {
            "email": "customer2@example.com", "language": "fr", "company": "Bakker BV", "coc": "0428759497",
            "address": "Rue Haute 1 bte 3", "city": "Namur", "zip": "5000", "country": "BE",
        },
    }  # fmt: skip


def test_the_second_pull_fetches_only_changes_and_changes_nothing(connected, recurly):
    recurly.accounts = [account(number) for number in range(1, 31)]
    pull(connected)
    recurly.asked.clear()
    done = pull(connected)
    assert "begin_time=2026-01-01T00%3A20%3A00Z" in recurly.pages[0]
    assert (done.json["totals"]["unchanged"], done.json["totals"]["updated"]) == (11, 0)
    assert found(done) == [(None, None, "ACC104")]


def test_a_change_there_is_an_update_here(connected, recurly, database_url):
    recurly.accounts = [account(number) for number in range(1, 31)]
    pull(connected)
    recurly.change("C-3", 500, email="new@example.com")
    done = pull(connected)
    assert (done.json["totals"]["updated"], done.json["totals"]["created"]) == (1, 0)
    assert stored(database_url)["C-3"]["email"] == "new@example.com"


def test_what_an_account_does_not_say_deletes_nothing(connected, recurly, database_url):
    recurly.accounts = [account(1)]
    pull(connected)
    before = stored(database_url)
    recurly.change("C-1", 5, address=None, email=None, first_name=None, last_name=None, preferred_locale=None)
    done = pull(connected)
    assert (done.json["totals"]["unchanged"], done.json["totals"]["cleared"]) == (1, 0)
    assert stored(database_url) == before


def test_an_error_refuses_its_account_only_and_is_fetched_again(connected, recurly, database_url):
    recurly.accounts = [account(number) for number in range(1, 31)]
    recurly.change("C-2", 2, email="no address")
    done = pull(connected)
    assert (done.code, done.json["status"], done.json["totals"]["created"]) == (1, "partial", 29)
    assert ("C-2", "email", "EML001") in found(done)
    assert [each["line"] for each in done.json["files"][0]["violations"] if each["record"] == "C-2"] == [None]
    [broken] = [each for each in recurly.accounts if each["code"] == "C-2"]
    broken["email"] = "mended@example.com"  # without a new date: the cursor has passed it
    recurly.asked.clear()
    assert pull(connected).json["totals"]["created"] == 1
    assert recurly.pages[0] == "/accounts?ids=acc0000000002"
    assert stored(database_url)["C-2"]["email"] == "mended@example.com"
    recurly.asked.clear()
    pull(connected)
    assert all("ids=" not in page for page in recurly.pages)


def test_an_account_that_stays_rejected_is_fetched_every_time(connected, recurly):
    recurly.accounts = [account(number) for number in range(1, 31)]
    recurly.change("C-2", 2, email="no address")
    for _ in range(3):
        assert ("C-2", "email", "EML001") in found(pull(connected))


def test_inactive_accounts_are_counted_and_left_out(connected, recurly, database_url):
    recurly.accounts = [account(1), account(2, state="inactive"), account(3, state="inactive")]
    done = pull(connected)
    assert (done.json["totals"]["skipped"], done.json["totals"]["created"]) == (2, 1)
    assert found(done) == [(None, None, "ACC111")]
    assert list(stored(database_url)) == ["C-1"]


def test_an_account_that_changes_meanwhile_counts_once_as_it_is_now(connected, recurly, database_url):
    recurly.accounts = [account(number) for number in range(1, 301)]

    def change_while_reading(page):
        if page == 2:
            recurly.change("C-7", 900, email="later@example.com")

    recurly.before_page = change_while_reading
    done = pull(connected)
    assert (done.json["totals"]["rows"], done.json["totals"]["created"]) == (300, 300)
    assert stored(database_url)["C-7"]["email"] == "later@example.com"


def test_fewer_accounts_than_announced_are_said(connected, recurly, file):
    connected("import", file("X-1,x@example.com,nl,Only,Here,,,,,,,"), "--yes")
    recurly.accounts = [account(number) for number in range(1, 4)]
    recurly.hidden = {"C-2"}
    assert found(pull(connected)) == [(None, None, "ACC105")]


def test_customers_who_are_only_here_are_listed_after_a_full_pull(connected, recurly, file):
    connected(
        "import",
        file("X-1,x@example.com,nl,Only,Here,,,,,,,", "c-2,customer2@example.com,nl,Peeters c,An,,,,,,,", ",y@example.com,nl,No,Number,,,,,,,"),
        "--yes",
    )  # fmt: skip
    recurly.accounts = [account(number) for number in range(1, 4)]
    done = pull(connected)
    assert {each for each in found(done) if each[2].startswith("ACC")} == {
        ("X-1", "customerNumber", "ACC102"), ("c-2", "customerNumber", "ACC103"),
    }  # fmt: skip
    again = connected("imports", done.json["import"], "--format", "json")
    assert [each["value"] for each in again.json["files"][0]["violations"] if each["code"] == "ACC102"] == ["X-1"]
    assert "ACC104" not in str(found(pull(connected, "--all")))


@pytest.mark.parametrize("fault", ["500", "cut", "junk", "429 1"])
def test_an_interrupted_pull_goes_on_where_it_stopped(connected, recurly, database_url, fault):
    recurly.accounts = [account(number) for number in range(1, 501)]
    recurly.faults = [None, *[fault] * 8]
    done = pull(connected)
    assert (done.code, stored(database_url)) == (4, {})
    assert "Recurly did not answer properly" in done.err
    recurly.asked.clear()
    done = pull(connected)
    assert (done.code, done.json["totals"]["created"]) == (0, 500)
    assert len([page for page in recurly.pages if "cursor=" in page]) == len(recurly.pages) == 2


def test_a_pull_that_waits_is_confirmed_later_from_what_was_fetched(connected, recurly, database_url):
    recurly.accounts = [account(1)]
    waiting = connected("pull", "recurly", "--format", "json")
    assert (waiting.code, waiting.json["status"], stored(database_url)) == (3, "waiting", {})
    recurly.change("C-1", 700, email="later@example.com")
    assert connected("confirm", waiting.json["import"], "--format", "json").json["status"] == "done"
    assert stored(database_url)["C-1"]["email"] == "customer1@example.com"
    recurly.asked.clear()
    assert pull(connected).json["totals"]["updated"] == 1
    assert "begin_time=2025-12-31T23%3A51%3A00Z" in recurly.pages[0]


def test_a_newer_pull_takes_the_place_of_one_that_waits(connected, recurly):
    recurly.accounts = [account(1)]
    waiting = connected("pull", "recurly", "--format", "json").json["import"]
    assert pull(connected).json["totals"]["created"] == 1
    assert connected("imports", waiting, "--format", "json").json["status"] == "cancelled"


def test_a_dry_run_writes_nothing_and_moves_nothing(connected, recurly, database_url):
    recurly.accounts = [account(1)]
    done = pull(connected, "--dry-run")
    assert (done.code, done.json["status"], done.json["totals"]["created"]) == (0, "planned", 1)
    assert stored(database_url) == {}
    recurly.asked.clear()
    assert pull(connected).json["totals"]["created"] == 1
    assert "begin_time" not in recurly.pages[0]


def test_a_dry_run_is_not_what_the_next_pull_goes_on_with(connected, recurly, database_url):
    recurly.accounts = [account(1)]
    pull(connected, "--dry-run")
    recurly.change("C-1", 5, email="new@example.com")
    pull(connected)
    assert stored(database_url)["C-1"]["email"] == "new@example.com"


def test_many_new_names_stop_a_pull_until_they_are_confirmed(connected, recurly, database_url):
    recurly.accounts = [account(number) for number in range(1, 31)]
    pull(connected)
    for number in range(1, 13):
        recurly.change(f"C-{number}", 100, first_name="Moved", last_name=f"Row {number}")
    before = stored(database_url)
    stopped = pull(connected)
    assert (stopped.code, stopped.json["reason"], stored(database_url)) == (3, "renamed", before)
    assert pull(connected, "--max-renamed", 12).json["totals"]["updated"] == 12


def test_many_deletions_stop_a_pull_that_is_told_to_delete(connected, recurly, database_url):
    recurly.accounts = [account(number) for number in range(1, 31)]
    pull(connected)
    for each in recurly.accounts:
        each |= {"address": None, "updated_at": moment(100)}
    before = stored(database_url)
    assert pull(connected, "--blank", "mobile=clear").json["reason"] == "cleared"
    assert stored(database_url) == before


def test_a_pull_can_be_undone(connected, recurly, database_url):
    recurly.accounts = [account(1)]
    number = pull(connected).json["import"]
    assert connected("undo", number, "--yes").code == 0
    assert stored(database_url) == {}


def test_a_mail_is_sent_only_if_something_changed_or_failed(connected, recurly, tmp_path):
    recurly.accounts = [account(1)]
    outbox = tmp_path / "data" / "outbox"
    pull(connected, "--notify", "admin@example.com")
    assert len(list(outbox.glob("*.eml"))) == 1
    pull(connected, "--notify", "admin@example.com")
    assert len(list(outbox.glob("*.eml"))) == 1
    recurly.accounts.append(account(2, email="broken", updated_at=moment(60)))
    pull(connected, "--notify", "admin@example.com")
    assert len(list(outbox.glob("*.eml"))) == 2


def test_a_pull_that_cannot_fetch_is_told_and_kept_as_failed(connected, recurly, tmp_path):
    recurly.faults = ["403"]
    assert pull(connected, "--notify", "admin@example.com").code == 2
    [mail] = (tmp_path / "data" / "outbox").glob("*.eml")
    assert KEY not in mail.read_text()
    assert "The other program refused the access." in mail.read_text()
    kept = connected("imports", 1, "--format", "json")
    assert (kept.json["status"], kept.json["reason"], found(kept)) == ("failed", "data", [(None, None, "ACC108")])
    recurly.faults = ["403"]
    pull(connected, "--dry-run", "--notify", "admin@example.com")
    assert len(list((tmp_path / "data" / "outbox").glob("*.eml"))) == 1


def test_a_pull_that_got_no_answer_says_so_and_blames_nobody(connected, recurly):
    recurly.faults = ["500"] * 8
    done = pull(connected)
    assert (done.code, done.out) == (4, "")
    assert "did not answer properly (attempts: 8). Nothing was written" in done.err
    kept = connected("imports", 1, "--format", "json")
    assert (kept.json["reason"], found(kept)) == ("system", [(None, None, "ACC106")])


def test_the_text_report_names_accounts(connected, recurly):
    recurly.accounts = [account(1), account(2, email="no address")]
    out = connected("pull", "recurly", "--yes").out
    assert "Recurly acme" in out
    assert "C-2" in out


def test_secrets_are_neither_kept_readable_nor_shown(connected, recurly, database_url, tmp_path, caplog):
    caplog.set_level(0)
    recurly.accounts = [account(1), account(2, email="no address")]
    first = pull(connected)
    waiting = connected("pull", "recurly", "--all", "--format", "csv")
    recurly.faults = ["403"]
    failed = pull(connected)
    exported = connected("export")
    assert failed.code == 2
    said = "".join(done.out + done.err for done in (first, waiting, failed, exported)) + caplog.text
    kept = everything_kept(database_url, tmp_path / "data")
    for secret in (KEY, TOKEN):
        assert secret not in said
        assert secret not in kept
    assert "customer2" not in caplog.text


def test_everything_that_was_fetched_is_readable_by_its_owner_alone(connected, recurly, tmp_path):
    recurly.accounts = [account(number) for number in range(1, 301)]
    recurly.faults = [None, "401"]
    pull(connected)
    pull(connected)
    for path in (tmp_path / "data").rglob("*"):
        if path.name.endswith((".jsonl", ".json", ".parquet")) or path.name in {"pulls", "encryption-keys"}:
            assert path.stat().st_mode & 0o077 == 0, path


def test_nothing_fetched_is_left_beside_the_import(connected, recurly, tmp_path):
    recurly.accounts = [account(1)]
    pull(connected)
    assert [path for path in (tmp_path / "data" / "pulls").rglob("*") if path.is_file()] == []


def test_another_pull_at_the_same_time_is_refused(connected, recurly, tmp_path):
    import fcntl
    import os

    recurly.accounts = [account(1)]
    pull(connected)
    [folder] = (tmp_path / "data" / "pulls").iterdir()
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    done = pull(connected)
    os.close(handle)
    assert (done.code, done.err.strip()) == (2, "Another pull of this connection is running. Wait until it has ended.")


def test_without_a_connection_it_says_how_to_make_one(muster):
    done = muster("pull", "recurly")
    assert (done.code, done.err.strip()) == (2, "There is no connection yet. “muster connect recurly” makes one.")


@pytest.mark.usefixtures("recurly")
def test_the_key_may_come_from_standard_input(muster, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(KEY + "\n"))
    done = muster("connect", "recurly", "--domain", "https://acme.recurly.com/", "--region", "eu")
    assert (done.code, done.out) == (0, "")
    assert "Connected to acme" in done.err


@pytest.mark.parametrize(
    ("domain", "region", "key", "said"),
    [
        ("other", "us", KEY, "The key opens another site: acme, not “other”. Nothing was kept."),
        ("acme", None, KEY, "Say where the site is: --region us or --region eu."),
        ("a b", "us", KEY, "“a b” is no domain of Recurly. It looks like “acme” or “acme.recurly.com”."),
        ("acme", "us", "wrong", "Recurly refused the access (status 401). Nothing was written. Connect again with a key that may read the accounts."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("recurly")
def test_what_does_not_fit_is_not_kept(muster, monkeypatch, domain, region, key, said):
    monkeypatch.setenv("MUSTER_RECURLY_API_KEY", key)
    done = muster("connect", "recurly", "--domain", domain, *(["--region", region] if region else []))
    assert (done.code, done.err.strip()) == (2, said)
    assert muster("pull", "recurly").code == 2


def test_a_new_key_encrypts_everything_again(connected, recurly, database, tmp_path):
    recurly.accounts = [account(1)]
    keys = tmp_path / "data" / "encryption-keys"
    old, sealed = keys.read_text(), database.fetch("SELECT secret FROM connection")
    assert connected("rotate-keys", "--drop-old").code == 0
    assert len(keys.read_text().split()) == 1
    assert keys.read_text() != old
    assert database.fetch("SELECT secret FROM connection") != sealed
    assert pull(connected).json["totals"]["created"] == 1
    keys.write_text(old)
    assert connected("pull", "recurly").code == 2


def test_keys_may_come_from_the_environment(connected, recurly, monkeypatch, tmp_path):
    from cryptography.fernet import Fernet

    old = (tmp_path / "data" / "encryption-keys").read_text().strip()
    new = Fernet.generate_key().decode()
    monkeypatch.setenv("MUSTER_ENCRYPTION_KEYS", f"{new}, {old}")
    assert connected("rotate-keys").code == 0
    monkeypatch.setenv("MUSTER_ENCRYPTION_KEYS", new)
    recurly.accounts = [account(1)]
    assert pull(connected).json["totals"]["created"] == 1


@pytest.mark.parametrize(
    ("keys", "said"),
    [("ZmFsc2U=", "One of the keys in MUSTER_ENCRYPTION_KEYS is none"), ("A" * 43 + "=", "no key fits")],
)
def test_a_wrong_key_is_said_at_once(connected, monkeypatch, keys, said):
    monkeypatch.setenv("MUSTER_ENCRYPTION_KEYS", keys)
    done = connected("pull", "recurly")
    assert done.code == 2
    assert said in done.err


def test_json_is_one_object_on_standard_output(connected, recurly):
    recurly.accounts = [account(1)]
    done = pull(connected)
    assert json.loads(done.out)["files"][0]["source"] == "recurly"
    assert json.loads(done.out)["files"][0]["name"] == "Recurly acme"
