"""One customer at a time, by hand: create, edit, merge, delete. Kept as imports, through the same door, undoable alike."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from muster.apply.columns import each
from muster.apply.door import Stale, write
from muster.apply.state import Request, insert_import
from muster.apply.undo import delete_stepped, drop_steps, end_at_once, make_steps, remember_aliases
from muster.model.fields import BIT, NAMES
from muster.model.keys import email_key, name_key, number_key
from muster.model.outcome import State, Totals
from muster.store import Database, fault

Values = Mapping[str, str | None]

NOBODY: Final = 0
"""The id of no customer."""


class NoSuchCustomer(LookupError):
    """There is no such customer in this environment."""


class NumberTaken(ValueError):
    """Another customer has this number. Nothing was written."""


class _Unchanged(Exception):
    """Nothing differs, so nothing is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A customer that was created by hand."""

    import_id: int
    customer_id: int


def create(database: Database, request: Request, values: Values) -> Created:
    """Make a customer of values (Field.name) in stored form. Raises NumberTaken or StoreError; then nothing was written."""

    def step(version: int) -> Created:
        filled = {name: values.get(name) for name in NAMES}
        _check_number(database, request.environment_id, NOBODY, filled["number"])
        import_id = insert_import(database, request, state=State.APPLYING, version=version - 1)
        row = {**filled, **_keys(filled), "environment_id": request.environment_id, "import_id": import_id}
        [(customer_id,)] = database.fetch(_sql(database, "create"), row)
        end_at_once(database, import_id, State.DONE, Totals(rows=1, created=1))
        return Created(import_id=import_id, customer_id=customer_id)

    return write(database, request.environment_id, step)


def edit(
    database: Database, request: Request, customer_id: int, values: Values, *, seen_version: int | None = None
) -> int | None:
    """Give fields (Field.name) of a customer new values in stored form; None deletes. The import's id.

    None is returned if nothing differs. With `seen_version` the edit is refused (Stale) if the customer was written
    since it had that version. Raises NoSuchCustomer, NumberTaken or StoreError; then nothing was written.
    """

    def step(version: int) -> int:
        stored = _stored(database, request.environment_id, customer_id)
        _check_seen(stored, seen_version)
        after = {name: values.get(name, stored[name]) for name in NAMES}
        if after == {name: stored[name] for name in NAMES}:
            raise _Unchanged
        import_id = insert_import(database, request, state=State.APPLYING, version=version - 1)
        _write_values(database, request.environment_id, import_id, version, stored, after)
        end_at_once(database, import_id, State.DONE, Totals(rows=1, updated=1))
        return import_id

    try:
        return write(database, request.environment_id, step)
    except _Unchanged:
        return None


def merge(
    database: Database,
    request: Request,
    *,
    stays: int,
    goes: int,
    take: Collection[str] = (),
    seen_versions: tuple[int | None, int | None] = (None, None),
) -> int:
    """Make one customer of two: `stays` takes the fields `take` (Field.name) from `goes`, which is deleted.

    A number that is no longer anybody's leads to the customer that stays from now on. The import's id. With
    `seen_versions` of the two the merge is refused (Stale) if one was written since. Raises NoSuchCustomer, ValueError
    for a customer with itself, or StoreError; then nothing was written.
    """
    if stays == goes:
        raise ValueError("a customer cannot be merged with itself")

    def step(version: int) -> int:
        staying = _stored(database, request.environment_id, stays)
        going = _stored(database, request.environment_id, goes)
        for seen, customer in zip(seen_versions, (staying, going), strict=True):
            _check_seen(customer, seen)
        import_id = insert_import(database, request, state=State.APPLYING, version=version - 1)
        _delete(database, import_id, version, [goes])
        after = {name: (going if name in take else staying)[name] for name in NAMES}
        _write_values(database, request.environment_id, import_id, version, staying, after)
        remember_aliases(database, import_id, import_id)
        end_at_once(database, import_id, State.DONE, Totals(rows=2, updated=2))
        return import_id

    return write(database, request.environment_id, step)


def delete(database: Database, request: Request, customer_ids: Collection[int]) -> int:
    """Delete customers. The import's id. Raises NoSuchCustomer or StoreError; then nothing was written."""
    wanted = sorted(set(customer_ids))

    def step(version: int) -> int:
        for customer_id in wanted:
            _stored(database, request.environment_id, customer_id)
        import_id = insert_import(database, request, state=State.APPLYING, version=version - 1)
        _delete(database, import_id, version, wanted)
        end_at_once(database, import_id, State.DONE, Totals(rows=len(wanted), updated=len(wanted)))
        return import_id

    return write(database, request.environment_id, step)


def _stored(database: Database, environment_id: int, customer_id: int) -> dict[str, object]:
    values = {"environment_id": environment_id, "customer_id": customer_id}
    rows = database.fetch(_sql(database, "stored"), values)
    if not rows:
        raise NoSuchCustomer(customer_id)
    return dict(zip(("id", "version", *NAMES), rows[0], strict=True))


def _check_seen(stored: Mapping[str, object], version: int | None) -> None:
    if version not in (None, stored["version"]):
        raise Stale("The customer was changed in between. Nothing was written.")


def _write_values(
    database: Database,
    environment_id: int,
    import_id: int,
    version: int,
    stored: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    """Journal and write. The journal has a row even if nothing differs: a merge is found by it."""
    if after["number"] != stored["number"]:
        _check_number(database, environment_id, stored["id"], after["number"])
    values = {
        **after,
        "customer_id": stored["id"],
        "import_id": import_id,
        "version": version,
        "changed": sum(BIT[name] for name in NAMES if after[name] != stored[name]),
        **_keys(after),
    }
    database.execute(_sql(database, "journal_values"), values)
    fault("edit-journalled")
    database.execute(_sql(database, "write_values"), values)


def _check_number(database: Database, environment_id: int, customer_id: object, number: object) -> None:
    values = {"environment_id": environment_id, "customer_id": customer_id, "number": number}
    if database.fetch(_sql(database, "number_holder"), values):
        raise NumberTaken("Another customer has this number. Nothing was written.")


def _keys(values: Mapping[str, object]) -> dict[str, object]:
    frame = pl.DataFrame({name: [values[name]] for name in NAMES}, schema=dict.fromkeys(NAMES, pl.String))
    keys = frame.select(
        number_key=number_key(pl.col("number")), email_key=email_key(pl.col("email")), name_key=name_key(frame)
    )
    return keys.row(0, named=True)


def _delete(database: Database, import_id: int, version: int, customer_ids: Collection[int]) -> None:
    make_steps(database)
    steps = pl.DataFrame({"customer_id": sorted(customer_ids)}).with_columns(action=pl.lit("delete"), bits=0)
    database.copy_in("step", steps)
    delete_stepped(database, import_id, version)
    drop_steps(database)


def _sql(database: Database, name: str) -> str:
    return database.statement("muster.apply", name, **_LISTS)


_LISTS: Final = {
    "names": each("{name}"),
    "before_names": each("before_{name}"),
    "after_names": each("after_{name}"),
    "before_values": each("CASE WHEN (%(changed)s & {bit}) <> 0 THEN {name} END"),
    "after_values": each("CASE WHEN (%(changed)s & {bit}) <> 0 THEN %({name})s END"),
    "new_values": each("{name} = %({name})s"),
    "given_values": each("%({name})s"),
}
