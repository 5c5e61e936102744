"""A few rows into many stored customers look up a few keys: no statement reads all customers."""

import re

import polars as pl
import pytest

from muster import catalogue, matching
from muster.model.keys import email_key, number_key
from muster.rules.duplicates import REFUSED

catalogue.load()
MANY = 20_000


class Explained:
    """A database that writes down how each statement would be run, just before it is."""

    def __init__(self, database):
        self._database = database
        self.plans = []

    def __getattr__(self, name):
        return getattr(self._database, name)

    def execute(self, sql, params=None):
        self._explain(sql, params)
        return self._database.execute(sql, params)

    def fetch(self, sql, params=None):
        self._explain(sql, params)
        return self._database.fetch(sql, params)

    def frame(self, sql, params=None, schema=None):
        self._explain(sql, params)
        return self._database.frame(sql, params, schema)

    def frames(self, sql, params, schema):
        self._explain(sql, params)
        return self._database.frames(sql, params, schema)

    def _explain(self, sql, params):
        if not re.search(r"\b(FROM|JOIN) customer\b", sql) or "LIMIT 1" in sql.splitlines()[-1]:
            return
        query = "EXPLAIN QUERY PLAN" if self.name == "sqlite" else "EXPLAIN"
        self.plans.append("\n".join(str(row[-1]) for row in self._database.fetch(f"{query} {sql}", params)))


@pytest.fixture
def crowd(house):
    numbered = pl.DataFrame({"id": range(1, MANY + 1)}).with_columns(
        pl.format("C-{}", "id").alias("number"), pl.format("klant{}@example.com", "id").alias("email"),
        pl.format("Peeters{}", "id").alias("lastname"), environment_id=1, created_import=1, zip=pl.lit("9000"),
    )  # fmt: skip
    keys = {"number_key": number_key(pl.col("number")), "email_key": email_key(pl.col("email"))}
    with house.database.transaction():
        house.database.copy_in("customer", numbered.with_columns(**keys))
    if house.database.name == "postgresql":
        house.database.execute("ANALYZE customer")
    return house


def plans(house, rows):
    house.stage(rows)
    explained = Explained(house.database)
    matching.match(explained, import_id=house.import_id, environment_id=1, refused=pl.DataFrame(schema=REFUSED))
    matching.plan_summary(explained, import_id=house.import_id, files=[1])
    asked = pl.DataFrame({"file": 1, "line": [2, 3]})
    matching.stored_countries(explained, house.import_id, environment_id=1, rows=asked)
    return explained.plans


def reads_all_customers(plan):
    """SQLite: SCAN, or SEARCH by the environment alone. PostgreSQL: a sequential scan."""
    everybody = r"SCAN (c|o|other|its|customer)\b|SEARCH (c|o|other|customer) USING .*\(environment_id=\?\)$"
    return re.search(rf"Seq Scan on customer\b|{everybody}", plan, re.MULTILINE)


def test_rows_with_numbers_look_up_their_keys(crowd):
    rows = [
        {"customerNumber": "C-17", "email": "klant18@example.com", "lastname": "Claes", "city": "Gent"},
        {"customerNumber": "C-18", "email": "klant18@example.com", "lastname": ""},
        {"customerNumber": "c19", "email": "klant20@example.com", "lastname": "Maes"},
        {"customerNumber": "N-1", "email": "klant30@example.com", "lastname": "Peeters30"},
    ]
    found = plans(crowd, rows)
    assert len(found) > 8
    assert [plan for plan in found if reads_all_customers(plan)] == []


def test_rows_without_numbers_look_up_their_email(crowd):
    rows = [{"email": f"klant{i}@example.com", "lastname": f"Peeters{i % 3}", "zip": "9000"} for i in range(2, 9)]
    assert [plan for plan in plans(crowd, rows) if reads_all_customers(plan)] == []


def test_only_rows_that_nothing_identifies_read_all_customers_and_once(crowd):
    rows = [{"lastname": f"Peeters{i}", "zip": "9000"} for i in range(2, 9)]
    assert len([plan for plan in plans(crowd, rows) if reads_all_customers(plan)]) == 1
