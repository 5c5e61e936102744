"""Countries: CLDR's names in the seven languages, ISO 3166, and what people call them besides."""

import pytest
from babel import Locale
from babel.core import get_global

from muster.model.fields import LANGUAGES
from muster.rules.reading import country


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_cldr_is_read(language, stored):
    names = {name: code for code, name in Locale(language).territories.items() if code in country.CODES}
    assert stored("country", *names) == list(names.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_case_and_accents_do_not_matter(language, stored):
    names = {
        name: code for code, name in Locale(language).territories.items() if code in {"BE", "ES", "BR", "SE", "AT"}
    }
    assert stored("country", *(name.upper() for name in names)) == list(names.values())
    assert stored("country", *(country._folded(name) for name in names)) == list(names.values())


def test_two_and_three_letters_are_read_in_any_case(stored):
    letters = {code: found[0] for code, found in get_global("territory_aliases").items() if found[0] in country.CODES}
    alpha3 = {code: letters[code] for code in letters if len(code) == 3 and code.isalpha() and len(letters[code]) == 2}
    single = {code: found for code, found in alpha3.items() if len(get_global("territory_aliases")[code]) == 1}
    assert stored("country", *single) == list(single.values())
    assert stored("country", *(code.lower() for code in country.CODES)) == list(country.CODES)
    assert set(single.values()) >= {"BE", "NL", "FR", "DE", "GB", "US"}


def test_every_code_of_cldr_is_known_but_those_of_no_country():
    known = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
    assert known - country.CODES - country.BELONGS_TO.keys() == {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


@pytest.mark.parametrize(("code", "names"), country.EXONYMS.items(), ids=country.EXONYMS)
def test_what_people_call_it_besides(code, names, stored):
    written = [name.strip() for name in names.split(";")]
    assert stored("country", *written) == [code] * len(written)


def test_no_name_means_two_countries():
    meant: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in country.CODES:
                meant.setdefault(country._folded(name), set()).add(code)
    for code, names in country.EXONYMS.items():
        for name in names.split(";"):
            meant.setdefault(country._folded(name), set()).add(code)
    assert {name: codes for name, codes in meant.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("Belgiqe", "BE"),
        ("Nederlnad", "NL"),
        ("B", "BE"),
        ("D", "DE"),
        ("Frnace", "FR"),
        ("XX", None),
        ("1000", None),
        ("Antwerpen", None),
    ],
)
def test_the_nearest_name_is_suggested(examine, written, suggestion):
    violations = examine([{"number": "1", "country": written}]).violations
    assert violations.select("code", "suggestion").rows() == [("CTR001", suggestion)]


def test_a_broken_country_silences_what_is_read_by_it(found):
    row = {"number": "1", "country": "XX", "mobile": "0470123456", "zip": "ABC", "environment": "NL"}
    assert found(row) == [(2, "country", "CTR001")]
