"""An import is taken back: at once, or by a worker later. The undo is an import itself, and has a history of its own."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

import polars as pl

from muster import notify
from muster.apply import state
from muster.apply.state import Kind, Lease, Message, Request
from muster.apply.undo import KEPT, Undone, check_undoable, undo
from muster.imports import history, running, telling
from muster.imports.folder import LEFT_BY_UNDO
from muster.imports.history import Kept
from muster.imports.running import Person
from muster.model.outcome import Report, State, Totals
from muster.notify import Recipient
from muster.store import Database, Locked


def take_back(database: Database, import_id: int, person: Person, *, dry_run: bool = False) -> Undone:
    """Undo an import; with `dry_run` only tell what would happen.

    Raises UnknownImport, NotUndoable, TooLate or StoreError; then nothing was written.
    """
    kept = history.find(database, import_id, with_violations=False)
    tell = partial(_messages_of_undo, kept, person.recipients)
    return undo(database, _undo_request(kept, person), import_id, dry_run=dry_run, tell=tell)


def tried(database: Database, import_id: int, person: Person) -> Undone | None:
    """What undoing an import would come to; None while somebody else writes, for whom this does not wait.

    Raises UnknownImport, NotUndoable, TooLate or StoreError.
    """
    kept = history.find(database, import_id, with_violations=False)
    with suppress(Locked):
        return undo(database, _undo_request(kept, person), import_id, dry_run=True, wait_seconds=1)
    return None


def ask_to_take_back(database: Database, import_id: int, person: Person) -> int:
    """Leave the undoing of an import to a worker; the id of the undo, which is an import itself.

    Raises UnknownImport, NotUndoable, TooLate or StoreError.
    """
    kept = history.find(database, import_id, with_violations=False)
    check_undoable(database, kept.environment_id, import_id)
    return state.open_import(database, replace(_undo_request(kept, person), undoes_id=import_id))


def take_back_claimed(database: Database, lease: Lease) -> None:
    """Carry out an undo that `ask_to_take_back` opened and a worker claimed. Raises what `take_back` raises."""
    taken = running.taken_up(database, lease, by_worker=True)
    kept = history.find(database, lease.import_id, with_violations=False)
    undone = history.find(database, int(kept.undoes or 0), with_violations=False)
    tell = partial(_messages_of_undo, undone, taken.person.recipients)
    with running.broken_off(taken):
        state.begin_applying(database, lease)
        done = undo(database, _undo_request(undone, taken.person), undone.id, tell=tell, claimed=lease)
        if undone.folder:
            undone.folder.keep_frame(f"{LEFT_BY_UNDO}-{lease.import_id}", done.kept)


def left_by_undo(database: Database, kept: Kept) -> pl.DataFrame:
    """What an undo that a worker carried out left as it was (`undo.KEPT`), as long as it is kept."""
    undone = history.find(database, int(kept.undoes or 0), with_violations=False)
    left = undone.folder.frame(f"{LEFT_BY_UNDO}-{kept.id}") if undone.folder else None
    return pl.DataFrame(schema=KEPT) if left is None else left


def _undo_request(kept: Kept, person: Person) -> Request:
    return Request(
        environment_id=kept.environment_id, kind=Kind.UNDO, started_by=person.name, user_id=person.user_id,
        language=person.language, notify=telling.kept(person.recipients),
    )  # fmt: skip


def _messages_of_undo(undone: Kept, recipients: Sequence[Recipient], ended: State) -> list[Message]:
    """Who heard that it went in hears that it went out again."""
    told = [*telling.told_of(undone), *recipients]
    return notify.messages(Kind.UNDO, Report(state=ended, files=[], totals=Totals()), told)
