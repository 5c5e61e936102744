"""A plan's fingerprint changes with everything that a person was shown."""

import pytest

from muster import matching

BEFORE = [
    {"customer": "A", "customerNumber": "C-1", "lastname": "Peeters", "city": "Gent"},
    {"customer": "B", "customerNumber": "C-2", "lastname": "Claes", "city": "Gent"},
]
GIVEN = [
    {"customerNumber": "C-1", "city": "Ghent"},
    {"customerNumber": "C-2", "city": "Ghent"},
    {"customerNumber": "C-3"},
]


@pytest.fixture
def fingerprint_of(house):
    house.store(BEFORE)

    def fingerprint(rows=GIVEN):
        house.stage(rows)
        house.match()
        return matching.fingerprint(house.database, house.import_id)

    return fingerprint


def test_it_is_the_same_for_the_same_plan(fingerprint_of):
    assert fingerprint_of() == fingerprint_of()


def test_it_changes_with_the_customers_that_would_be_updated(house, fingerprint_of):
    before = fingerprint_of()
    house.database.execute("UPDATE customer SET city = 'Brugge', version = version + 1 WHERE number = 'C-2'")
    assert fingerprint_of() != before


def test_it_changes_when_two_rows_change_places(house, fingerprint_of):
    before = fingerprint_of()
    for old, new in (("C-1", "C-0"), ("C-2", "C-1"), ("C-0", "C-2")):
        house.database.execute("UPDATE customer SET number = %(new)s WHERE number = %(old)s", {"new": new, "old": old})
    assert fingerprint_of() != before


@pytest.mark.parametrize(
    "rows",
    [
        GIVEN[:2],
        [*GIVEN[:2], {"customerNumber": "C-3", "error": "yes"}, {"customerNumber": "C-4"}],
        [{"customerNumber": "C-1", "city": "Gent"}, *GIVEN[1:]],
        [{"customerNumber": "C-1", "city": "Ghent", "zip": "9000"}, *GIVEN[1:]],
    ],
)
def test_it_changes_with_what_would_happen(fingerprint_of, rows):
    assert fingerprint_of(rows) != fingerprint_of()
