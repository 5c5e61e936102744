"""The forms and check digits of enterprise numbers, as expressions that agree with python-stdnum.

A number here is upper case (an Austrian one ends in a small letter), without separators and without words around it.
Checks are only meaningful for numbers that match the form's pattern; they may be null for others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from operator import add
from typing import Final

import polars as pl
from stdnum.it import codicefiscale

Check = Callable[[pl.Expr], pl.Expr]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way in which a country numbers enterprises. Without `check` the pattern is all that can be known."""

    pattern: str
    check: Check | None = None


def judge(country: str, numbers: pl.Series) -> pl.Series:
    """One of "ok", "check-digits" (the form is right) and "form" of each number."""
    are_of_form = _of_forms(country, numbers.alias("number").to_frame()).select(pl.any_horizontal(pl.all()))
    return pl.select(
        pl.when(are_good(country, numbers)).then(pl.lit("ok"))
        .when(are_of_form.to_series()).then(pl.lit("check-digits"))
        .otherwise(pl.lit("form"))
    ).to_series()  # fmt: skip


def are_good(country: str, numbers: pl.Series) -> pl.Series:
    """Whether each number is in a form of this country, and its check digits are right. Only what has a form is checked."""
    frame = numbers.alias("number").to_frame()
    good = pl.repeat(value=False, n=numbers.len(), dtype=pl.Boolean, eager=True)
    for form, is_of_form in zip(REGISTERS[country], _of_forms(country, frame), strict=True):
        if form.check is None:
            good |= is_of_form
        elif is_of_form.all():
            good |= frame.select(form.check(pl.col("number")).fill_null(value=False)).to_series()
        elif is_of_form.any():
            at = is_of_form.arg_true()
            checked = frame[at].select(form.check(pl.col("number")).fill_null(value=False))
            good = good.scatter(at, checked.to_series())
    return good


def _of_forms(country: str, numbers: pl.DataFrame) -> pl.DataFrame:
    """Whether each number is of the country's first form, of its second, and so on."""
    patterns = (form.pattern for form in REGISTERS[country])
    matches = (pl.col("number").str.contains(f"^(?:{each})$").fill_null(value=False).alias(each) for each in patterns)
    return numbers.select(matches)


def french_vat(number: pl.Expr) -> pl.Expr:
    """Whether the two characters before a SIREN are those of its VAT number (`stdnum.fr.tva`); none of Monaco's."""
    key, siren = number.str.head(2), number.str.tail(9)
    value = siren.cast(pl.Int64, strict=False)
    digits = key.cast(pl.Int64, strict=False) == (value * 100 + 12) % 97
    first, second = (key.str.slice(place, 1).replace_strict(KEY_VALUES, default=None) for place in (0, 1))
    sum_ = pl.when(key.str.contains("^[0-9]")).then(first * 24 + second - 10).otherwise(first * 34 + second - 100)
    letters = (value + 1 + sum_ // 11) % 11 == sum_ % 11
    right = pl.when(key.str.contains("^[0-9]{2}$")).then(digits).otherwise(letters)
    return right & luhn(9)(siren) & ~siren.str.starts_with("000")


def luhn(length: int) -> Check:
    """The check of SIREN, SIRET and Partita IVA."""

    def check(number: pl.Expr) -> pl.Expr:
        return _luhn_sum(number.cast(pl.Int64, strict=False), length) % 10 == 0

    return check


def _luhn_sum(value: pl.Expr, length: int) -> pl.Expr:
    """The sum of the digits, every second one from the right doubled, and the digits of that added."""
    return _sum_of_digits(value, tuple(1 + place % 2 for place in range(length)), is_luhn=True)


def _sum_of_digits(value: pl.Expr, weights: tuple[int, ...], *, is_luhn: bool = False) -> pl.Expr:
    """The sum of the digits from the right, each times its weight: three at a time are looked up, for few expressions."""
    places = range(0, len(weights), 3)
    tables = (_sums_of_three(weights[place : place + 3], is_luhn=is_luhn) for place in places)
    groups = (value // 10**place % 1000 for place in places)
    return reduce(add, (pl.lit(table).gather(group) for table, group in zip(tables, groups, strict=True)))


@cache
def _sums_of_three(weights: tuple[int, ...], *, is_luhn: bool) -> pl.Series:
    """For each number of three digits the sum of these, each times its weight."""
    number = pl.int_range(1000)
    weighted = [number // 10**place % 10 * weight for place, weight in enumerate(weights)]
    return pl.select(reduce(add, (each - each // 10 * 9 if is_luhn else each for each in weighted))).to_series()


def _belgian(number: pl.Expr) -> pl.Expr:
    value = number.cast(pl.Int64, strict=False)
    return ((value // 100 + value % 100) % 97 == 0) & (value > 0)


def _siret(number: pl.Expr) -> pl.Expr:
    post = number.str.starts_with("356000000") & (number != "35600000000048")
    by_sum = _sum_of_digits(number.cast(pl.Int64, strict=False), (1,) * 14) % 5 == 0
    return pl.when(post).then(by_sum).otherwise(luhn(14)(number)) & luhn(9)(number.str.head(9))


def _iva(number: pl.Expr) -> pl.Expr:
    value = number.cast(pl.Int64, strict=False)
    province = value // 10 % 1000
    known = province.is_between(1, 100) | province.is_in([120, 121, 888, 999])
    return known & (value >= 10_000) & luhn(11)(number)


def _codice_fiscale(number: pl.Expr) -> pl.Expr:
    """Checked by the library, for the few numbers that have its form."""
    return number.map_batches(_valid_codici, return_dtype=pl.Boolean)


def _valid_codici(numbers: pl.Series) -> pl.Series:
    looks = numbers.str.contains(f"^(?:{CODICE_FISCALE})$")
    valid = [number for number in numbers.filter(looks).unique() if codicefiscale.is_valid(number)]
    return numbers.is_in(valid)


def _cif(number: pl.Expr) -> pl.Expr:
    value = number.str.slice(1, 7).cast(pl.Int64, strict=False)
    wanted = (10 - _luhn_sum(value * 10, 8) % 10) % 10
    return number.str.tail(1).replace_strict(CIF_VALUES, default=None, return_dtype=pl.Int64) == wanted


def _dni(number: pl.Expr) -> pl.Expr:
    """Also of K, L, M and of a foreigner's X, Y, Z, which count as nothing and as 0, 1, 2."""
    digits = number.str.head(-1).str.replace("^[KLMX]", "0").str.replace("^Y", "1").str.replace("^Z", "2")
    wanted = digits.cast(pl.Int64, strict=False) % 23
    return number.str.tail(1).replace_strict(DNI_VALUES, default=None, return_dtype=pl.Int64) == wanted


def _portuguese(number: pl.Expr) -> pl.Expr:
    value = number.cast(pl.Int64, strict=False)
    return (11 - _sum_of_digits(value, (0, *range(2, 10))) % 11) % 11 % 10 == value % 10


def _luxembourgish(number: pl.Expr) -> pl.Expr:
    value = number.cast(pl.Int64, strict=False)
    return value // 100 % 89 == value % 100


def _swiss(number: pl.Expr) -> pl.Expr:
    value = number.str.slice(3).cast(pl.Int64, strict=False)
    return (11 - _sum_of_digits(value, (0, 4, 5, 6, 7, 2, 3, 4, 5)) % 11) % 11 == value % 10


KEY_VALUES: Final = {character: value for value, character in enumerate("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")}
CIF_VALUES: Final = {character: value for value, character in enumerate("JABCDEFGHI")} | {str(n): n for n in range(10)}
DNI_VALUES: Final = {character: value for value, character in enumerate("TRWAGMYFPDXBNJZSQVHLCKE")}

_CODE_DIGIT: Final = "[0-9LMNPQRSTUV]"
CODICE_FISCALE: Final = f"[A-Z]{{6}}{_CODE_DIGIT}{{2}}[ABCDEHLMPRST]{_CODE_DIGIT}{{2}}[A-Z]{_CODE_DIGIT}{{3}}[A-Z]"

PERSONAL: Final = {
    "ES": (Form(pattern="(?:[0-9]{8}|[XYZKLM][0-9]{7})[A-Z]", check=_dni),),
    "IT": (Form(pattern=CODICE_FISCALE, check=_codice_fiscale),),
}
"""Numbers of persons that a sole trader's enterprise has too."""

REGISTERS: Final[dict[str, tuple[Form, ...]]] = {
    "AT": (Form(pattern="[0-9]+[a-z]"),),
    "BE": (Form(pattern="[01][0-9]{9}", check=_belgian),),
    "CH": (Form(pattern="CHE[0-9]{9}", check=_swiss),),
    "ES": (Form(pattern="[A-HJNP-SUVW][0-9]{7}[0-9A-J]", check=_cif), *PERSONAL["ES"]),
    "FR": (Form(pattern="[0-9]{9}", check=luhn(9)), Form(pattern="[0-9]{14}", check=_siret)),
    "GB": (Form(pattern="[0-9]{8}|[A-Z]{2}[0-9]{6}|R0[0-9]{6}|(?:IP|SP|RS|NP)[0-9]{5}[A-Z]"),),
    "IT": (Form(pattern="[0-9]{11}", check=_iva), Form(pattern="[A-Z]{2}[0-9]{5,7}"), *PERSONAL["IT"]),
    "LU": (Form(pattern="[0-9]{8}", check=_luxembourgish), Form(pattern="[A-Z][0-9]{1,6}")),
    "NL": (Form(pattern="[0-9]{8}"),),
    "PT": (Form(pattern="[1-9][0-9]{8}", check=_portuguese),),
}
"""By country (ISO 3166-1): be.vat; nl has no check digits; fr.siren, fr.siret; it.iva, it.codicefiscale and the REA of a
chamber of commerce; es.nif; pt.nif; lu.tva and the trade register; at.businessid; ch.uid; Companies House."""

VAT_OF_SAME_REGISTER: Final = {
    "BE": "BE(?P<number>[0-9]{9,10})",
    "ES": "ES(?P<number>[0-9A-Z][0-9]{7}[0-9A-Z])",
    "IT": "IT(?P<number>[0-9]{11})",
    "LU": "LU(?P<number>[0-9]{8})",
    "PT": "PT(?P<number>[0-9]{9})",
    "CH": "(?P<number>CHE[0-9]{9})(?:MWST|TVA|IVA|TPV)?",
}
"""VAT numbers that are the enterprise number with something around it."""

FRENCH_VAT: Final = "(?:FR)?[0-9A-HJ-NP-Z]{2}[0-9]{9}"

VAT_OF_OTHER_REGISTER: Final = {
    "AT": "(?:AT)?U[0-9]{8}",
    "DE": "(?:DE)?[1-9][0-9]{8}",
    "GB": "(?:GB|XI)(?:[0-9]{9}|[0-9]{12}|(?:GD|HA)[0-9]{3})",
    "NL": "(?:NL)?[0-9]{9}B[0-9]{2}",
}
"""VAT numbers that have nothing to do with the trade register's."""

LOST_ZEROS: Final = {
    "BE": (("[0-9]{9}", 10),),
    "FR": (("[0-9]{7,8}", 9), ("[0-9]{12,13}", 14)),
    "IT": (("[0-9]{7,10}", 11),),
}
"""What a number without its leading zeros looks like, and how long it was; its check digits prove it."""

MAYBE_LOST_ZERO: Final = {"NL": ("[0-9]{7}", 8), "GB": ("[0-9]{7}", 8)}
"""The same where nothing can prove it."""
