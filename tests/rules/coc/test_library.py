"""The expressions give python-stdnum's verdicts, for every country of whose enterprise numbers it knows anything."""

import random
import string
from collections.abc import Callable
from functools import cache

import polars as pl
import pytest
from stdnum.at import businessid
from stdnum.be import vat as belgian
from stdnum.ch import uid
from stdnum.de import handelsregisternummer
from stdnum.es import cif, dni, nie, nif
from stdnum.fr import siren, siret, tva
from stdnum.it import codicefiscale, iva
from stdnum.lu import tva as luxembourgish
from stdnum.pt import nif as portuguese

from muster.rules.reading import coc

pytestmark = pytest.mark.slow

VALUES = 120_000
LETTERS = string.ascii_uppercase
Draw = Callable[[random.Random], str]


def digits(chance, count):
    return "".join(chance.choices(string.digits, k=count))


def completed(start, count, is_valid):
    """A valid number that begins so: its last `count` digits are tried."""
    ends = [f"{end:0{count}}" for end in range(10**count)]
    return next((start + end for end in ends if is_valid(start + end)), None)


def french(chance):
    number = completed(digits(chance, 8), 1, siren.is_valid)
    return chance.choice(
        [number, siren.to_tva(number).replace(" ", ""), "FR" + siren.to_tva(number), french_branch(chance, number)]
    )


def french_branch(chance, number):
    return completed(number + digits(chance, 4), 1, siret.is_valid)


def italian(chance):
    province = f"{chance.choice([*range(1, 101), 120, 121, 888, 999]):03}"
    number = completed(f"{chance.choice(['00', '0', ''])}{digits(chance, 7)}"[:7] + province, 1, iva.is_valid)
    return number if number and chance.random() < 0.6 else fiscal_code(chance)


def fiscal_code(chance):
    day = chance.randrange(1, 29) + chance.choice([0, 40])
    start = "".join(chance.choices(LETTERS, k=6)) + digits(chance, 2) + chance.choice("ABCDEHLMPRST") + f"{day:02}"
    start += chance.choice(LETTERS) + digits(chance, 3)
    return start + codicefiscale.calc_check_digit(start)


def spanish(chance):
    number = digits(chance, 7)
    company, first = chance.choice("ABCDEFGHJNPQRSUVW") + number, chance.choice("XYZ") + number
    return chance.choice([
        company + chance.choice(cif.calc_check_digits(company)),
        first + nie.calc_check_digit(first),
        f"{chance.choice('KLM')}{number}{dni.calc_check_digit(number)}",
        (resident := digits(chance, 8)) + dni.calc_check_digit(resident),
    ])  # fmt: skip


def german(chance):
    number = f"{chance.choice(handelsregisternummer.REGISTRY_TYPES)} {chance.randrange(1, 300_000)}"
    court = chance.choice(handelsregisternummer.GERMAN_COURTS)
    return chance.choice([f"{court} {number}", f"{number} {court}", f"{number}, {court}", f"{court} {number} B"])


def belgian_number(chance):
    start = chance.choice("01") + digits(chance, 7)
    return f"{start}{97 - int(start) % 97:02}"


def swiss(chance):
    start = digits(chance, 8)
    check = uid.calc_check_digit(start)
    return f"CHE{start}{check}" if len(check) == 1 else swiss(chance)


def portuguese_number(chance):
    start = chance.choice("123456789") + digits(chance, 7)
    return start + portuguese.calc_check_digit(start)


def luxembourgish_number(chance):
    start = digits(chance, 6)
    return start + luxembourgish.calc_check_digits(start)


def is_french(number):
    if tva.is_valid(number):
        return not tva.compact(number).startswith("000", 2)
    return siren.is_valid(number) or siret.is_valid(number)


DRAWS: dict[str, tuple[Draw, Callable[[str], bool]]] = {
    "AT": (lambda chance: f"{chance.randrange(1, 10**6)}{chance.choice(string.ascii_lowercase)}", businessid.is_valid),
    "BE": (belgian_number, belgian.is_valid),
    "CH": (swiss, uid.is_valid),
    "DE": (german, handelsregisternummer.is_valid),
    "ES": (spanish, nif.is_valid),
    "FR": (french, is_french),
    "IT": (italian, codicefiscale.is_valid),
    "LU": (luxembourgish_number, luxembourgish.is_valid),
    "PT": (portuguese_number, portuguese.is_valid),
}


def one_edit(chance, text):
    """A character more, less, or another; two swapped."""
    place = chance.randrange(len(text))
    other = chance.choice(string.digits if text[place].isdigit() or chance.random() < 0.8 else LETTERS)
    return chance.choice([
        text[:place] + other + text[place:],
        text[:place] + text[place + 1 :],
        text[:place] + other + text[place + 1 :],
        text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
    ])  # fmt: skip


@cache
def drawn():
    """(country, number, edited) of each value."""
    chance = random.Random(27)
    values = []
    for country, (draw, _) in DRAWS.items():
        for _ in range(VALUES // len(DRAWS) // 2):
            number = draw(chance)
            values += [(country, number, False), (country, " ".join(one_edit(chance, number).split()), True)]
    return [value for value in values if value[1]]


def meaning(country, number):
    """Whether the library finds the number good, or good with the zeros that it lost before it."""
    is_valid = DRAWS[country][1]
    if is_valid(number):
        return "lost-zero" if country == "BE" and len(belgian_digits(number)) == 9 else "ok"
    lengths = {"FR": {7: 9, 8: 9, 12: 14, 13: 14}, "IT": dict.fromkeys(range(7, 11), 11)}.get(country, {})
    length = lengths.get(len(number)) if number.isdigit() else None
    return "lost-zero" if length and is_valid(number.zfill(length)) else "bad"


def belgian_digits(number):
    return number.removeprefix("BE")


def is_known_beyond_the_library(country, number):
    """Forms that Muster knows and python-stdnum does not: decision 0026."""
    compact = "".join(filter(str.isalnum, number))
    if country == "DE":
        return any(
            handelsregisternummer.is_valid(text) for text in spaced(number)
        ) and not handelsregisternummer.is_valid(number)
    if country == "LU":
        return compact[:1].isalpha() and compact[1:].isdigit() and 2 <= len(compact) <= 7
    if country == "IT":
        return compact[:2].isalpha() and compact[2:].isdigit() and 7 <= len(compact) <= 9
    return country == "AT" and compact[-1:].isupper() and compact[:-1].isdigit()


def spaced(number):
    """With spaces around the registry, where the stored form has none, and with the court before it."""
    for registry in handelsregisternummer.REGISTRY_TYPES:
        before, found, behind = number.rpartition(registry)
        if found:
            yield f"{before.rstrip(' ,')} {registry} {behind.strip()}"
            digits, _, court = behind.strip().replace(",", " ").partition(" ")
            yield f"{court} {registry} {digits}"


def read(values):
    cells = pl.DataFrame(
        {"value": [number for _, number, _ in values], "country": [country for country, _, _ in values]}
    )
    cells = cells.with_columns(home=pl.lit(None, pl.String), company=pl.lit("Acme"), source=pl.lit("csv"))
    good = pl.col("verdict").is_in(["ok", "lost-zero"])
    return coc.read(cells).select(pl.when(good).then("verdict").otherwise(pl.lit("bad")), "stored").rows()


def test_numbers_good_and_one_edit_from_good_are_read_as_the_library_reads_them():
    values = [
        (country, number, edited)
        for country, number, edited in drawn()
        if not is_known_beyond_the_library(country, number)
    ]
    meant = [meaning(country, number) for country, number, _ in values]
    assert len(values) >= 100_000
    assert sum(verdict != "bad" for verdict in meant) >= 0.3 * len(values)
    assert sum(edited for *_, edited in values) >= 0.3 * len(values)
    assert [
        (value, one, other) for value, one, (other, _) in zip(values, meant, read(values), strict=True) if one != other
    ] == []


def test_a_good_number_is_stored_as_the_library_writes_it():
    compact = {
        "AT": businessid.compact, "BE": belgian.compact, "CH": uid.compact, "ES": nif.compact, "LU": luxembourgish.compact,
        "PT": portuguese.compact, "IT": codicefiscale.compact,
        "DE": lambda number: "".join(filter(str.isalnum, handelsregisternummer.validate(number))),
        "FR": lambda number: siret.compact(number) if siret.is_valid(number) or siren.is_valid(number) else tva.to_siren(number),
    }  # fmt: skip
    values = [value for value in drawn() if not value[2] and DRAWS[value[0]][1](value[1])][::20]
    stored = [answer for _, answer in read(values)]
    assert stored == [compact[country](number) for country, number, _ in values]


def test_every_country_has_numbers_among_the_values():
    assert {country for country, *_ in drawn()} == set(coc.registers.REGISTERS) - {"NL", "GB"} | {"DE"}


def test_what_is_settled_quickly_is_good_and_stored_alike():
    values = drawn()[::7]
    frame = pl.DataFrame(
        {"value": [number for _, number, _ in values], "country": [country for country, *_ in values]}
    ).with_columns(home=pl.lit(None, pl.String), company=pl.lit("Acme"))
    quick = coc.quick(frame)["stored"]
    settled = [(value, stored) for value, stored in zip(values, quick, strict=True) if stored]
    assert len(settled) > 4_000
    assert read([value for value, _ in settled]) == [("ok", stored) for _, stored in settled]
