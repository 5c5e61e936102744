"""Another spelling of the same value: what is changed silently, and what is not."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.model.fields import NAMES
from muster.model.guard import unguard
from muster.rules import normalise

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def clean(text: str, field: str = "lastname") -> str | None:
    return pl.DataFrame({"value": [text]}).select(normalise.clean(pl.col("value"), field)).item()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("  Peeters ", "Peeters"),
        ("De\u00a0Smet", "De Smet"),
        ("De  \t Smet", "De Smet"),
        ("De\u202fSmet\u3000", "De Smet"),
        ("De\r\nSmet", "De Smet"),
        ("Rene\u0301", "René"),
        ("Pee\u200bters\ufeff", "Peeters"),
        ("Pee\u00adters", "Peeters"),
        ("\u202aPeeters\u202c", "Peeters"),
        ("Pee\x00te\x7frs", "Peeters"),
        (" \u00a0\u200b ", None),
        ("", None),
    ],
)
def test_another_spelling_is_the_same_value(written, meant):
    assert clean(written) == meant


@pytest.mark.parametrize("kept", ["DE SMET", "van den Berg", "García-López", "O’Neill", "An 👩🏽‍🦰", FAMILY, "Łukasz"])
def test_what_people_write_stays(kept):
    assert clean(kept) == kept


def test_a_joiner_stays_between_letters_or_emoji_only():
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("क\u094d\u200dष") == "क\u094d\u200dष"
    assert clean("\u200dPeeters\u200c") == "Peeters"
    assert clean("De\u200d Smet") == "De Smet"


def test_line_breaks_stay_in_an_address_alone():
    assert clean("Kerkstraat 3 \r\n\r\n  Bus  2", "address") == "Kerkstraat 3\nBus 2"
    assert clean("Kerkstraat 3\x0bBus 2", "city") == "Kerkstraat 3 Bus 2"


def test_spaces_within_a_customer_number_are_its_own():
    assert clean(" A  1\u00a02 ", "number") == "A  1 2"


@given(st.text(), st.sampled_from(NAMES))
def test_cleaning_twice_changes_nothing_more(text, field):
    once = clean(text, field)
    assert once is None or clean(once, field) == once


@pytest.mark.slow
@given(st.from_regex(normalise.CLEAN_ASCII, fullmatch=True), st.sampled_from(NAMES))
def test_what_is_clean_is_left_alone(text, field):
    assert clean(text.rstrip("\n"), field) == text.rstrip("\n")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'=A1", "=A1"),
        ("'+32470123456", "+32470123456"),
        ("'-5", "-5"),
        ("'@jan", "@jan"),
        ("''=A1", "'=A1"),
        ("'s Gravenhage", "'s Gravenhage"),
        ("+32470123456", "+32470123456"),
        ("'", "'"),
    ],
)
def test_exactly_one_guarding_apostrophe_comes_off(written, meant):
    assert pl.DataFrame({"value": [written]}).select(unguard(pl.col("value"))).item() == meant
