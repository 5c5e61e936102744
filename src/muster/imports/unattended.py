"""Pulls that begin by themselves, as often as a connection says.

They go in without a yes as far as the loss budget lets them; what it stops waits for a person. The administrators are
told, and hear the same only once a day.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from muster.apply import environments, state
from muster.apply.environments import Environment
from muster.environments import administrators, connections
from muster.environments.connections import Connection
from muster.imports import history, pulling
from muster.imports.history import Pull
from muster.imports.running import Person
from muster.model.options import OnError, Options, WrongOption
from muster.model.outcome import State
from muster.store import Database

NAME: Final = "Muster"
"""Who starts them, in the history."""

OPTIONS: Final = Options(yes=True, on_error=OnError.SKIP, unattended=True)

PATIENCE: Final = timedelta(days=1)
"""So long a pull that waits for a person is left alone; then a newer one, which has all that it has, takes its place."""

log = logging.getLogger(__name__)


def begin_due(database: Database) -> list[int]:
    """Leave to the workers what is due to be fetched; the imports' ids.

    However many workers call this at the same time, each connection is begun once. One that cannot be begun holds up
    no other.
    """
    begun = []
    for connection in connections.due(database):
        try:
            import_id = _begin(database, connection)
        except WrongOption as problem:
            log.warning("connection %s is not fetched: %s", connection.id, problem)
        else:
            begun += [import_id] if import_id is not None else []
    return begun


def _begin(database: Database, connection: Connection) -> int | None:
    environment = environments.by_id(database, connection.environment_id)
    request = pulling.requested(database, environment, connection.source, OPTIONS, _muster(database, environment))
    with database.transaction():
        if not connections.claim_due(database, connection) or _is_in_hand(database, connection):
            return None
        return state.insert_import(database, request, state=State.RECEIVED)


def _muster(database: Database, environment: Environment) -> Person:
    told = administrators.recipients(database, environment.id)
    return Person(name=NAME, language=environment.language, recipients=told)


def _is_in_hand(database: Database, connection: Connection) -> bool:
    """An earlier pull is under way, or waits for a person who may be looking at it."""
    found = history.pulls(database, connection.environment_id, connection.source)
    return any(pull.is_under_way or _waits(pull) for pull in found)


def _waits(pull: Pull) -> bool:
    return pull.state is State.WAITING and pull.at is not None and datetime.now(UTC) - pull.at < PATIENCE
