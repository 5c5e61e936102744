"""Taking an import back, field by field. It is an import itself, so that undoing the undo is doing it again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

import polars as pl

from muster.apply.columns import any_of, each, either
from muster.apply.door import write
from muster.apply.state import Kind, Lease, Message, Request, fence, insert_import, send
from muster.model.fields import BIT, NAME_BITS
from muster.model.keys import email_key, name_key, number_key
from muster.model.outcome import State, Totals
from muster.store import WAIT_SECONDS, Database, fault, moment

UNDO_DAYS: Final = 30
"""How long an import can be undone, unless the environment's settings say `undo_days`."""

JOURNAL_DAYS: Final = 365
"""How long the journal keeps values, unless the environment's settings say `keep_journal_days`."""

KEYED: Final = ("email", "number", "company", "lastname", "firstname")
"""Fields of which comparison keys are made."""

KEPT: Final[dict[str, pl.DataType]] = {
    "customer_id": pl.Int64(),
    "number": pl.String(),  # the customer's number now
    "file": pl.Int64(),  # where the undone import's row stands
    "line": pl.Int64(),
    "field": pl.String(),  # Field.name; null where the whole customer is meant
    "code": pl.String(),  # UND001 … UND004
}
"""Schema of what an undo left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How many customers were restored, deleted and brought back, and what stays as it is (KEPT)."""

    import_id: int | None  # None of a dry run
    restored: int
    deleted: int
    returned: int
    kept: pl.DataFrame


class NotUndoable(Exception):
    """This import cannot be undone: it wrote nothing, or it is undone already."""


class TooLate(Exception):
    """The time in which this import could be undone is over, or the values before it are not kept any more."""


class _Previewed(Exception):
    """Carries what an undo would do out of the transaction, which is rolled back."""

    def __init__(self, undone: Undone) -> None:
        super().__init__()
        self.undone = undone


def undo(
    database: Database,
    request: Request,
    undone_id: int,
    *,
    dry_run: bool = False,
    tell: Callable[[State], Sequence[Message]] = lambda _state: (),
    claimed: Lease | None = None,
    wait_seconds: int = WAIT_SECONDS,
) -> Undone:
    """Take back what import `undone_id` wrote, in one transaction, as a new import of kind undo.

    A value goes back to what it was where it is still what the import made of it; a customer that the import created
    is deleted if it is still as it was created and nothing was merged into it; one that it deleted comes back with its
    id. All else is kept and listed. The new import is done, or partial if something was kept, and `tell` gives the
    messages about that. With `dry_run` nothing is written and the answer is what would happen. `claimed` is an import of
    kind undo that was opened before and is being applied. Another write is waited for as long as `wait_seconds`.

    Raises LookupError, NotUndoable, TooLate, Fenced or StoreError; then nothing was written.
    """

    def step(version: int) -> Undone:
        redoes = check_undoable(database, request.environment_id, undone_id)
        import_id = _open(database, replace(request, undoes_id=undone_id), version - 1, claimed)
        undone = _take_back(database, import_id, undone_id, request.environment_id, version)
        state = _settle_history(database, import_id, undone, undone_id, redoes)
        send(database, import_id, tell(state))
        if dry_run:
            raise _Previewed(replace(undone, import_id=None))
        return undone

    try:
        before = partial(fence, database, claimed) if claimed else None
        return write(database, request.environment_id, step, before=before, wait_seconds=wait_seconds)
    except _Previewed as previewed:
        return previewed.undone


def _open(database: Database, request: Request, version: int, claimed: Lease | None) -> int:
    """The undo's own row, made now or taken up."""
    if claimed is None:
        return insert_import(database, request, state=State.APPLYING, version=version)
    database.execute(_sql(database, "keep_version"), {"import_id": claimed.import_id, "version": version})
    return claimed.import_id


def make_steps(database: Database) -> None:
    """The working tables of one transaction that says for each customer what happens to it."""
    database.execute(_sql(database, "make_steps"))
    database.execute(_sql(database, "make_step_keys"))


def drop_steps(database: Database) -> None:
    """What `make_steps` made."""
    database.execute(_sql(database, "drop_steps"))
    database.execute(_sql(database, "drop_step_keys"))


def delete_stepped(database: Database, import_id: int, version: int) -> None:
    """Journal and delete the customers whose step says so."""
    values = {"import_id": import_id, "version": version}
    database.execute(_sql(database, "journal_deleted"), values)
    database.execute(_sql(database, "delete"))


def remember_aliases(database: Database, import_id: int, merge_id: int) -> None:
    """The numbers that merge `merge_id` took away lead to the customer that stayed; noted as done by `import_id`."""
    database.execute(_sql(database, "remember_aliases"), {"import_id": import_id, "merge": merge_id})


def end_at_once(database: Database, import_id: int, state: State, totals: Totals) -> None:
    """End an import within the transaction that opened it."""
    values = {"import_id": import_id, "state": state, "totals": json.dumps(asdict(totals))}
    database.execute(_sql(database, "end_at_once"), values)


def check_undoable(database: Database, environment_id: int, undone_id: int) -> int | None:
    """The import that this one undid itself, if any. Raises LookupError, NotUndoable or TooLate."""
    values = {"import_id": undone_id, "environment_id": environment_id}
    rows = database.fetch(_sql(database, "import_to_undo"), values)
    if not rows:
        raise LookupError(f"there is no import {undone_id}")
    state, undoes_id, settings, finished_at, now = rows[0]
    if state not in {State.DONE, State.PARTIAL}:
        raise NotUndoable(f"Import {undone_id} is {state}: there is nothing to undo.")
    days = json.loads(settings).get("undo_days", UNDO_DAYS)
    if _is_forgotten(database, undone_id):
        raise TooLate(f"The values before import {undone_id} are not kept any more.")
    finished, today = moment(finished_at), moment(now)
    if finished and today and today - finished > timedelta(days=days):
        raise TooLate(f"Import {undone_id} is more than {days} days old and can no longer be undone.")
    return None if undoes_id is None else int(undoes_id)


def _is_forgotten(database: Database, import_id: int) -> bool:
    """Whether the journal has no values any more of an import, or of one that it undid: these are needed to do it again."""
    found: int | None = import_id
    while found is not None:
        [(_kind, found, forgotten_at)] = database.fetch(_sql(database, "lineage"), {"import_id": found})
        if forgotten_at is not None:
            return True
    return False


def _take_back(database: Database, import_id: int, undone_id: int, environment_id: int, version: int) -> Undone:
    values = {"import_id": import_id, "undone": undone_id, "environment_id": environment_id, "version": version}
    make_steps(database)
    database.execute(_sql(database, "forget_aliases"), values)
    for origin in ("updates", "returns", "deletions", "creations"):
        database.execute(_sql(database, f"back_from_{origin}"), values)
    while database.execute(_sql(database, "leave_taken_numbers"), values):
        pass
    _keys_that_return(database, undone_id)
    database.execute(_sql(database, "journal_restored"), values)
    database.execute(_sql(database, "journal_returned"), values)
    fault("undo-journalled")
    delete_stepped(database, import_id, version)
    fault("undo-deleted")
    database.execute(_sql(database, "free_numbers"))
    database.execute(_sql(database, "restore"), values)
    database.execute(_sql(database, "return"), values)
    fault("undo-restored")
    [(restored, deleted, returned, _all)] = database.fetch(_sql(database, "outcome"))
    kept = _kept(database)
    drop_steps(database)
    return Undone(import_id=import_id, restored=restored, deleted=deleted, returned=returned, kept=kept)


def _keys_that_return(database: Database, undone_id: int) -> None:
    schema = {"customer_id": pl.Int64, **dict.fromkeys(KEYED, pl.String)}
    for frame in database.frames(_sql(database, "values_that_return"), {"undone": undone_id}, schema):
        keys = frame.select(
            "customer_id", email_key=email_key(pl.col("email")), number_key=number_key(pl.col("number")),
            name_key=name_key(frame),
        )  # fmt: skip
        database.copy_in("step_key", keys)


def _kept(database: Database) -> pl.DataFrame:
    """One row per value that stays, or per customer that stays as a whole."""
    schema = {name: dtype for name, dtype in KEPT.items() if name != "field"} | {"kept": pl.Int64()}
    found = database.frame(_sql(database, "kept"), None, schema)
    fields = pl.DataFrame({"field": list(BIT), "bit": list(BIT.values())}, schema={"field": pl.String, "bit": pl.Int64})
    whole = found.filter(kept=0).with_columns(field=pl.lit(None, pl.String))
    each_field = found.join(fields, how="cross").filter((pl.col("kept") & pl.col("bit")) != 0)
    number_taken = (pl.col("code") == "UND004") & (pl.col("field") != "number")
    each_field = each_field.with_columns(code=pl.when(number_taken).then(pl.lit("UND001")).otherwise("code"))
    return pl.concat([whole.select(KEPT.keys()), each_field.select(KEPT.keys())])


def _settle_history(database: Database, import_id: int, undone: Undone, undone_id: int, redoes: int | None) -> State:
    """Close both imports and open again the one that is redone; how the undo ended."""
    values = {"import_id": import_id, "undone": undone_id}
    database.execute(_sql(database, "close_undone"), values)
    if redoes is not None:
        database.execute(_sql(database, "reopen"), {"reopened": redoes})
        _remember_merged(database, import_id, redoes)
    kept = undone.kept["customer_id"].n_unique()
    totals = Totals(created=undone.returned, updated=undone.restored + undone.deleted, unchanged=kept)
    totals.rows = totals.created + totals.updated + totals.unchanged
    state = State.PARTIAL if kept else State.DONE
    end_at_once(database, import_id, state, totals)
    return state


def _remember_merged(database: Database, import_id: int, redone_id: int) -> None:
    """A merge that is done again takes its numbers away again, however often it was undone and redone."""
    merge: int | None = redone_id
    while merge is not None:
        [(kind, undoes_id, _forgotten_at)] = database.fetch(_sql(database, "lineage"), {"import_id": merge})
        if kind == Kind.MERGE:
            remember_aliases(database, import_id, merge)
        if undoes_id is None:
            return
        [(_undo, merge, _forgotten_at)] = database.fetch(_sql(database, "lineage"), {"import_id": undoes_id})


def _sql(database: Database, name: str) -> str:
    return database.statement("muster.apply", name, **_LISTS)


_LISTS: Final = {
    "names": each("{name}"),
    "before_names": each("before_{name}"),
    "after_names": each("after_{name}"),
    "stored_values": each("c.{name}"),
    "after_values": each("x.after_{name}"),
    "untouched_bits": either(
        "CASE WHEN (x.changed & {bit}) <> 0 AND c.{name} IS NOT DISTINCT FROM x.after_{name} THEN {bit} ELSE 0 END"
    ),
    "is_other_than_created": any_of(
        "((u.changed & {bit}) <> 0 AND c.{name} IS DISTINCT FROM u.before_{name} AND NOT EXISTS ("
        "SELECT 1 FROM change AS e WHERE e.customer_id = u.customer_id AND e.kind = 'update'"
        " AND e.version < u.version AND (e.changed & {bit}) <> 0))"
    ),
    "filled_bits": either("CASE WHEN c.{name} IS NOT NULL THEN {bit} ELSE 0 END"),
    "stored_bits": each("CASE WHEN (t.bits & {bit}) <> 0 THEN c.{name} END"),
    "returning_bits": each("CASE WHEN (t.bits & {bit}) <> 0 THEN x.before_{name} END"),
    "name_bits": str(NAME_BITS),
    "keyed_bits": str(NAME_BITS | BIT["number"] | BIT["email"]),
    "keyed_values": ", ".join(
        f"CASE WHEN (t.bits & {BIT[name]}) <> 0 THEN x.before_{name} ELSE c.{name} END AS {name}" for name in KEYED
    ),
    "restored_values": each("{name} = CASE WHEN (t.bits & {bit}) <> 0 THEN x.before_{name} ELSE c.{name} END"),
}
