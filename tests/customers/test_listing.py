"""The list of customers: filters, order and pages, on both databases."""

import random
from itertools import pairwise

import polars as pl
import pytest

import muster
from muster.apply import environments
from muster.apply.state import Kind as Importing
from muster.apply.state import Request
from muster.apply.undo import undo
from muster.customers import listing, one, selection
from muster.customers.listing import Sort
from muster.customers.selection import Filter, Kind
from muster.model.keys import name_key
from muster.store import open_database

PEOPLE = [
    {"number": "20", "lastname": "Peeters", "firstname": "Jan", "country": "BE", "language": "nl", "email": "jan@example.com"},
    {"number": "3", "company": "Bakkerij Maes", "country": "NL", "language": "nl", "email": "info@example.org"},
    {"lastname": "Claes", "firstname": "Eva", "country": "BE", "language": "fr"},
    {"email": "nobody@example.com"},
    {"number": "100", "company": "Zetterij 100%", "country": "BE", "language": "fr"},
    {"lastname": "Claes", "firstname": "Ann", "country": "FR"},
]  # fmt: skip


@pytest.fixture
def home(database):
    """Six customers of one environment, and one of another."""
    here, other = (environments.add(database, name, language="en") for name in ("here", "other"))
    for values in PEOPLE:
        add(database, here, values)
    add(database, other, {"number": "20", "lastname": "Stranger", "firstname": "A"})
    return database, here


def add(database, here, values):
    request = Request(environment_id=here.id, kind=Importing.CREATE, started_by="an")
    return one.create(database, here, request, {"language": "", **values})


def called(row):
    values = row.customer.values
    return values["number"] or values["firstname"] or values["email"]


def fitting(home, **wanted):
    database, here = home
    found = listing.page(database, here.id, Filter(**wanted))
    assert found.count == listing.count(database, here.id, Filter(**wanted), most=9) == len(found.rows)
    return [called(row) for row in found.rows]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["3", "Ann", "Eva", "20", "100", "nobody@example.com"]),
        ({"kind": Kind.COMPANY}, ["3", "100"]),
        ({"kind": Kind.PERSON}, ["Ann", "Eva", "20", "nobody@example.com"]),
        ({"country": "be"}, ["Eva", "20", "100"]),
        ({"language": "fr"}, ["Eva", "100"]),
        ({"has_number": True}, ["3", "20", "100"]),
        ({"has_number": False}, ["Ann", "Eva", "nobody@example.com"]),
        ({"country": "BE", "has_number": False}, ["Eva"]),
        ({"changed_by": 3}, ["Eva"]),
        ({"changed_by": 10**30}, []),
        ({"search": "peet"}, ["20"]),
        ({"search": "CLAES"}, ["Ann", "Eva"]),
        ({"search": "jan@"}, ["20"]),
        ({"search": "100"}, ["100"]),
        ({"search": "0%"}, ["100"]),
        ({"search": "_"}, []),
        ({"search": "jan pee"}, ["20"]),
        ({"search": "peeters JAN"}, ["20"]),
        ({"search": "zétterij 100"}, ["100"]),
        ({"search": "02"}, ["20"]),
        ({"search": "JAN@Exam"}, ["20"]),
        ({"search": "nobody@example.com"}, ["nobody@example.com"]),
        ({"search": "example"}, []),
        ({"search": "eva", "country": "BE"}, ["Eva"]),
        ({"search": "eva", "country": "FR"}, []),
        ({"search": "eva", "changed_by": 3}, ["Eva"]),
        ({"search": "eva", "changed_by": 2}, []),
    ],
)  # fmt: skip
def test_a_list_has_the_customers_that_fit_all_that_is_wanted(home, wanted, found):
    assert sorted(fitting(home, **wanted)) == sorted(found)


def test_changed_by_an_import_is_who_it_created_or_changed(home):
    database, here = home
    [jan] = [row.customer for row in listing.page(database, here.id, Filter(search="Peeters")).rows]
    edited = one.change(database, here, one.by_hand(here, Importing.EDIT, person="an"), jan.id, {"city": "Gent"})
    assert fitting(home, changed_by=edited.import_id) == ["20"]
    undo(database, one.by_hand(here, Importing.UNDO, person="an"), edited.import_id)
    assert fitting(home, changed_by=edited.import_id) == ["20"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.NAME, ["3", "Ann", "Eva", "20", "100", "nobody@example.com"]),
        (Sort.NUMBER, ["100", "20", "3", "Eva", "nobody@example.com", "Ann"]),
        (Sort.NEWEST, ["Ann", "100", "nobody@example.com", "Eva", "3", "20"]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 4, 6, 7])
@pytest.mark.parametrize("most", [100, 0], ids=["few", "many"])
def test_pages_follow_each_other_forwards_and_backwards(home, monkeypatch, sort, order, size, most):
    monkeypatch.setattr(listing, "MOST_COUNTED", most)
    monkeypatch.setattr(listing, "FACETS_AT_A_TIME", 2)
    monkeypatch.setattr(listing, "FEW_OF_A_KIND", 1)
    database, here = home

    def turned(**edge):
        return listing.page(database, here.id, Filter(), sort=sort, size=size, **edge)

    pages = [turned()]
    while pages[-1].has_later:
        pages.append(turned(after=pages[-1].rows[-1].customer.id))
    assert [called(row) for page in pages for row in page.rows] == order
    assert [page.has_earlier for page in pages] == [number > 0 for number in range(len(pages))]
    for earlier, later in pairwise(pages):
        assert turned(before=later.rows[0].customer.id).rows == earlier.rows


@pytest.mark.parametrize("sort", list(Sort))
def test_many_that_fit_are_turned_like_few(home, monkeypatch, sort):
    database, here = home
    for wanted in (
        Filter(search="e", kind=Kind.PERSON), Filter(changed_by=2), Filter(country="BE", search="e"), Filter(search="jan"),
        Filter(search="jan", changed_by=1),
    ):  # fmt: skip
        few = listing.page(database, here.id, wanted, sort=sort)
        monkeypatch.setattr(listing, "MOST_COUNTED", 0)
        monkeypatch.setattr(listing, "FEW_OF_A_KIND", 1)
        many = listing.page(database, here.id, wanted, sort=sort)
        monkeypatch.undo()
        assert (many.rows, many.count) == (few.rows, None)
        assert few.rows


@pytest.mark.parametrize("few", [1, 2, 3])
@pytest.mark.parametrize("wanted", [{}, {"search": "a"}, {"search": "a", "changed_by": 1}])
def test_pages_of_many_kinds_are_those_of_all_in_order(database_url, tmp_path, monkeypatch, wanted, few):
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    draw = random.Random(few)
    rows = [
        f"{number},{draw.choice(['Maes', 'Aerts', 'Claes', ''])},{draw.choice(['An', 'Bo', ''])},"
        f"{draw.choice(['', '', 'Adam NV', 'Bos BV'])},{draw.choice(['BE', 'BE', 'BE', 'NL', 'FR'])},{number}@example.com"
        for number in range(120)
    ]  # fmt: skip
    file = tmp_path / "customers.csv"
    file.write_text("\n".join(["customerNumber,lastname,firstname,companyName,country,email", *rows]) + "\n")
    muster.import_files([file], database=database_url, yes=True)
    database = open_database(database_url)
    here = environments.find(database)
    everybody = listing.page(database, here.id, Filter(**wanted), size=200).rows
    for name, value in (("MOST_COUNTED", 0), ("FEW_OF_A_KIND", few)):
        monkeypatch.setattr(listing, name, value)
    pages = [listing.page(database, here.id, Filter(**wanted), size=9)]
    while pages[-1].has_later:
        pages.append(listing.page(database, here.id, Filter(**wanted), size=9, after=pages[-1].rows[-1].customer.id))
    assert [row for page in pages for row in page.rows] == everybody
    for earlier, later in pairwise(pages):
        before = listing.page(database, here.id, Filter(**wanted), size=9, before=later.rows[0].customer.id)
        assert before.rows == earlier.rows
    assert len(pages) > 5
    database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_many_have_in_their_name_or_address_is_looked_for_in_the_index_of_each(home, monkeypatch):
    """Of both at once, every customer would be read, kind by kind."""
    database, here = home
    monkeypatch.setattr(listing, "MOST_COUNTED", 0)
    asked = []
    monkeypatch.setattr(type(database), "fetch", _noting(type(database).fetch, asked))
    listing.page(database, here.id, Filter(search="jan"))
    both = [sql for sql in asked if "name_key LIKE" in sql and "email_key >=" in sql]
    assert asked
    assert not both


@pytest.mark.parametrize("at_a_time", [1, 100])
@pytest.mark.parametrize("wanted", [{}, {"country": "BE"}, {"changed_by": 3}])
def test_a_name_is_found_among_few_kinds_of_customers_and_among_many(home, monkeypatch, wanted, at_a_time):
    monkeypatch.setattr(selection, "FACETS_AT_A_TIME", at_a_time)
    assert fitting(home, search="claes", **wanted) == (["Eva"] if wanted else ["Ann", "Eva"])


def test_what_another_environments_import_created_is_not_looked_for_here(home, monkeypatch):
    """However much that is, nobody here was touched by it."""
    database, here = home
    monkeypatch.setattr(listing, "MOST_COUNTED", 0)
    [(theirs,)] = database.fetch("SELECT created_import FROM customer WHERE lastname = 'Stranger'")
    add(database, environments.find(database, "other"), {"number": "21", "lastname": "Stranger", "firstname": "B"})
    database.execute("UPDATE customer SET created_import = %(id)s WHERE lastname = 'Stranger'", {"id": theirs})
    asked = []
    monkeypatch.setattr(type(database), "fetch", _noting(type(database).fetch, asked))
    assert listing.page(database, here.id, Filter(changed_by=theirs)).rows == []
    assert [sql for sql in asked if "name_key" in sql] == [sql for sql in asked if "id IN (NULL)" in sql]


def _noting(fetch, asked):
    def noted(self, sql, values=None):
        asked.append(sql)
        return fetch(self, sql, values)

    return noted


def test_the_page_after_a_customer_who_is_gone_is_the_first(home):
    database, here = home
    assert listing.page(database, here.id, Filter(), after=4711) == listing.page(database, here.id, Filter())
    assert not listing.page(database, here.id, Filter(), before=10**30).has_earlier


def test_the_page_after_another_environments_customer_is_the_first(home):
    database, here = home
    [(stranger,)] = database.fetch("SELECT id FROM customer WHERE lastname = 'Stranger'")
    assert not listing.page(database, here.id, Filter(), after=stranger).has_earlier


def test_more_than_are_counted_are_more(home, monkeypatch):
    database, here = home
    assert listing.page(database, here.id, Filter()).count == 6
    monkeypatch.setattr(listing, "MOST_COUNTED", 5)
    assert listing.page(database, here.id, Filter()).count is None
    assert listing.count(database, here.id, Filter(), most=5) is None
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    found = listing.page(database, here.id, Filter(search="e"))
    assert (found.count, found.most, len(found.rows)) == (None, 2, 5)
    within = listing.page(database, here.id, Filter(search="claes", changed_by=3))
    assert (within.count, [called(row) for row in within.rows]) == (1, ["Eva"])


def test_names_fold_as_people_type_them():
    names = ["Müller & Söhne", "O’Neill", "'t Zand b.v.", "Jean-Pierre", "Straße", "Øre Łódź", "أحمد"]
    frame = pl.DataFrame({"company": names}).with_columns(lastname=pl.lit("De"), firstname=pl.lit(None, pl.String))
    assert name_key(frame).to_list() == [
        "muller sohne de", "oneill de", "t zand bv de", "jean pierre de", "strasse de", "ore lodz de", "احمد de",
    ]  # fmt: skip
    nobody = pl.DataFrame({"company": [None], "lastname": [None], "firstname": [None]}).cast(pl.String)
    assert name_key(nobody).to_list() == [None]


def test_the_countries_are_those_that_customers_live_in(home):
    database, here = home
    assert listing.countries(database, here.id) == ["BE", "FR", "NL"]


def test_customers_are_found_by_names_of_which_a_file_says_only_a_part(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "customers.csv"
    for rows, blank in (("1,Maes,An,Bakkerij Ünal\n2,Claes,Eva,", None), ("1,Peeters,,\n2,,Ève,", "keep")):
        file.write_text(f"customerNumber,lastname,firstname,companyName\n{rows}\n", encoding="utf-8")
        assert muster.import_files([file], database=database_url, yes=True, blank=blank).state == "done"
    database = open_database(database_url)
    here = environments.find(database)

    def found(search):
        return [called(row) for row in listing.page(database, here.id, Filter(search=search)).rows]

    assert [found(search) for search in ("unal peeters an", "maes", "claes eve", "eva")] == [["1"], [], ["2"], []]
    database.close()


class Explained:
    """A database that keeps what it would do for each statement with `words` in it: rows of EXPLAIN per statement."""

    def __init__(self, database, explain, words):
        self.database, self.explain, self.words, self.plans = database, explain, words, []

    def __getattr__(self, name):
        return getattr(self.database, name)

    def fetch(self, sql, params=None):
        if self.words in sql:
            self.plans.append(self.database.fetch(f"{self.explain} {sql}", params))
        return self.database.fetch(sql, params)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wanted", [{}, {"country": "BE"}, {"changed_by": 2}, {"search": "e"}])
def test_a_page_by_name_is_read_in_the_order_of_the_index_and_no_further(home, monkeypatch, wanted):
    database, here = home
    explained = Explained(database, "EXPLAIN QUERY PLAN", "ORDER BY name_key")
    monkeypatch.setattr(listing, "MOST_COUNTED", 0)
    listing.page(explained, here.id, Filter(**wanted))
    steps = {step for plan in explained.plans for *_numbers, step in plan}
    assert any("customer_listing" in step for step in steps)
    assert not [step for step in steps if "ORDER BY" in step or step.endswith(" named")]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("wanted", [{"changed_by": 2}, {"changed_by": 2, "search": "e"}])
def test_what_an_import_changed_is_not_read_once_per_customer(home, monkeypatch, wanted):
    database, here = home
    explained = Explained(database, "EXPLAIN", "change AS x")
    database.execute("SET enable_seqscan = off")
    monkeypatch.setattr(listing, "MOST_COUNTED", 0)
    listing.page(explained, here.id, Filter(**wanted))
    plans = ["\n".join(line for (line,) in plan) for plan in explained.plans]
    assert plans
    assert all("change_pkey" in plan and "change_import" not in plan for plan in plans)
