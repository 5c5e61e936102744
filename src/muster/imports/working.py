"""What a worker does with an import that it claimed, whatever kind it is."""

from muster.apply.state import Kind, Lease
from muster.imports import history, running, undoing
from muster.store import Database


def work(database: Database, lease: Lease) -> None:
    """Do what is next: fetch, look at columns, check, wait, write, or take back.

    Raises what `running.resume`, `pulling.pull_claimed` and `undoing.take_back_claimed` raise; the import's row says how
    it ended by then, or it is tried again.
    """
    kept = history.find(database, lease.import_id, with_violations=False)
    if kept.kind == Kind.UNDO:
        undoing.take_back_claimed(database, lease)
    elif kept.kind == Kind.PULL and not kept.paths:
        from muster.imports import pulling  # noqa: PLC0415  loads what speaks HTTP

        pulling.pull_claimed(database, lease)
    else:
        running.resume(database, lease)
