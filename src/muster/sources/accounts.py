"""Accounts of Exact Online and Recurly as customers: who is a person, which address counts, which phone is mobile.

One rule for every way in. An account is a row of strings: the columns of `ACCOUNT`, null or blank where it says nothing,
one contact and one address chosen before by `contact_rank` and `address_rank`, the lowest of which wins.
"""

from functools import cache
from typing import Any, Final

import phonenumbers
import polars as pl

from muster.model import keys
from muster.model.fields import BY_NAME, NAMES

ACCOUNT: Final = (
    "code", "name", "email", "phone", "language", "chamber", "siren", "vat",
    "contact_prefix", "contact_lastname", "contact_birth_prefix", "contact_birthname", "contact_firstname",
    "contact_fullname", "contact_email", "contact_phone", "contact_mobile", "contact_language",
    "line1", "street", "street_number", "street_suffix", "zip", "city", "country",
)  # fmt: skip
"""What an account may say. The address is `line1`, or street, number and suffix."""

ADDRESS_ORDER: Final = ("INV", "POS", "VIS")
"""Invoice, postal, visit. A delivery address (DEL) counts only where there is no other."""

DELIVERY: Final = "DEL"

WRITTEN_AS_LIKED: Final = (
    "bv", "nv", "vof", "cv", "bvba", "cvba", "gcv", "commv", "vzw", "ivzw", "asbl", "aisbl", "sprl", "srl", "scrl", "sarl",
    "snc", "sasu", "eurl", "eirl", "gmbh", "mbh", "ohg", "gbr", "kgaa", "spa", "sapa", "slu", "sll",
    "lda", "ltd", "limited", "llp", "llc", "plc", "inc", "corp", "onlus", "ltda",
    "stichting", "vereniging", "maatschap", "coöperatie", "eenmanszaak", "fondation", "association", "stiftung",
    "unipessoal",
)  # fmt: skip
"""Legal forms in any case, with or without dots: no person is called so."""

WRITTEN_LARGE: Final = ("SA", "SAS", "AG", "KG", "UG", "SL", "SE", "SC", "SCI", "SCS", "OG", "EG", "EK", "EV", "GIE")
"""Legal forms in capital letters or with dots: people are called Sas, Ek and Gie."""

PHONE: Final = r"^\s*[+(0-9][0-9 ()./\-\x{a0}]*$"
"""A phone number and nothing beside it."""

INTERNATIONAL: Final = r"^[^0-9+]*(?:\+|0[^0-9]*0)"

NUMBERED_ALONE: Final = ("BE", "NL", "FR", "DE", "ES", "PT", "LU", "AT", "CH")
"""Countries that share their calling code with nobody: one pattern says which of their numbers cannot be mobile."""

MOBILE: Final = frozenset({
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,  # North America does not tell
})  # fmt: skip


def contact_rank(position: int, *, is_default: bool) -> tuple[int, ...]:
    """The main contact: the default one, else the first."""
    return not is_default, position


def address_rank(kind: str, position: int, *, is_default: bool, is_filled: bool) -> tuple[int, ...]:
    """The address that counts: filled, by `ADDRESS_ORDER`, the default one of its kind, the first. Delivery comes last.

    `is_filled`: it has a street, a post code or a city; one with nothing but a country says nothing of where.
    """
    order = ADDRESS_ORDER.index(kind) if kind in ADDRESS_ORDER else len(ADDRESS_ORDER)
    return not is_filled, order + (kind == DELIVERY), not is_default, position


def first_filled(*cells: pl.Expr) -> pl.Expr:
    """The first cell that is not blank, trimmed."""
    return pl.coalesce(*(filled(cell) for cell in cells))


def filled(cell: pl.Expr) -> pl.Expr:
    """The cell without padding; blank is null."""
    trimmed = cell.str.strip_chars()
    return pl.when(trimmed != "").then(trimmed)


def joined(*cells: pl.Expr) -> pl.Expr:
    """The filled cells with a space between; null if there are none."""
    return filled(pl.concat_str(*(filled(cell) for cell in cells), separator=" ", ignore_nulls=True))


def has_legal_form(name: pl.Expr) -> pl.Expr:
    """Whether a word of the name is a legal form: BV, N.V., GmbH, S.à r.l., vzw."""
    return name.str.contains(_LEGAL_FORM)


def is_person(name: pl.Expr, *contact_names: pl.Expr, number: pl.Expr) -> pl.Expr:
    """Whether an account is a person; in doubt it is a company.

    A person's account is named as its contact, in any order of words, or it has no contact, no enterprise number and no
    legal form in its name, which fits a last name. Each of `contact_names` is the contact's full name; a contact that
    has none is no contact.
    """
    key = keys.text_key(name)
    named_alike = pl.any_horizontal((key == keys.text_key(contact)).fill_null(value=False) for contact in contact_names)
    no_contact = pl.all_horizontal(contact.is_null() for contact in contact_names)
    fits = name.str.len_chars() <= BY_NAME["lastname"].limit
    return named_alike | (no_contact & number.is_null() & ~has_legal_form(name) & fits).fill_null(value=False)


def mobiles(phones: pl.Series, countries: pl.Series, home: str | None) -> pl.Series:
    """The phone numbers that phonenumbers types mobile, as they are written; the others are null.

    Read with their country, else with `home`. A number with a remark beside it is not taken for a mobile one.
    """
    asked = pl.DataFrame({"phone": phones, "country": countries.fill_null(pl.lit(home, dtype=pl.String))})
    likely = asked.filter(pl.col("phone").str.contains(PHONE)).unique().filter(_may_be_mobile())
    found = [row for row in likely.iter_rows() if _is_mobile(*row)]
    mobile = pl.DataFrame(found, schema={"phone": pl.String, "country": pl.String}, orient="row")
    is_mobile = mobile.with_columns(mobile="phone")
    return asked.join(is_mobile, on=["phone", "country"], how="left", nulls_equal=True, maintain_order="left")["mobile"]


def customers(accounts: pl.DataFrame, home: str | None) -> pl.DataFrame:
    """Accounts (columns of `ACCOUNT`) as customers: one String column per field, in the template's order.

    Cells are as the account says them, without padding; the rules do the rest. `home` is the environment's country.
    """
    accounts = accounts.with_columns(filled(pl.col(name)).alias(name) for name in ACCOUNT)
    accounts = accounts.with_columns(country=pl.col("country").str.to_uppercase(), **_names()).with_columns(
        coc=first_filled(*map(pl.col, ("chamber", "siren", "vat")))
    )
    is_person = _is_person()
    is_nameless = pl.all_horizontal(pl.col(each).is_null() for each in ("lastname", "firstname"))
    fields = accounts.select(
        number="code",
        email=pl.coalesce("email", "contact_email"),
        language=pl.coalesce("contact_language", "language"),
        lastname=pl.when(is_person & is_nameless).then("name").otherwise("lastname"),
        firstname="firstname",
        mobile=pl.coalesce("contact_mobile", *_phones(accounts, home)),
        company=pl.when(~is_person).then("name"),
        coc="coc",
        address=pl.coalesce("line1", joined(*map(pl.col, ("street", "street_number", "street_suffix")))),
        city="city",
        zip="zip",
        country="country",
    )
    return fields.select(NAMES)


def _names() -> dict[str, pl.Expr]:
    """The contact's names. A surname may stand only among the names at birth; a whole name is never divided."""
    surname = pl.when(pl.col("contact_lastname").is_not_null()).then(
        joined(pl.col("contact_prefix"), pl.col("contact_lastname"))
    )
    at_birth = pl.when(pl.col("contact_birthname").is_not_null()).then(
        joined(pl.coalesce("contact_birth_prefix", "contact_prefix"), pl.col("contact_birthname"))
    )
    whole = pl.when(pl.col("contact_firstname").is_null()).then("contact_fullname")
    return {"lastname": pl.coalesce(surname, at_birth, whole), "firstname": pl.col("contact_firstname")}


def _is_person() -> pl.Expr:
    full_name = joined(pl.col("firstname"), pl.col("lastname"))
    return is_person(pl.col("name"), full_name, pl.col("contact_fullname"), number=pl.col("coc"))


def _phones(accounts: pl.DataFrame, home: str | None) -> list[pl.Series]:
    """The contact's phone, then the account's, where they are mobile and nothing says the mobile number."""
    nothing_said = pl.col("contact_mobile").is_null()
    phones = accounts.select(pl.when(nothing_said).then(name).alias(name) for name in ("contact_phone", "phone"))
    return [mobiles(phone, accounts["country"], home) for phone in phones]


def _may_be_mobile() -> pl.Expr:
    """False for national numbers of `NUMBERED_ALONE` that do not end in a mobile number of their country."""
    digits = pl.col("phone").str.replace_all("[^0-9]", "")
    is_national = ~pl.col("phone").str.contains(INTERNATIONAL)
    is_other = pl.any_horizontal(
        (pl.col("country") == country) & ~digits.str.contains(f"(?:{_mobile_pattern(country)})$")
        for country in NUMBERED_ALONE
    )
    return ~(is_national & is_other.fill_null(value=False))


@cache
def _mobile_pattern(country: str) -> str:
    metadata: Any = phonenumbers.PhoneMetadata.metadata_for_region(country)
    return str(metadata.mobile.national_number_pattern)


def _is_mobile(phone: str, country: str | None) -> bool:
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) in MOBILE


def _with_dots(form: str) -> str:
    return "".join(rf"{letter}\.?" for letter in form)


_LEGAL_FORM: Final = (
    r"(?:^|[\s,(/&])(?:(?i:"
    + "|".join(map(_with_dots, WRITTEN_AS_LIKED))
    + r"|s\.? ?à\.? ?r\.? ?l\.?|"
    + "|".join("".join(rf"{letter}\." for letter in form) for form in WRITTEN_LARGE)
    + ")|"
    + "|".join(map(_with_dots, WRITTEN_LARGE))
    + r")(?:$|[\s,)/&])"
)
"""A legal form as a word of its own."""
