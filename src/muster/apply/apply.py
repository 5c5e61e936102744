"""The plan goes into the database: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from muster.apply.columns import each
from muster.apply.door import Stale, write
from muster.apply.state import Finish, Lease, fence, write_end
from muster.model.fields import BIT
from muster.model.tables import plan_table, staging_table
from muster.store import Database, fault

WAIT_SECONDS: Final = 600
"""Another import is waited for longer than an edit would be: everything but the write is done already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What was written. `version` is the environment's from now on."""

    created: int
    updated: int
    version: int


class Miscounted(Exception):
    """The database wrote other numbers of customers than the report says. This is a mistake in Muster."""


def apply(
    database: Database,
    lease: Lease,
    *,
    environment_id: int,
    accepted_files: Sequence[int],
    planned_version: int,
    finish: Finish,
) -> Applied:
    """Write the import's plan, its journal, its end and its messages in one transaction.

    The import is in state `applying` (`state.begin_applying`), its staging is indexed and its plan made.
    `accepted_files` are the 1-based files of which rows go in; staged rows that are `rejected`, and rows that the plan
    names, are not created. `planned_version` is the environment's version when the plan was begun. `finish.report` has
    the numbers that the user was told; what is written must be equal.

    Raises Stale (the customers changed since, or the staging is gone: `state.begin_again`, plan anew), Fenced, Miscounted or StoreError; then
    nothing was written.
    """

    def step(version: int) -> Applied:
        applied = _write_customers(database, lease.import_id, environment_id, accepted_files, version)
        told = finish.report.totals
        if (told.created, told.updated) != (applied.created, applied.updated):
            raise Miscounted(
                f"{applied.created} created and {applied.updated} updated, but the plan says {told.created} and"
                f" {told.updated}. Nothing was written."
            )
        write_end(database, lease, finish)
        return applied

    if accepted_files:
        if not database.open_staging(lease.import_id):
            raise Stale("The plan's working tables are gone. Nothing was written.")
        database.analyze(plan_table(lease.import_id))
    return write(
        database,
        environment_id,
        step,
        before=lambda: fence(database, lease),
        planned_version=planned_version,
        wait_seconds=WAIT_SECONDS,
    )


def _write_customers(
    database: Database, import_id: int, environment_id: int, files: Sequence[int], version: int
) -> Applied:
    if not files:
        return Applied(created=0, updated=0, version=version)
    names = {
        "staging": staging_table(import_id),
        "plan": plan_table(import_id),
        "files": ", ".join(str(int(file)) for file in files),
        "names": each("{name}"),
        "staged_values": each("s.{name}"),
        "before_names": each("before_{name}"),
        "after_names": each("after_{name}"),
        "before_values": each("CASE WHEN (p.changed & {bit}) <> 0 THEN c.{name} END"),
        "after_values": each("CASE WHEN (p.changed & {bit}) <> 0 THEN s.{name} END"),
        "changed_values": _changed_values(),
    }
    values = {"import_id": import_id, "environment_id": environment_id, "version": version}
    database.execute(database.statement("muster.apply", "journal", **names), values)
    fault("journalled")
    updated = database.execute(database.statement("muster.apply", "update", **names), values)
    fault("updated")
    created = database.execute(database.statement("muster.apply", "insert", **names), values)
    fault("inserted")
    return Applied(created=created, updated=updated, version=version)


def _changed_values() -> str:
    values = each("{name} = CASE WHEN (p.changed & {bit}) <> 0 THEN s.{name} ELSE c.{name} END")
    keys = (
        f"{key} = CASE WHEN (p.changed & {bit}) <> 0 THEN s.{key} ELSE c.{key} END"
        for key, bit in (("number_key", BIT["number"]), ("email_key", BIT["email"]))
    )
    return ", ".join((values, *keys))
