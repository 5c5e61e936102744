"""What is due without anybody asking: imports whose worker died, people who never answered, mails, what is kept too long."""

from functools import partial

from muster.apply import state
from muster.imports import leftovers, telling
from muster.store import Database


def tidy_up(database: Database) -> None:
    """Let lost imports be taken up again, and forget those that waited too long."""
    state.sweep(database, rescue=True, tell=partial(telling.of_lost, database))


def clean_up(database: Database) -> None:
    """Delete what programs that died left lying about."""
    leftovers.remove(database)


def deliver(database: Database) -> None:
    """Send the mails that are due."""
    telling.deliver(database)
