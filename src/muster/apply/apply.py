"""The plan goes into the database: all of it, or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from muster.apply.columns import each
from muster.apply.door import Stale, write
from muster.apply.state import Finish, Lease, fence, write_end
from muster.model.fields import BIT, NAME_BITS, NAMES
from muster.model.outcome import Totals
from muster.model.tables import plan_table, staging_table
from muster.store import Database, fault

WAIT_SECONDS: Final = 600
"""Another import is waited for longer than an edit would be: everything but the write is done already."""

KEYS: Final = BIT["number"] | BIT["email"] | BIT["language"] | BIT["country"] | NAME_BITS
"""Fields of which an index holds something."""


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
        told = finish.report.totals
        applied = _write_customers(database, lease.import_id, environment_id, accepted_files, version, told)
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
    database: Database, import_id: int, environment_id: int, files: Sequence[int], version: int, told: Totals
) -> Applied:
    if not files:
        return Applied(created=0, updated=0, version=version)
    names = {
        "staging": staging_table(import_id),
        "plan": plan_table(import_id),
        "files": ", ".join(str(int(file)) for file in files),
    }
    writing = _Writing(
        database=database,
        names=names,
        values={"import_id": import_id, "environment_id": environment_id, "version": version},
    )
    updated = writing.update()
    return Applied(created=writing.insert() if told.created else 0, updated=updated, version=version)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """The statements that write customers. Each reads a million rows, so those with nothing to write are left out."""

    database: Database
    names: Mapping[str, str]
    values: Mapping[str, object]

    def update(self) -> int:
        """Journal and update the customers whose plan changes something; how many."""
        ((planned, keyed),) = self.database.fetch(self._sql("planned_updates", keys=str(KEYS)))
        if not planned:
            return 0
        self._execute(
            "journal",
            before_names=each("before_{name}"),
            after_names=each("after_{name}"),
            before_values=each("CASE WHEN (p.changed & {bit}) <> 0 THEN c.{name} END"),
            after_values=each("CASE WHEN (p.changed & {bit}) <> 0 THEN s.{name} END"),
        )
        fault("journalled")
        updated = sum(
            self._execute("update", changed_values=_changed_values(fields), which=which)
            for fields, which in _ways(self.database, planned, keyed)
        )
        fault("updated")
        return updated

    def insert(self) -> int:
        """Insert a customer for each staged row that the plan does not name; how many."""
        has_plan = self.database.fetch(self._sql("any_planned"))
        created = self._execute(
            "insert" if has_plan else "insert_all", names=each("{name}"), staged_values=each("s.{name}")
        )
        fault("inserted")
        return created

    def _execute(self, name: str, **more: str) -> int:
        return self.database.execute(self._sql(name, **more), self.values)

    def _sql(self, name: str, **more: str) -> str:
        return self.database.statement("muster.apply", name, **{**self.names, **more})


def _ways(database: Database, planned: int, keyed: int) -> Iterator[tuple[Iterable[str], str]]:
    """Which fields to lay over which rows of the plan.

    SQLite writes the entries of every index of which a column is named, whether its value changes or not: rows that
    keep what indexes hold go without these, at half the cost. PostgreSQL looks at the values.
    """
    if database.name == "postgresql":
        yield NAMES, "1 = 1"
        return
    if planned > keyed:
        yield (name for name in NAMES if not BIT[name] & KEYS), f"(p.changed & {KEYS}) = 0"
    if keyed:
        yield NAMES, f"(p.changed & {KEYS}) <> 0"


def _changed_values(fields: Iterable[str]) -> str:
    columns = {name: BIT[name] for name in fields}
    keys = {
        "number": ("number_key", BIT["number"]),
        "email": ("email_key", BIT["email"]),
        "company": ("name_key", NAME_BITS),
    }
    columns |= dict(keys[name] for name in columns if name in keys)
    return ", ".join(
        f"{column} = CASE WHEN (p.changed & {bit}) <> 0 THEN s.{column} ELSE c.{column} END"
        for column, bit in columns.items()
    )
