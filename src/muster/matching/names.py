"""Whether the names of a row and of a stored customer agree.

Pairs are frames with the columns `lastname`, `firstname`, `company` of the row and `stored_…` of the customer.
Case, accents, punctuation and the order of words do not matter: model.keys.text_key.
"""

from typing import Final

import polars as pl

from muster.model.keys import text_key

BOTH: Final = 3
"""Whatever of company name and person's name both sides have is equal."""

ONE: Final = 2
"""The company names or the persons' names are equal."""

UNSAID: Final = 1
"""One side has no name at all, so nothing contradicts."""

NO: Final = 0

_NAMES: Final = ("lastname", "firstname", "company")


def with_keys(pairs: pl.DataFrame, *, persons: bool = True) -> pl.DataFrame:
    """`pairs` with the keys that the expressions below look at; `other_name` needs none of `persons`.

    A key costs much more than looking it up, and names repeat: only distinct texts are folded.
    """
    sides = ("", "stored_")
    full = {f"{side}person": _full_name(side) for side in sides if persons}
    texts = pairs.select(*(f"{side}{name}" for side in sides for name in _NAMES), **full)
    distinct = pl.concat([texts[name].rename("text") for name in texts.columns]).drop_nulls().unique().to_frame()
    keys = distinct.select("text", key=text_key(pl.col("text")))
    folded = (
        pl.col(name)
        .replace_strict(keys["text"], keys["key"], default=None, return_dtype=pl.String())
        .alias(f"{name}_key")
        for name in texts.columns
    )
    return pairs.with_columns(texts.select(folded).get_columns())


def agreement() -> pl.Expr:
    """How well the names agree: BOTH, ONE, UNSAID or NO."""
    companies = pl.col("company_key") == pl.col("stored_company_key")
    persons = _same_person()
    return (
        pl.when(companies.fill_null(value=True) & persons.fill_null(value=True) & (companies | persons))
        .then(BOTH)
        .when(companies | persons).then(ONE)
        .when(_nameless("") | _nameless("stored_")).then(UNSAID)
        .otherwise(NO)
    )  # fmt: skip


def somebody_else() -> pl.Expr:
    """A row without number and the only customer with its e-mail address: too different to be the same."""
    company, stored_company = pl.col("company_key").is_not_null(), pl.col("stored_company_key").is_not_null()
    person, stored_person = pl.col("person_key").is_not_null(), pl.col("stored_person_key").is_not_null()
    other_kind = (company & ~stored_company & stored_person) | (~company & person & stored_company)
    same_company = (pl.col("company_key") == pl.col("stored_company_key")).fill_null(value=False)
    return other_kind | (_other_person() & ~same_company)


def renamed() -> pl.Expr:
    """A name that both sides have differs."""
    other_company = pl.col("company_key") != pl.col("stored_company_key")
    return other_company.fill_null(value=False) | (_differs("lastname") | _differs("firstname")) & ~_swapped()


def other_name() -> pl.Expr:
    """Another last name and another first name, or another company name: what the loss budget counts."""
    other_company = (pl.col("company_key") != pl.col("stored_company_key")).fill_null(value=False)
    return (_differs("lastname") & _differs("firstname")) | other_company


def _other_person() -> pl.Expr:
    return _differs("lastname") & _differs("firstname") & ~_swapped()


def _same_person() -> pl.Expr:
    """Null where one side has no person's name. A part that only one side has does not contradict."""
    whole = pl.col("person_key") == pl.col("stored_person_key")
    parts = [pl.col(f"{name}_key") == pl.col(f"stored_{name}_key") for name in ("lastname", "firstname")]
    some = pl.any_horizontal(parts) & pl.all_horizontal(part.fill_null(value=True) for part in parts)
    return pl.when(whole.is_not_null()).then(whole | some.fill_null(value=False))


def _swapped() -> pl.Expr:
    return (pl.col("person_key") == pl.col("stored_person_key")).fill_null(value=False)


def _differs(name: str) -> pl.Expr:
    return (pl.col(f"{name}_key") != pl.col(f"stored_{name}_key")).fill_null(value=False)


def _nameless(side: str) -> pl.Expr:
    return pl.col(f"{side}company_key").is_null() & pl.col(f"{side}person_key").is_null()


def _full_name(side: str) -> pl.Expr:
    return pl.concat_str(f"{side}firstname", f"{side}lastname", separator=" ", ignore_nulls=True)
