"""The expressions give the library's verdicts: on its examples of every country, and on numbers one edit from them."""

import random
import re

import phonenumbers
import polars as pl
import pytest
from phonenumbers import CountryCodeSource, NumberParseException, PhoneNumberFormat, PhoneNumberType

from muster.rules.reading import mobile
from muster.rules.reading.mobile import numbering

pytestmark = pytest.mark.slow

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = sorted(PhoneNumberType.values())
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
SIGNS = " -./()"
VALUES = 100_000


TRICKY = [
    ("NZ", "033316005"), ("NZ", "33316005"), ("NZ", "03-331 6005"), ("NZ", "0064 3 331 6005"), ("US", "01164 3 331 6005"),
    ("US", "+64 3 331 6005"), ("US", "+01164 3 331 6005"), ("NZ", "+0064 3 331 6005"), ("NZ", "+ 00 64 3 331 6005"),
    ("NZ", "64(0)64123456"), ("NZ", "+64(0)64123456"), ("DE", "301/23456"), ("DE", "12"), ("US", "123-456-7890"),
    ("US", "(650) 253-0000"), ("US", "1-650-253-0000"), ("US", "01544-650-253-0000"),
    ("AR", "+54 9 343 555 1212"), ("AR", "0343 15 555 1212"), ("AR", "+54 9 3715 65 4320"), ("AR", "03715 15 65 4320"),
    ("AR", "911 876 54321"), ("AR", "+54 11 3797 0000"), ("AR", "011 3797 0000"), ("AR", "0379 15 401 2345"),
    ("MX", "+52 (449)978-0001"), ("MX", "01 (449)978-0001"), ("MX", "(449)978-0001"), ("MX", "+52 1 33 1234-5678"),
    ("MX", "044 (33) 1234-5678"), ("MX", "045 33 1234-5678"), ("IT", "+39 0236618300"), ("IT", "0236618300"), ("IT", "312345678"),
    ("BR", "0 15 21 98765-4321"), ("BR", "021 11 98765 4321"), ("RU", "8 (495) 739-70-00"), ("HU", "06 20 123 4567"),
    ("BY", "8 029 491-19-11"), ("BY", "80294911911"), ("KZ", "8 701 234 56 78"), ("GB", "+44 (0)7912 345678"),
    ("GB", "01495 72553301873 810104"), ("US", "+49 0"), ("US", "210 3456 56789"), ("US", "+210 3456 56789"), ("KR", "+--"),
    ("US", "+800 1234 5678"), ("US", "011 800 1234 5678"), ("US", "+979 123 456 789"), ("BB", "256-1234"), ("AU", "0011 64 3 331 6005"),
    ("SG", "001 64 3 331 6005"), ("GG", "07781 123456"), ("IM", "07624 901234"), ("SM", "0549 886377"), ("GF", "0694 20 12 34"),
    ("CA", "1 (604) 555-0123"), ("CI", "0123456789"), ("NL", "088 123 4567"), ("SE", "070-123 45 67"), ("CH", "044 668 18 00"),
]  # fmt: skip
"""Ways of writing that have gone wrong in telephone libraries: prefixes behind prefixes, zeros that stay, changed plans."""


def library(text, region):
    """(E.164, possible, valid, mobile, where the calling code came from) of the library's own reading."""
    try:
        number = phonenumbers.parse(text, region, keep_raw_input=True)
    except NumberParseException:
        return None, False, False, False, None
    valid = phonenumbers.is_valid_number(number)
    return (
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        phonenumbers.is_possible_number(number),
        valid,
        valid and phonenumbers.number_type(number) in MOBILE,
        number.country_code_source,
    )


def meaning(text, region):
    """(verdict, stored) by calls of the library alone, in the order that decision 0025 gives."""
    number, possible, valid, is_mobile, source = library(text, region)
    digits = "".join(filter(str.isdigit, text))
    foreign = source == CountryCodeSource.FROM_NUMBER_WITH_IDD
    if text.startswith("+") or digits.startswith("00") or foreign:
        if digits.startswith("00") and not text.startswith("+") and not valid:
            number, possible, valid, is_mobile, _ = library("+" + digits[2:], None)
        if is_mobile:
            return "ok", number
        if valid:
            return "not-mobile", number
        return ("doubtful", number) if possible else ("broken", None)
    code = str(phonenumbers.country_code_for_region(region))
    trunk = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True)
    named = source == CountryCodeSource.FROM_NUMBER_WITHOUT_PLUS_SIGN
    shortened = is_mobile and not named and number == f"+{code}{digits}" and numbering.trunk_zero(region)
    if is_mobile and (trunk == code or (not named and not shortened)):
        return "ok", number
    if digits.startswith(code) and trunk != code:
        plus, _, plus_valid, plus_mobile, _ = library("+" + digits, None)
        if plus_mobile:
            return "lost-plus", plus
    else:
        plus, plus_valid = None, False
    if is_mobile:
        return ("lost-plus" if named else "lost-zero"), number
    if valid:
        return "not-mobile", number
    return ("not-mobile", plus) if plus_valid else ("broken", None)


def examples(region):
    """Numbers of every type that the library shows for a country, valid or not, in the ways they are written."""
    shown = [phonenumbers.example_number_for_type(region, each) for each in TYPES]
    for number in filter(None, [*shown, phonenumbers.invalid_example_number(region)]):
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        yield from (
            e164, e164[1:], f"00{e164[1:]}", phonenumbers.national_significant_number(number),
            phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL),
            phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
        )  # fmt: skip


def one_edit(chance, text):
    """A digit more, less, or another; two swapped; a sign between them."""
    place, digit = chance.randrange(1, len(text)), chance.choice("0123456789")
    return chance.choice([
        text[:place] + digit + text[place:],
        text[:place] + text[place + 1 :],
        text[:place] + digit + text[place + 1 :],
        text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :] if place > 1 else digit + text,
        text[:place] + chance.choice(SIGNS) + text[place:],
    ])  # fmt: skip


def readable(text):
    """Whether a text is one number, and nothing beside it that Muster refuses where the library reads over it."""
    amount = re.fullmatch(r"[1-9](?:[0-9]{6,}|[0-9]{0,2}(?: [0-9]{3})+)[.]0{1,2}", text)
    return not amount and bool(text) and set(text.removeprefix("+")) <= set("0123456789" + SIGNS)


def read(pairs):
    cells = pl.DataFrame(
        {"value": [value for value, _ in pairs], "country": [region for _, region in pairs]}
    ).with_columns(pl.lit(None, pl.String).alias(name) for name in ("home", "company", "source"))
    broken = ["impossible", "not-valid-here", "several", "remark", "characters"]
    verdict = pl.when(pl.col("verdict").is_in(broken)).then(pl.lit("broken")).otherwise("verdict")
    return mobile.read(cells).select(verdict, "stored").rows()


def differences(pairs, meant):
    return [(pair, one, other) for pair, one, other in zip(pairs, meant, read(pairs), strict=True) if one != other]


def test_every_countrys_examples_are_read_as_the_library_reads_them():
    pairs = [(text, region) for region in REGIONS for text in examples(region) if readable(text)]
    assert differences(pairs, [meaning(*pair) for pair in pairs]) == []


def test_tricky_numbers_are_read_as_the_library_reads_them():
    pairs = [(text, region) for region, text in TRICKY]
    assert differences(pairs, [meaning(*pair) for pair in pairs]) == []


@pytest.mark.parametrize(
    "text",
    [
        "1-800-FLOWERS",
        "(650) 253-0000 ext. 1234",
        "+442034567890x456",
        "tel:03-331-6005;phone-context=+64",
        "1 a number",
    ],
)
def test_what_the_library_reads_over_is_refused(text):
    assert read([(text, "US")]) == [("broken", None)]


def test_values_one_edit_from_valid_are_read_as_the_library_reads_them():
    chance = random.Random(25)
    common = [(text, region) for region in mobile.QUICK for text in examples(region)]
    rare = [(text, region) for region in REGIONS for text in examples(region)]
    chosen = chance.choices(common, k=35_000) + chance.choices(rare, k=15_000)
    edited = [pair for text, region in chosen if readable((pair := (one_edit(chance, text), region))[0])]
    drawn = [drawn_mobile(chance, region) for region in chance.choices(mobile.QUICK, k=VALUES - len(edited))]
    meant = [meaning(*pair) for pair in edited + drawn]
    valid = sum(verdict not in ("broken", "doubtful") for verdict, _ in meant)
    assert len(edited) >= 0.3 * VALUES
    assert valid >= 0.3 * VALUES
    assert differences(edited + drawn, meant) == []


def drawn_mobile(chance, region):
    """A number that begins like the country's example of a mobile number."""
    number = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    kept = chance.randrange(3, 6)
    return "".join(
        chance.choice("0123456789") if sign.isdigit() and place >= kept else sign for place, sign in enumerate(national)
    ), region


def test_cells_that_are_plain_are_stored_as_they_are():
    chance = random.Random(26)
    numbers = [phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE) for region in mobile.QUICK]
    texts = [phonenumbers.format_number(number, PhoneNumberFormat.E164) for number in numbers]
    texts += [one_edit(chance, text) for text in texts * 200]
    plain = pl.DataFrame({"value": texts}).filter(mobile.plain(pl.col("value")))["value"].to_list()
    assert len(plain) > 100
    assert read([(text, "BE") for text in plain]) == [("ok", text) for text in plain]
