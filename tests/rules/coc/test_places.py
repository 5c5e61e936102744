"""What is said of enterprise numbers, place and code together."""

import pytest


@pytest.mark.parametrize(
    ("cell", "country", "code"),
    [
        ("0428.759.497", "BE", None),
        ("0428*759*497", "BE", "COC001"),
        ("0123.456.789", "BE", "COC002"),
        ("1234567", "NL", "COC003"),
        ("NL123456789B01", "NL", "COC004"),
        ("DE136695976", "DE", "COC004"),
        ("2.123.456.789", "BE", "COC005"),
        ("428759497", "BE", "COC010"),
        ("428.759.497,00", "BE", "COC011"),
    ],
)
def test_each_kind_of_number_has_its_code(found, cell, country, code):
    row = {"number": "C-1", "company": "Acme BV", "coc": cell, "country": country}
    assert found(row) == ([(2, "coc", code)] if code else [])


def test_a_failed_check_digit_is_stored(stored):
    assert stored("coc", "0123.456.789", country="BE", company="Acme BV") == ["0123456789"]


def test_a_person_with_an_enterprise_number_is_noted(found):
    assert found({"number": "C-1", "coc": "0428.759.497", "country": "BE"}) == [(2, "coc", "COC006")]


def test_a_broken_company_name_makes_nobody_a_person(found):
    row = {"number": "C-1", "company": "a" * 141, "coc": "0428.759.497", "country": "BE"}
    assert found(row) == [(2, "company", "LEN001")]


def test_a_broken_country_silences_what_would_follow_from_it(found):
    row = {"number": "C-1", "company": "Acme BV", "coc": "0123.456.789", "country": "Belgistan", "environment": "BE"}
    assert found(row) == [(2, "country", "CTR001")]
