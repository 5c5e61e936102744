"""Asking for an import to be looked at: through Procrastinate on PostgreSQL; on SQLite the worker looks by itself."""

from functools import cache
from typing import TYPE_CHECKING, Final

from muster.store import Database

if TYPE_CHECKING:
    from procrastinate import App

QUEUE: Final = "muster"
LOOK_AT: Final = "muster.look_at"

CONNECTIONS: Final = 4
"""Of one process to the queue."""


def defer(database: Database, import_id: int) -> None:
    """Let a worker look at an import soon. That it is asked twice, or the asking gets lost, does no harm."""
    if database.name == "postgresql":
        defer_through(_open_queue(database.url), import_id)


def defer_through(app: "App", import_id: int) -> None:
    """The same through an open queue."""
    from procrastinate.exceptions import AlreadyEnqueued  # noqa: PLC0415

    try:
        app.configure_task(LOOK_AT, queue=QUEUE, queueing_lock=f"import-{import_id}").defer(import_id=import_id)
    except AlreadyEnqueued:
        return


def queue(url: str) -> "App":
    """The queue in the database at `url`, not opened yet. Its tables are made by `migrate_for_pages`."""
    from procrastinate import App, PsycopgConnector  # noqa: PLC0415  half a second, only where it is used

    return App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=CONNECTIONS))


@cache
def _open_queue(url: str) -> "App":
    app = queue(url)
    app.open()
    return app
