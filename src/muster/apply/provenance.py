"""For each value of a customer: which import, file and line set it, when, and what it was before; and all that befell it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from muster.apply.columns import each
from muster.apply.edit import NoSuchCustomer
from muster.model.fields import BIT, NAMES
from muster.store import Database, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who set a value. `kind` is the import's (state.Kind); an edit by hand names the person in `started_by`.

    `file` and `line` are null for what was done by hand, and for undos. `created`: the value came with the customer;
    then there is no `before`. `undoes` is the import that an undo took back. What follows is with the import's files
    (`customers/origins.py`): the file's name, source and sheet, the `code` of the repair that rebuilt the value, and who
    typed it in the import's page.
    """

    import_id: int | None
    kind: str | None
    started_by: str | None
    at: datetime | None
    file: int | None
    line: int | None
    created: bool
    before: str | None = None
    undoes: int | None = None
    file_name: str | None = None
    file_source: str | None = None
    sheet: str | None = None
    code: str | None = None
    typed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that befell a customer as a whole. `what`: create, update, delete, or return (a deletion taken back).

    `fields` (Field.name) are those that an update changed.
    """

    what: str
    origin: Origin
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A value that a field has or had, and who set it."""

    value: str | None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Everything that is known of a customer's values, the newest first: `held` by Field.name, and the events."""

    held: Mapping[str, Sequence[Held]]
    events: Sequence[Event]


def past(database: Database, environment_id: int, customer_id: int) -> Past:
    """The present and earlier values of the twelve fields, and how they came. Raises NoSuchCustomer."""
    values = {"customer_id": customer_id, "environment_id": environment_id}
    created = database.fetch(database.statement("muster.apply", "creation_of", names=each("c.{name}")), values)
    if not created:
        raise NoSuchCustomer(customer_id)
    creation, present = _origin(created[0][:7], created=True), created[0][7:]
    changes = database.fetch(
        database.statement("muster.apply", "changes_of", before_names=each("x.before_{name}")), values
    )
    return Past(
        held={
            name: tuple(_held(name, position, present[position], changes, creation))
            for position, name in enumerate(NAMES)
        },
        events=tuple(_events(changes, creation)),
    )


def provenance(database: Database, environment_id: int, customer_id: int) -> Mapping[str, Origin]:
    """The origin of each of the twelve fields, by Field.name. Raises NoSuchCustomer."""
    return {name: held[0].origin for name, held in past(database, environment_id, customer_id).held.items()}


def _held(
    name: str, position: int, present: str | None, changes: Sequence[tuple[Any, ...]], creation: Origin
) -> Iterator[Held]:
    """The values of one field, the newest first: what was before one change is what an earlier one made of it."""
    value = present
    for row in changes:
        facts, what, changed, before = row[:7], row[7], row[8], row[9:]
        if what == "update" and changed & BIT[name]:
            yield Held(value=value, origin=_origin(facts, created=False, before=before[position]))
            value = before[position]
    yield Held(value=value, origin=creation)


def _events(changes: Sequence[tuple[Any, ...]], creation: Origin) -> Iterator[Event]:
    for row in changes:
        what = "return" if row[7] == "create" else row[7]
        fields = tuple(name for name in NAMES if row[8] & BIT[name]) if what == "update" else ()
        yield Event(what=what, origin=_origin(row[:7], created=False), fields=fields)
    yield Event(what="create", origin=creation)


def _origin(facts: tuple[Any, ...], *, created: bool, before: str | None = None) -> Origin:
    import_id, kind, started_by, at, file, line, undoes = facts
    return Origin(
        import_id=import_id, kind=kind, started_by=started_by, at=moment(at), file=file, line=line, created=created,
        before=before, undoes=undoes,
    )  # fmt: skip
