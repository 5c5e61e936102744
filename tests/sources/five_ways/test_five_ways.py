"""The same customers come in five ways and are the same rows; `says.csv` says what a way cannot say.

For each way and field it says *equal* or *absent*, for everybody or for a group that a program keeps no such value of.
"""

import csv
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from tests.sources.exact_online import fake as fake_exact
from tests.sources.five_ways import cast, ways
from tests.sources.recurly import fake as fake_recurly

from muster.cli.main import run
from muster.environments import connections
from muster.imports import place
from muster.model.fields import BY_HEADER
from muster.sources.exact_online import client as exact_client
from muster.sources.exact_online import oauth
from muster.sources.recurly import client as recurly_client

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[3] / "docs" / "sources" / "README.md"
WAYS = ("csv", "xlsx", "exact-xml", "exact-online", "recurly")
WRITERS = {"csv": ways.write_csv, "xlsx": ways.write_xlsx, "exact-xml": ways.write_exact_xml}

CUSTOMERS = cache(cast.customers)


@cache
def table() -> list[dict[str, str]]:
    with Path(__file__).with_name("says.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def bring(database_url, tmp_path, monkeypatch) -> Callable[[str], None]:
    """Bring the cast into the database in one of the five ways."""
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MUSTER_DATABASE_URL", database_url)
    monkeypatch.setenv("MUSTER_LANG", "en")

    def bring(way):
        if way in WRITERS:
            path = tmp_path / f"customers.{way.removeprefix('exact-')}"
            WRITERS[way](CUSTOMERS(), path)
            assert run(["import", str(path), "--yes"]) == 0
        elif way == "recurly":
            pull_from_recurly(monkeypatch)
        else:
            pull_from_exact_online(monkeypatch)

    return bring


def pull_from_recurly(monkeypatch):
    with fake_recurly.serving() as fake:
        monkeypatch.setattr(recurly_client, "HOSTS", {"eu": fake.url})
        connect("recurly", {"domain": "acme", "region": "eu"}, {"api_key": fake_recurly.KEY})
        ways.fill_recurly(CUSTOMERS(), fake)
        assert run(["pull", "recurly", "--yes"]) == 0


def pull_from_exact_online(monkeypatch):
    with fake_exact.serving() as fake:
        for module in (exact_client, oauth):
            monkeypatch.setattr(module, "HOSTS", {"be": fake.url})
        secret = fake.issue() | {"client_id": "app", "client_secret": fake_exact.CLIENT_SECRET, "issued": fake.issued}
        connect("exact-online", {"host": "be", "division": fake_exact.DIVISION, "name": "X"}, secret)
        ways.fill_exact_online(CUSTOMERS(), fake)
        assert run(["pull", "exact", "--yes"]) == 0


def connect(source, settings, secret):
    with place.opened() as database:
        environment = place.environment(database, "default")
        connections.connect(database, environment.id, source, settings=settings, secret=secret)


def stored():
    with place.opened() as database:
        frame = database.frame(f"SELECT {', '.join(field.name for field in BY_HEADER.values())} FROM customer")
    return frame.rename({field.name: header for header, field in BY_HEADER.items()}).sort("customerNumber")


def expected(way):
    """The cast as it must be stored, without what this way cannot say."""
    rows = []
    for customer in CUSTOMERS():
        row = {header: text or None for header, text in customer.stored.items()}
        for line in table():
            if line[way] == "absent" and customer.belongs_to(line["of"]):
                row[line["field"]] = None
        rows.append(row)
    return pl.DataFrame(rows, schema=dict.fromkeys(BY_HEADER, pl.String)).sort("customerNumber")


def different(found, wanted):
    """(number, field, what is stored, what should be), value by value."""
    long = [frame.unpivot(index="customerNumber", variable_name="field") for frame in (found, wanted)]
    both = long[0].join(long[1], on=["customerNumber", "field"], how="full", coalesce=True, suffix="_wanted")
    return both.filter(pl.col("value").ne_missing(pl.col("value_wanted"))).sort("customerNumber", "field").rows()


@pytest.mark.parametrize("way", WAYS)
def test_the_same_customers_are_the_same_rows_whatever_brings_them_in(bring, way):
    bring(way)
    assert different(stored(), expected(way)) == []


@pytest.mark.parametrize("way", ["exact-xml", "exact-online", "recurly"])
def test_what_a_program_cannot_say_deletes_nothing(bring, way):
    bring("csv")
    bring(way)
    assert different(stored(), expected("csv")) == []


def test_the_table_answers_for_every_field_and_way():
    assert [line["field"] for line in table() if line["of"] == "everybody"] == list(BY_HEADER)
    assert {line[way] for line in table() for way in WAYS} == {"equal", "absent"}


def test_the_page_for_users_has_the_same_table():
    rows = re.findall(
        r"^\| (.+) \|$", PAGE.read_text(encoding="utf-8").partition("## What a way can say")[2], re.MULTILINE
    )
    assert [row.split(" | ") for row in rows[1:]] == [list(line.values()) for line in table()]


def test_the_cast_holds_somebody_of_every_kind():
    customers = CUSTOMERS()
    assert len({customer.stored["customerNumber"] for customer in customers}) == cast.HOW_MANY
    assert {customer.stored["country"] for customer in customers} == {"BE", "NL", "FR", "DE", "IT", "ES", "PT"}
    assert {customer.stored["l"] for customer in customers} == {"en", "nl", "fr", "de", "it", "es", "pt"}
    for holds in (
        lambda said: said["companyName"] and said["lastname"],
        lambda said: said["companyName"] and not said["lastname"],
        lambda said: not said["companyName"] and not said["firstname"],
        lambda said: said["coc"] and not said["companyName"],
        lambda said: not said["email"],
        lambda said: said["mobile"].startswith("+"),
        lambda said: said["mobile"].startswith("0"),
        lambda said: said["customerNumber"].startswith("0"),
        lambda said: ways.STREET_AND_BOX.fullmatch(said["address"]),
        lambda said: said["zip"].startswith("0"),
    ):
        assert sum(bool(holds(customer.written)) for customer in customers) > 5
