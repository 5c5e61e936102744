"""What is said of post codes, place and code together."""

import pytest


@pytest.mark.parametrize(
    ("cell", "country", "code"),
    [
        ("1000", "BE", None),
        ("1234ab", "NL", None),
        ("10000", "BE", "ZIP001"),
        ("B-1000", "BE", "ZIP011"),
        ("1000205", "PT", "ZIP012"),
        ("1000", "FR", "ZIP013"),
    ],
)
def test_each_kind_of_post_code_has_its_code(found, cell, country, code):
    assert found({"number": "C-1", "zip": cell, "country": country}) == ([(2, "zip", code)] if code else [])


def test_without_a_country_only_the_environments_form_is_looked_at(found):
    assert found({"number": "C-1", "zip": "10000", "environment": "BE"}) == [(2, "zip", "ZIP002")]
    assert found({"number": "C-1", "zip": "10000"}) == []


def test_what_has_not_its_countrys_form_is_stored_as_it_is(stored):
    assert stored("zip", "10000", "SW1A 1AA", country="BE") == ["10000", "SW1A 1AA"]


def test_a_broken_country_silences_what_would_follow_from_it(found):
    row = {"number": "C-1", "zip": "10000", "country": "Belgistan", "environment": "BE"}
    assert found(row) == [(2, "country", "CTR001")]
