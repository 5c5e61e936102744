"""What counts as the same: comparison keys, computed here once so that SQL never folds case.

SQL's idea of lower case differs between SQLite and PostgreSQL; these expressions give both databases the same key.
"""

from typing import Final

import polars as pl

NAME_KEY_CHARACTERS: Final = 250
"""All three names at their longest; letters that fold into many are cut off."""

SPELT: Final = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
"""Letters that are no other letter with an accent, as people type them who lack them."""

AMOUNT: Final = r"^[1-9]\d{0,2}(?:[., ']\d{3})+[.,]0{1,2}$|^[1-9]\d*[.,]0{1,2}$"
"""A customer number as a spreadsheet writes an amount: `1.234,00`."""


def number_of_amount(value: pl.Expr) -> pl.Expr:
    """The customer number that a spreadsheet wrote as an amount; null where it is none."""
    whole = value.str.replace(r"[.,]0{1,2}$", "").str.replace_all(r"[.,' ]", "")
    return pl.when(value.str.contains(AMOUNT)).then(whole)


def number_key(number: pl.Expr) -> pl.Expr:
    """Equal for customer numbers that differ only by leading zeros, case or punctuation. Null where nothing is left."""
    bare = number.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "").str.strip_chars_start("0")
    return pl.when(bare != "").then(bare)


def email_key(email: pl.Expr) -> pl.Expr:
    """Equal for addresses that differ only by case. The domain of a stored address is readable; its key is ASCII.

    Domains with letters beyond ASCII are few; they are encoded by value (IDNA 2008).
    """
    lower = email.str.to_lowercase()
    return (
        pl.when(lower.str.contains(r"^[ -~]*$"))
        .then(lower)
        .otherwise(lower.map_batches(_ascii_domains, return_dtype=pl.String()))
    )


def text_key(text: pl.Expr) -> pl.Expr:
    """Equal for names that differ only by case, accents, punctuation and the order of their words.

    Dots and apostrophes stand within a word (N.V., O'Neill), other punctuation between words (Jean-Pierre).
    """
    bare = text.str.normalize("NFKD").str.to_lowercase().str.replace_all(r"[\p{M}.'’]", "")
    words = bare.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars().str.split(" ")
    joined = words.list.sort().list.join(" ")
    return pl.when(joined != "").then(joined)


def name_key(names: pl.DataFrame) -> pl.Series:
    """By what customers are looked up and put in order: `company`, `lastname` and `firstname` of each, as one text.

    Small letters without accents, dots and apostrophes; other punctuation is a space. Null where there is no name.
    """
    whole = names.select(pl.concat_str("company", "lastname", "firstname", separator=" ", ignore_nulls=True))
    folded = whole.to_series().str.to_lowercase()
    odd = folded.str.contains("[^a-z0-9 ]").arg_true()
    if odd.len():
        folded = folded.scatter(odd, _folded(folded.gather(odd)))
    key = folded.str.head(NAME_KEY_CHARACTERS)
    return key.replace("", None).alias("name_key")


def _folded(lower: pl.Series) -> pl.Series:
    bare = lower.str.normalize("NFKD").str.replace_all(r"[\p{M}.'’]", "").str.to_lowercase()
    spelt = bare.str.replace_many(list(SPELT), list(SPELT.values()))
    return spelt.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def _ascii_domains(addresses: pl.Series) -> pl.Series:
    distinct = addresses.drop_nulls().unique()
    return addresses.replace({address: _ascii_domain(address) for address in distinct})


def _ascii_domain(address: str) -> str:
    import idna  # noqa: PLC0415  loaded only where a domain needs it

    name, at, domain = address.rpartition("@")
    try:
        return f"{name}{at}{idna.encode(domain, uts46=True).decode()}" if domain else address
    except idna.IDNAError:
        return address
