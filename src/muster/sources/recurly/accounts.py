"""Recurly's accounts as customers: `open_accounts` reads a kept file of accounts (API v2021-02-25).

Every value may be null or missing. What the account does not say, its billing information may: names as a pair, the
company, the VAT number, the address as one block, so that no street of one place gets the city of another.
"""

from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from muster.model.fields import NAMES
from muster.model.options import Options
from muster.sources.accounts import joined, mobiles
from muster.sources.pulled.account_file import (
    AccountFile,
    at,
    batches,
    counted,
    ids,
    incomplete,
    notes,
    outdated_lines,
    said,
    shape,
    warnings,
)
from muster.sources.pulled.fetched import about
from muster.sources.recurly.codes import BILLED_TO_PARENT, INACTIVE, NAMELESS

LABELS: Final = {
    "number": "code", "email": "email", "language": "preferred_locale", "lastname": "last_name",
    "firstname": "first_name", "mobile": "address.phone", "company": "company", "coc": "vat_number",
    "address": "address.street1", "city": "address.city", "zip": "address.postal_code", "country": "address.country",
}  # fmt: skip

PLACES: Final = {"street1": "street1", "street2": "street2", "city": "city", "zip": "postal_code"}
"""What says where an address is; a country alone does not."""


def open_accounts(path: Path, options: Options) -> AccountFile:
    """A source over a kept file of Recurly's accounts."""
    known = pl.concat([said(batch, "line", **_identity()) for batch in batches(path)])
    outdated = outdated_lines(known)
    known = known.filter(~pl.col("line").is_in(outdated.implode()))
    inactive = known.filter(~pl.col("is_customer"))
    return AccountFile(
        path=path,
        shape=shape(path, "recurly", LABELS),
        lay=partial(customers, home=options.country),
        outdated=outdated,
        violations=notes([*counted(INACTIVE, inactive), *incomplete(about(path), known.height)]),
        warn=_warnings,
    )


def customers(accounts: pl.DataFrame, home: str | None) -> pl.DataFrame:
    """Accounts (`line`, `json`) as customers (account_file.Lay), with `is_child`. `home` is the environment's country."""
    found = said(
        accounts,
        "line",
        **_identity(),
        email=at("$.email"),
        language=at("$.preferred_locale"),
        **_names(),
        company=pl.coalesce(at("$.company"), at("$.billing_info.company")),
        vat=pl.coalesce(at("$.vat_number"), at("$.billing_info.vat_number")),
        phone=at("$.address.phone"),
        is_child=(at("$.bill_to") == "parent").fill_null(value=False),
        **_address(),
    )
    laid = found.with_columns(
        mobile=mobiles(found["phone"], found["country"].str.to_uppercase(), home),
        coc=pl.when(pl.col("company").is_not_null()).then("vat"),
        address=joined(pl.col("street1"), pl.col("street2")),
    )
    return laid.select("line", *NAMES, "is_customer", "is_child")


def ids_at(path: Path, lines: pl.Series) -> list[str]:
    """The ids of the accounts at these lines of a kept file."""
    return ids(path, lines, pl.coalesce(at("$.id"), at("$.code")))


def _identity() -> dict[str, pl.Expr]:
    return {
        "id": pl.coalesce(at("$.id"), at("$.code")),
        "number": at("$.code"),
        "is_customer": (at("$.state") != "inactive").fill_null(value=True),
    }


def _names() -> dict[str, pl.Expr]:
    own_first, own_last = at("$.first_name"), at("$.last_name")
    named = own_first.is_not_null() | own_last.is_not_null()
    return {
        "firstname": pl.when(named).then(own_first).otherwise(at("$.billing_info.first_name")),
        "lastname": pl.when(named).then(own_last).otherwise(at("$.billing_info.last_name")),
    }


def _address() -> dict[str, pl.Expr]:
    """The account's address if it says where, else that of its billing information; one block, never mixed."""
    placed = pl.any_horizontal(at(f"$.address.{key}").is_not_null() for key in PLACES.values())
    billed = pl.any_horizontal(at(f"$.billing_info.address.{key}").is_not_null() for key in PLACES.values())
    own = placed | ~billed
    return {
        name: pl.when(own).then(at(f"$.address.{key}")).otherwise(at(f"$.billing_info.address.{key}"))
        for name, key in {**PLACES, "country": "country"}.items()
    }


def _warnings(customers: pl.DataFrame) -> pl.DataFrame:
    nameless = pl.all_horizontal(pl.col(name).is_null() for name in ("lastname", "firstname", "company"))
    return pl.concat([
        warnings(NAMELESS, customers.filter(nameless)),
        warnings(BILLED_TO_PARENT, customers.filter("is_child")),
    ])  # fmt: skip
