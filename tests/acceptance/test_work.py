"""The work that an import makes does not depend on a guess, and grows with its rows and nothing else.

Seconds depend on the machine; statements and the way in which a database runs them do not.
"""

import subprocess
import sys

import polars as pl
import pytest
from tests.acceptance.watched import Watched

from muster.imports import place, running
from muster.model.options import settle
from muster.model.outcome import State
from muster.pipeline import Input
from muster.store import open_database

CHUNKS = 3
MANY = CHUNKS * 50_000 - 10_000
ENOUGH = 5_000
"""So many rows that a database thinks about how to join them."""


@pytest.fixture(autouse=True)
def _data(tmp_path, monkeypatch):
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))


NAMES = [
    f"{first}{last}" for first in ("Pee", "Jans", "Wou", "Claey", "Mer") for last in ("ters", "sens", "mans", "ckx")
]


def customers(count, **changed):
    """Rows of a file: persons and companies, some without a number, some with neither number nor e-mail address.

    No rule has anything to say of them.
    """
    row = pl.int_range(count, eager=True)
    kind = row % 10
    frame = pl.DataFrame({
        "customerNumber": pl.select(pl.when(kind < 8).then(pl.format("C{}", 1_000 + row))).to_series(),
        "email": pl.select(pl.when(kind != 9).then(pl.format("klant{}@example.com", row))).to_series(),
        "lastname": pl.Series(NAMES).gather(row % 19),
        "firstname": pl.Series(NAMES).gather(row // 19 % 19),
        "companyName": pl.select(pl.when(kind == 3).then(pl.format("Acme {}", row))).to_series(),
        "coc": pl.select(pl.when(kind == 3).then(pl.format("000{}", 10_000 + row))).to_series(),
        "city": ["Gent"] * count,
        "zip": pl.select(pl.format("{}-{}", 10 + row % 90, 100 + row // 90 % 900)).to_series(),
        "country": ["PL"] * count,
    })  # fmt: skip
    return frame.with_columns(**changed)


RENAMED = pl.format("{}-Claes", "lastname")
WITHOUT_ZEROS = pl.col("coc").str.strip_chars_start("0")
HALF_NEW = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.format("N{}", "customerNumber")).otherwise("customerNumber")
AMOUNTS = pl.col("customerNumber") + ",00"
"""Not stored without the decimals, but looked up."""


COUNTED_ANEW = {"analyze customer", "analyze change"}


def bring_in(database, frame, path, environment="default"):
    """Import the frame's rows; whatever an import may ask is answered."""
    frame.write_csv(path)
    options = settle({"yes": True, "on_error": "skip", "max_cleared": 10**9, "max_renamed": 10**9})
    inputs = [Input(name=path.name, path=path)]
    return running.start(database, environment, inputs, options, running.Person(name="An"))


def statements(database, frame, path):
    """How many statements an import takes, but for those that say every second how far it is, and counting anew."""
    watched = Watched(database)
    assert bring_in(watched, frame, path).state in (State.DONE, State.PARTIAL)
    return sum("progress =" not in each and each not in COUNTED_ANEW for each in watched.statements)


@pytest.mark.slow
def test_a_hundred_times_the_rows_take_the_same_statements(database, tmp_path):
    path = tmp_path / "customers.csv"
    counts = {}
    for rows in (MANY // 100, MANY):
        database.execute("DELETE FROM customer")
        everything = customers(rows)
        moved = customers(rows, city=pl.lit("Brugge"))
        mixed = customers(rows, lastname=RENAMED, coc=WITHOUT_ZEROS, customerNumber=HALF_NEW)
        place.environment(database, "default")
        counts[rows] = [statements(database, frame, path) for frame in (everything, everything, moved, mixed)]
    few, many = counts.values()
    assert few == many
    assert max(many) < 120


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_after_many_new_customers_or_changes_the_database_counts_anew_and_after_few_it_does_not(database, tmp_path):
    def known(table):
        return database.fetch("SELECT reltuples::bigint FROM pg_class WHERE relname = %(table)s", {"table": table})

    few, many = running.MANY_WRITTEN - 1, 2 * running.MANY_WRITTEN
    for table in ("customer", "change"):
        database.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
    place.environment(database, "default")
    before = known("customer")
    bring_in(database, customers(few), tmp_path / "few.csv")
    assert known("customer") == before
    bring_in(database, customers(many), tmp_path / "many.csv")
    assert known("customer") == [(many,)]
    before = known("change")
    bring_in(database, customers(few, city=pl.lit("Brugge")), tmp_path / "few.csv")
    assert known("change") == before
    bring_in(database, customers(many, city=pl.lit("Aalst")), tmp_path / "many.csv")
    assert known("change") == database.fetch("SELECT count(*) FROM change")


@pytest.fixture(params=["never analysed", "analysed before they came"])
def badly_known(request, database):
    """A database that knows nothing of the customers that are to come, or knows that there are none."""
    place.environment(database, "default")
    if request.param == "never analysed":
        if database.name == "postgresql":
            database.execute("ALTER TABLE customer SET (autovacuum_enabled = false)")
    else:
        database.execute("INSERT INTO environment (name) VALUES ('another')")
        others = pl.DataFrame(
            {"environment_id": 10**6, "number": [f"X{n}" for n in range(ENOUGH)], "created_import": 1}
        )
        database.copy_in("customer", others)
        if database.name == "postgresql":
            database.execute("ANALYZE customer")
            database.execute("ALTER TABLE customer SET (autovacuum_enabled = false)")
    return database


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"city": pl.lit("Brugge")},
        {"lastname": RENAMED, "coc": WITHOUT_ZEROS, "country": pl.lit("NL")},
        {"email": pl.col("email").shift(10), "customerNumber": HALF_NEW},
        {"customerNumber": AMOUNTS, "zip": pl.lit("90-000")},
    ],
    ids=["nothing", "one field", "names", "numbers", "amounts"],
)
def test_no_table_is_read_once_per_row_of_another_whatever_the_database_guesses(badly_known, tmp_path, changed):
    path = tmp_path / "customers.csv"
    bring_in(badly_known, customers(ENOUGH, city=pl.lit("Aalst")), path)
    bring_in(badly_known, customers(ENOUGH), path)
    if badly_known.name == "postgresql":
        badly_known.execute("ANALYZE change")  # as it does by itself at any moment: all changes are of one import
    watched = Watched(badly_known, explain=True)
    bring_in(watched, customers(ENOUGH, **changed), path)
    assert watched.repeated_reads == []


IMPORT_ALONE = """
import sys
from pathlib import Path
import muster

report = muster.import_files([Path(sys.argv[1])], database=sys.argv[2], yes=True)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(report.totals.created, report.totals.unchanged, int(peak.split()[1]) * 1024)
"""


def import_alone(path, url):
    """Created, unchanged, and the most memory that the process held, in bytes."""
    done = subprocess.run([sys.executable, "-c", IMPORT_ALONE, path, url], capture_output=True, text=True, check=True)
    return tuple(map(int, done.stdout.split()))


@pytest.mark.slow
def test_a_million_rows_stay_within_350_mb(database_url, tmp_path):
    path = tmp_path / "customers.csv"
    customers(1_000_000).write_csv(path)
    database = open_database(database_url)
    place.environment(database, "default")
    database.close()
    created, unchanged, peak = import_alone(path, database_url)
    assert (created, unchanged) == (1_000_000, 0)
    assert peak <= 350_000_000
    created, unchanged, peak = import_alone(path, database_url)
    assert (created, unchanged) == (0, 1_000_000)
    assert peak <= 350_000_000
