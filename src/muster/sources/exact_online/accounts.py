"""Exact Online's accounts as customers: `open_accounts` reads a kept file of accounts, contacts and addresses.

Who is a person, which address counts and which phone is mobile is settled by `sources.accounts`, as for the XML export.
Every value may be padded (a code to 18 characters, a language to 10), null or missing.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from muster.model.fields import NAMES
from muster.model.options import Options
from muster.sources import accounts
from muster.sources.exact_online.codes import DELETED, DIVISION
from muster.sources.exact_online.fetch import ACCOUNTS
from muster.sources.exact_xml.codes import BLOCKED, ENDED, NO_STATUS, OTHER_STATUS, PROSPECTS, SUSPECTS
from muster.sources.found import violation
from muster.sources.pulled.account_file import (
    AccountFile,
    at,
    batches,
    counted,
    ids,
    notes,
    outdated_lines,
    said,
    shape,
)
from muster.sources.pulled.fetched import about

LABELS: Final = {
    "number": "Code", "email": "Email", "language": "Language", "lastname": "LastName", "firstname": "FirstName",
    "mobile": "Mobile", "company": "Name", "coc": "ChamberOfCommerce", "address": "AddressLine1", "city": "City",
    "zip": "Postcode", "country": "Country",
}  # fmt: skip

LEFT_OUT: Final = {"S": SUSPECTS, "P": PROSPECTS, "A": NO_STATUS}
CUSTOMER: Final = "C"

CONTACT: Final = {
    "contact_prefix": at("$.contact.MiddleName"), "contact_lastname": at("$.contact.LastName"),
    "contact_birth_prefix": at("$.contact.BirthNamePrefix"), "contact_birthname": at("$.contact.BirthName"),
    "contact_firstname": at("$.contact.FirstName"), "contact_fullname": at("$.contact.FullName"),
    "contact_email": pl.coalesce(at("$.contact.Email"), at("$.contact.BusinessEmail")),
    "contact_phone": pl.coalesce(at("$.contact.Phone"), at("$.contact.BusinessPhone")),
    "contact_mobile": pl.coalesce(at("$.contact.Mobile"), at("$.contact.BusinessMobile")),
    "contact_language": at("$.contact.Language"),
}  # fmt: skip
PLACE: Final = {"line1": "AddressLine1", "zip": "Postcode", "city": "City", "country": "Country"}
NOTHING: Final = ("siren", "street", "street_number", "street_suffix")
"""What only the XML export says."""


def open_accounts(path: Path, options: Options) -> AccountFile:
    """A source over a kept file of Exact Online's accounts."""
    known = pl.concat([said(batch, "line", **_identity()) for batch in batches(path)]).filter("is_account")
    outdated = outdated_lines(known)
    known = known.filter(~pl.col("line").is_in(outdated.implode()))
    return AccountFile(
        path=path,
        shape=shape(path, "exact-online", LABELS),
        lay=partial(customers, belonging=_Belonging.of(path), home=options.country),
        outdated=outdated,
        violations=notes([*_left_out(known), *_deleted(path)]),
        is_account=_is("account"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Belonging:
    """What belongs to the accounts of a file: `contacts` by `contact_id`, the address of each by `account_id`."""

    contacts: pl.DataFrame
    addresses: pl.DataFrame

    @classmethod
    def of(cls, path: Path) -> "_Belonging":
        contacts = [
            said(batch.filter(_is("contact")), contact_id=at("$.contact.ID"), **CONTACT) for batch in batches(path)
        ]
        addresses = [said(batch.filter(_is("address")), "line", **_address()) for batch in batches(path)]
        newest = pl.concat(addresses).unique("address_id", keep="last", maintain_order=True)
        ranked = newest.sort("is_filled", "rank", "is_main", "line", descending=[True, False, True, False])
        return cls(
            contacts=pl.concat(contacts).unique("contact_id", keep="last", maintain_order=True),
            addresses=ranked.unique("account_id", keep="first", maintain_order=True),
        )


def customers(batch: pl.DataFrame, belonging: _Belonging, home: str | None) -> pl.DataFrame:
    """Accounts (`line`, `json`) as customers (account_file.Lay). `home` is the environment's country."""
    found = said(
        batch, "line",
        **_identity(),
        name=at("$.account.Name"), email=at("$.account.Email"), phone=at("$.account.Phone"),
        language=at("$.account.Language"), chamber=at("$.account.ChamberOfCommerce"), vat=at("$.account.VATNumber"),
        contact_id=at("$.account.MainContact"),
        **{f"own_{name}": at(f"$.account.{key}") for name, key in PLACE.items()},
    )  # fmt: skip
    joined = found.join(belonging.contacts, on="contact_id", how="left", maintain_order="left").join(
        belonging.addresses, left_on="id", right_on="account_id", how="left", maintain_order="left"
    )
    placed = joined.with_columns(
        **_place(), code="number", **{name: pl.lit(None, dtype=pl.String) for name in NOTHING}
    )  # fmt: skip
    fields = accounts.customers(placed.select(accounts.ACCOUNT), home)
    return found.select("line", "is_customer").hstack(fields.select(NAMES))


def ids_at(path: Path, lines: pl.Series) -> list[str]:
    """The ids of the accounts at these lines of a kept file."""
    return ids(path, lines, at("$.account.ID"))


def _is(entity: str) -> pl.Expr:
    return pl.col("json").str.starts_with(f'{{"{entity}":')


def _identity() -> dict[str, pl.Expr]:
    is_division = at("$.account.Type") == "D"
    return {
        "id": at("$.account.ID"), "number": at("$.account.Code"), "status": at("$.account.Status"),
        "is_account": _is("account"), "is_division": is_division.fill_null(value=False),
        "is_customer": ((at("$.account.Status") == CUSTOMER) & ~is_division.fill_null(value=False)).fill_null(value=False),
        "is_blocked": (at("$.account.Blocked") == "true").fill_null(value=False),
        "is_ended": at("$.account.EndDate").is_not_null(),
    }  # fmt: skip


def _address() -> dict[str, pl.Expr]:
    """An address with its rank, as `accounts.address_rank` has it: INV, POS, VIS, others; delivery comes last."""
    kind = at("$.address.Type").str.to_uppercase()
    order = {name: rank for rank, name in enumerate(accounts.ADDRESS_ORDER)}
    others = len(order)
    return {
        "address_id": at("$.address.ID"), "account_id": at("$.address.Account"),
        "rank": kind.replace_strict({**order, accounts.DELIVERY: others + 1}, default=others, return_dtype=pl.Int64),
        "is_main": (at("$.address.Main") == "true").fill_null(value=False),
        "is_filled": pl.any_horizontal(at(f"$.address.{PLACE[name]}").is_not_null() for name in ("line1", "zip", "city")),
        **{name: at(f"$.address.{key}") for name, key in PLACE.items()},
    }  # fmt: skip


def _place() -> dict[str, pl.Expr]:
    """The best address; the account's own, its visit address, only where no address of the list comes before it."""
    own_filled = pl.any_horizontal(pl.col(f"own_{name}").is_not_null() for name in ("line1", "zip", "city"))
    visit = accounts.ADDRESS_ORDER.index("VIS")
    listed = pl.col("is_filled").fill_null(value=False) & ((pl.col("rank") <= visit) | ~own_filled)
    return {name: pl.when(listed).then(name).otherwise(f"own_{name}") for name in PLACE}


def _left_out(known: pl.DataFrame) -> list[dict[str, object]]:
    others = known.filter(~pl.col("is_division"))
    status = pl.col("status").fill_null("A")
    by_status = [counted(code, others.filter(status == key)) for key, code in LEFT_OUT.items()]
    strange = counted(OTHER_STATUS, others.filter(~status.is_in([*LEFT_OUT, CUSTOMER])))
    divisions = counted(DIVISION, known.filter("is_division"))
    inside = known.filter("is_customer")
    kept = [*counted(BLOCKED, inside.filter("is_blocked")), *counted(ENDED, inside.filter("is_ended"))]
    return [*(note for found in by_status for note in found), *strange, *divisions, *kept]


def _deleted(path: Path) -> list[dict[str, object]]:
    """Only of a pull of changes: after a full one, whoever is missing is listed by number."""
    if about(path).is_full:
        return []
    columns = {"kind": at("$.deleted.EntityType"), "key": at("$.deleted.EntityKey")}
    deleted = pl.concat([said(batch.filter(_is("deleted")), **columns) for batch in batches(path)])
    count = deleted.filter(kind=str(ACCOUNTS))["key"].n_unique()
    return [violation(DELETED, count=count)] if count else []
