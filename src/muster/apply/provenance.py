"""For each value of a customer: which import, file and line set it, when, and what it was before."""

from collections.abc import Mapping
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

    `file` and `line` are null for edits, merges and undos. `created`: the value came with the customer; then there is
    no `before`.
    """

    import_id: int | None
    kind: str | None
    started_by: str | None
    at: datetime | None
    file: int | None
    line: int | None
    created: bool
    before: str | None = None


def provenance(database: Database, environment_id: int, customer_id: int) -> Mapping[str, Origin]:
    """The origin of each of the twelve fields, by Field.name. Raises NoSuchCustomer."""
    values = {"customer_id": customer_id, "environment_id": environment_id}
    created = database.fetch(database.statement("muster.apply", "creation_of"), values)
    if not created:
        raise NoSuchCustomer(customer_id)
    origins = dict.fromkeys(NAMES, _origin(created[0], created=True))
    changes_of = database.statement("muster.apply", "changes_of", before_names=each("x.before_{name}"))
    for row in database.fetch(changes_of, values):
        facts, changed, before = row[:6], row[6], row[7:]
        for name, value in zip(NAMES, before, strict=True):
            if changed & BIT[name]:
                origins[name] = _origin(facts, created=False, before=value)
    return origins


def _origin(facts: tuple[Any, ...], *, created: bool, before: str | None = None) -> Origin:
    import_id, kind, started_by, at, file, line = facts
    return Origin(
        import_id=import_id, kind=kind, started_by=started_by, at=moment(at), file=file, line=line, created=created,
        before=before,
    )  # fmt: skip
