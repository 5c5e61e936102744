"""What is due without anybody asking: imports whose worker died, people who never answered, pulls, mails, what is kept too long."""

from functools import partial
from typing import Final

from muster.apply import state
from muster.environments.expired import forget_expired
from muster.imports import leftovers, retention, telling, unattended
from muster.store import Database

CLEAN_UP_SECONDS: Final = 3600
"""So often it is looked for what is kept too long."""


def tidy_up(database: Database) -> None:
    """Let lost imports be taken up again, and forget those that waited too long."""
    state.sweep(database, rescue=True, tell=partial(telling.of_lost, database))


def fetch(database: Database) -> None:
    """Begin the pulls that are due; they are worked on like any import."""
    unattended.begin_due(database)


def clean_up(database: Database) -> None:
    """Delete what is kept longer than its environment wants, sessions that are over, and what programs that died left."""
    retention.purge(database)
    forget_expired(database)
    leftovers.remove(database)


def deliver(database: Database) -> None:
    """Send the mails that are due."""
    telling.deliver(database)
