"""One customer: what is stored, where each value came from, and changing it by hand.

Values typed by hand are cleaned and judged by the same rules as a file's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from muster import rules
from muster.apply import edit, provenance
from muster.apply.edit import NoSuchCustomer
from muster.apply.environments import Environment
from muster.apply.provenance import Origin
from muster.apply.state import Kind, Request
from muster.model.fields import NAMES
from muster.store import Database

BY_ID: Final = "id:"
"""How a customer without a number is named: `id:42`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A stored customer: values and origins by Field.name, and the files that `origins` speak of."""

    id: int
    values: Mapping[str, str | None]
    origins: Mapping[str, Origin]
    file_names: Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What an edit came to. `import_id` is None where nothing was written: an error, or nothing differed."""

    import_id: int | None
    violations: pl.DataFrame

    @property
    def is_refused(self) -> bool:
        return bool((self.violations["severity"] == "error").any())


def find(database: Database, environment: Environment, name: str) -> Customer:
    """The customer with this number (also one that was merged away), or `id:` and its id. Raises NoSuchCustomer."""
    found = identify(database, environment, name)
    selected = _sql(database, "values", names=", ".join(NAMES))
    [values] = database.fetch(selected, {"environment": environment.id, "id": found})
    origins = provenance.provenance(database, environment.id, found)
    return Customer(
        id=found,
        values=dict(zip(NAMES, values, strict=True)),
        origins=origins,
        file_names=_file_names(database, origins),
    )


def identify(database: Database, environment: Environment, name: str) -> int:
    """The id of the customer that `name` names. Raises NoSuchCustomer."""
    rows = database.fetch(_sql(database, "by_number"), {"environment": environment.id, "number": name})
    digits = name.removeprefix(BY_ID)
    if not rows and name.startswith(BY_ID) and digits.isascii() and digits.isdigit():
        rows = database.fetch(_sql(database, "by_id"), {"environment": environment.id, "id": int(digits)})
    if not rows:
        raise NoSuchCustomer(name)
    return int(rows[0][0])


def change(
    database: Database, environment: Environment, request: Request, customer_id: int, given: Mapping[str, str]
) -> Edited:
    """Give fields (Field.name) the values that a person typed; "" deletes.

    They are examined as a row of a file would be, together with what is stored. An error refuses the whole edit; the
    violations' `field` says where. Raises NoSuchCustomer, NumberTaken or StoreError.
    """
    selected = _sql(database, "values", names=", ".join(NAMES))
    rows = database.fetch(selected, {"environment": environment.id, "id": customer_id})
    if not rows:
        raise NoSuchCustomer(customer_id)
    typed = dict(zip(NAMES, rows[0], strict=True)) | {name: value or None for name, value in given.items()}
    examined = rules.examine(
        pl.DataFrame({"line": [1], "end_line": [1], **{name: [typed[name]] for name in NAMES}}).cast(
            dict.fromkeys(NAMES, pl.String)
        ),
        rules.Context(file=1, columns={}, country=environment.country),
    )
    found = examined.violations.filter(pl.col("field").is_in(list(given)) | pl.col("field").is_null())
    if (found["severity"] == "error").any():
        return Edited(import_id=None, violations=found)
    stored = examined.rows.row(0, named=True)
    values = {name: stored[name] for name in given}
    return Edited(import_id=edit.edit(database, request, customer_id, values), violations=found)


def merge(database: Database, request: Request, *, stays: int, goes: int, take: Collection[str] = ()) -> int:
    """Make one customer of two; see `apply.edit.merge`."""
    return edit.merge(database, request, stays=stays, goes=goes, take=take)


def delete(database: Database, request: Request, customer_ids: Collection[int]) -> int:
    """Delete customers; see `apply.edit.delete`."""
    return edit.delete(database, request, customer_ids)


def by_hand(environment: Environment, kind: Kind, *, person: str, language: str = "en") -> Request:
    """What the history says of a change by hand."""
    return Request(environment_id=environment.id, kind=kind, started_by=person, language=language)


def _file_names(database: Database, origins: Mapping[str, Origin]) -> dict[tuple[int, int], str]:
    imports = {origin.import_id for origin in origins.values() if origin.import_id is not None}
    if not imports:
        return {}
    listed = ", ".join(str(number) for number in sorted(imports))
    rows = database.fetch(_sql(database, "file_names", imports=listed))
    return {(import_id, position): name for import_id, position, name in rows}


def _sql(database: Database, name: str, **names: str) -> str:
    return database.statement("muster.customers", name, **names)
