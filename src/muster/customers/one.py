"""One customer: what is stored, where each value came from, and changing it by hand.

Values typed by hand are cleaned and judged by the same rules as a file's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from muster.apply import edit, provenance
from muster.apply.edit import NoSuchCustomer
from muster.apply.environments import Environment
from muster.apply.provenance import Event, Held, Origin
from muster.apply.state import Kind, Request
from muster.customers import origins
from muster.customers.typed import judge
from muster.model.fields import NAMES
from muster.model.keys import email_key, number_key
from muster.model.tables import MAX_ID
from muster.store import Database

BY_ID: Final = "id:"
"""How a customer without a number is named: `id:42`."""

ALIKE: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A stored customer: its values by Field.name; `version` goes up whenever one changes."""

    id: int
    version: int
    values: Mapping[str, str | None]

    @property
    def is_company(self) -> bool:
        """A customer with a company name is a company, any other a person."""
        return self.values["company"] is not None

    @property
    def name(self) -> str:
        """What people call it: company or person, else its address or number."""
        person = " ".join(part for part in (self.values["firstname"], self.values["lastname"]) if part)
        return self.values["company"] or person or self.values["email"] or self.values["number"] or f"{BY_ID}{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is known of a customer. `held`: Field.name → its values, the present one first, each with its origin.

    `events` are what befell it, the newest first; `earlier_numbers` lead to it since others were merged into it.
    """

    customer: Customer
    held: Mapping[str, Sequence[Held]]
    events: Sequence[Event]
    earlier_numbers: Sequence[str]

    @property
    def origins(self) -> Mapping[str, Origin]:
        """Who set the present value of each field, by Field.name."""
        return {name: held[0].origin for name, held in self.held.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What typing came to. `import_id` is None where nothing was written: an error, or nothing differed."""

    import_id: int | None
    violations: pl.DataFrame
    customer_id: int | None = None

    @property
    def is_refused(self) -> bool:
        return bool((self.violations["severity"] == "error").any())


def find(database: Database, environment: Environment, name: str) -> Known:
    """The customer with this number (also one that was merged away), or `id:` and its id. Raises NoSuchCustomer."""
    return known(database, environment, identify(database, environment, name))


def known(database: Database, environment: Environment, customer_id: int) -> Known:
    """All that is known of a customer. Raises NoSuchCustomer."""
    customer = by_id(database, environment, customer_id)
    past = origins.completed(database, provenance.past(database, environment.id, customer_id))
    numbers = database.fetch(_sql(database, "earlier_numbers"), {"id": customer_id})
    return Known(
        customer=customer, held=past.held, events=past.events, earlier_numbers=tuple(number for (number,) in numbers)
    )


def by_id(database: Database, environment: Environment, customer_id: int) -> Customer:
    """What is stored of a customer. Raises NoSuchCustomer."""
    if customer_id > MAX_ID:
        raise NoSuchCustomer(customer_id)
    selected = _sql(database, "values", names=", ".join(NAMES))
    for number, version, *values in database.fetch(selected, {"environment": environment.id, "id": customer_id}):
        return Customer(id=number, version=version, values=dict(zip(NAMES, values, strict=True)))
    raise NoSuchCustomer(customer_id)


def identify(database: Database, environment: Environment, name: str) -> int:
    """The id of the customer that `name` names. Raises NoSuchCustomer."""
    for way in ("by_number", "by_earlier_number"):
        for (customer_id,) in database.fetch(_sql(database, way), {"environment": environment.id, "number": name}):
            return int(customer_id)
    digits = name.removeprefix(BY_ID)
    if name.startswith(BY_ID) and digits.isascii() and digits.isdigit():
        return by_id(database, environment, int(digits)).id
    raise NoSuchCustomer(name)


def alike(database: Database, environment: Environment, values: Mapping[str, str | None]) -> list[Customer]:
    """Customers that may be the one with these values (stored form): the same address, or a number that looks the same."""
    frame = pl.DataFrame({name: [values[name]] for name in ("email", "number")}, schema_overrides=_TEXTS)
    keys = frame.select(email_key=email_key(pl.col("email")), number_key=number_key(pl.col("number")))
    wanted = {"environment": environment.id, "count": ALIKE, **keys.row(0, named=True)}
    return [by_id(database, environment, number) for (number,) in database.fetch(_sql(database, "alike"), wanted)]


def create(database: Database, environment: Environment, request: Request, given: Mapping[str, str]) -> Edited:
    """Make a customer of what a person typed (Field.name → text), examined as a row of a file would be.

    An error refuses it. Raises NumberTaken or StoreError.
    """
    judged = judge(database, environment, given, None)
    if judged.is_refused:
        return Edited(import_id=None, violations=judged.violations)
    created = edit.create(database, request, judged.values)
    return Edited(import_id=created.import_id, customer_id=created.customer_id, violations=judged.violations)


def change(
    database: Database,
    environment: Environment,
    request: Request,
    customer_id: int,
    given: Mapping[str, str],
    *,
    seen_version: int | None = None,
) -> Edited:
    """Give fields (Field.name) the values that a person typed; "" deletes.

    They are examined as a row of a file would be, together with what is stored. An error refuses the whole edit; the
    violations' `field` says where. Raises NoSuchCustomer, NumberTaken, Stale (`seen_version` is no longer the
    customer's) or StoreError.
    """
    stored = by_id(database, environment, customer_id)
    judged = judge(database, environment, given, stored.values)
    if judged.is_refused:
        return Edited(import_id=None, customer_id=customer_id, violations=judged.violations)
    version = stored.version if seen_version is None else seen_version
    import_id = edit.edit(database, request, customer_id, judged.values, seen_version=version)
    return Edited(import_id=import_id, customer_id=customer_id, violations=judged.violations)


def merge(
    database: Database,
    request: Request,
    *,
    stays: int,
    goes: int,
    take: Collection[str] = (),
    seen_versions: tuple[int | None, int | None] = (None, None),
) -> int:
    """Make one customer of two; see `apply.edit.merge`."""
    return edit.merge(database, request, stays=stays, goes=goes, take=take, seen_versions=seen_versions)


def delete(database: Database, request: Request, customer_ids: Collection[int]) -> int:
    """Delete customers; see `apply.edit.delete`."""
    return edit.delete(database, request, customer_ids)


def by_hand(
    environment: Environment, kind: Kind, *, person: str, language: str = "en", user_id: int | None = None
) -> Request:
    """What the history says of a change by hand."""
    return Request(environment_id=environment.id, kind=kind, started_by=person, language=language, user_id=user_id)


def _sql(database: Database, name: str, **names: str) -> str:
    return database.statement("muster.customers", name, **names)


_TEXTS: Final = {"email": pl.String, "number": pl.String}
