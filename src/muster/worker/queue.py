"""The worker of a PostgreSQL database: Procrastinate brings what there is to do to any number of machines.

A job only says which import to look at. Jobs that get lost are no loss: every ten seconds whatever is `received` is
deferred again.
"""

import logging
import os
from typing import Final

from muster.apply import state
from muster.imports.queue import LOOK_AT, QUEUE, defer_through, queue
from muster.store import Database, open_database
from muster.worker import chores
from muster.worker.attending import GRACE_SECONDS, Attendant

EVERY_TEN_SECONDS: Final = "* * * * * */10"  # seconds stand last
EVERY_HOUR: Final = "17 * * * *"

log = logging.getLogger(__name__)


def run(url: str, at_once: int) -> None:
    """Work until the program is told to stop (SIGTERM, SIGINT); at most `at_once` imports side by side."""
    attendant = Attendant()
    app = queue(url)

    def database() -> Database:
        return open_database(url)

    @app.task(name=LOOK_AT, queue=QUEUE)
    def look_at(import_id: int) -> None:
        opened = database()
        try:
            attendant.attend(opened, import_id)
        finally:
            opened.close()

    @app.periodic(cron=EVERY_TEN_SECONDS)
    @app.task(name="muster.tidy_up", queue=QUEUE, queueing_lock="tidy_up", pass_context=False)
    def tidy_up(timestamp: int) -> None:  # noqa: ARG001  when it was due
        opened = database()
        try:
            chores.tidy_up(opened)
            chores.fetch(opened)
            chores.deliver(opened)
            left = state.claimable(opened)
        finally:
            opened.close()
        for import_id in left:
            defer_through(app, import_id)

    @app.periodic(cron=EVERY_HOUR)
    @app.task(name="muster.clean_up", queue=QUEUE, queueing_lock="clean_up", pass_context=False)
    def clean_up(timestamp: int) -> None:  # noqa: ARG001  when it was due
        opened = database()
        try:
            chores.clean_up(opened)
        finally:
            opened.close()

    with app.open():
        try:
            app.run_worker(
                queues=[QUEUE],
                name=f"muster-{os.getpid()}",
                concurrency=at_once + 1,  # one is for the chores
                listen_notify=True,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
            )
        finally:
            attendant.stop()
