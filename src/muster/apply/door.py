"""The one door through which customers are written, whatever kind of import it is.

One transaction: the environment's row is locked before any customer, which settles the order of all locks; its version
goes up with the write. A collision of two transactions is tried again, as a whole, three times.
"""

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from muster.store import WAIT_SECONDS, Conflict, Database, fault

TRIES: Final = 4
PAUSE_SECONDS: Final = 0.2

Outcome = TypeVar("Outcome")


class Stale(Exception):
    """The customers changed since this was planned. Nothing was written; plan anew."""


def write(
    database: Database,
    environment_id: int,
    step: Callable[[int], Outcome],
    *,
    before: Callable[[], None] | None = None,
    planned_version: int | None = None,
    wait_seconds: int = WAIT_SECONDS,
) -> Outcome:
    """Run `step(version)` in the one transaction; `version` is the environment's after it.

    `before` runs first in the transaction, before the environment is locked: it fences. With `planned_version` the
    write is refused (Stale) if the environment has another version by now. Another write is waited for as long as `wait_seconds`.
    """

    def once() -> Outcome:
        with database.transaction(wait_seconds=wait_seconds):
            if before:
                before()
            version = _lock(database, environment_id)
            if planned_version not in (None, version):
                raise Stale("The customers changed in between. Nothing was written.")
            fault("locked")
            outcome = step(version + 1)
            database.execute(database.statement("muster.apply", "new_version"), {"environment_id": environment_id})
            fault("before-commit")
        fault("after-commit")
        return outcome

    for attempt in range(1, TRIES):
        try:
            return once()
        except Conflict:
            time.sleep(random.uniform(0, PAUSE_SECONDS * attempt))  # noqa: S311  only to part two that collided
    return once()


def _lock(database: Database, environment_id: int) -> int:
    rows = database.fetch(database.statement("muster.apply", "lock_environment"), {"environment_id": environment_id})
    if not rows:
        raise LookupError(f"there is no environment {environment_id}")
    return int(rows[0][0])
