"""The worker of an SQLite database: it looks twice a second whether there is something to do."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from muster import settings
from muster.apply import state
from muster.store import Database, StoreError, open_database
from muster.worker import chores
from muster.worker.attending import Attendant

LOOK_SECONDS: Final = 0.5

log = logging.getLogger(__name__)


class Poller:
    """Looks for work until it is stopped; at most `at_once` imports side by side."""

    def __init__(self, url: str, at_once: int) -> None:
        self._url = url
        self._attendant = Attendant()
        self._threads = ThreadPoolExecutor(at_once + 1)  # one is for cleaning up
        self._free = threading.BoundedSemaphore(at_once)
        self._stopped = threading.Event()
        self._taken: set[int] = set()
        self._chores_seconds = settings.load().lease_seconds / 3

    def run(self) -> None:
        """Look until `stop` is called from elsewhere."""
        database = open_database(self._url)
        chores_at = clean_up_at = 0.0
        try:
            while not self._stopped.wait(LOOK_SECONDS):
                try:
                    self._look(database)
                    if time.monotonic() >= chores_at:
                        chores_at = time.monotonic() + self._chores_seconds
                        chores.tidy_up(database)
                        chores.fetch(database)
                        chores.deliver(database)
                    if time.monotonic() >= clean_up_at:
                        clean_up_at = time.monotonic() + chores.CLEAN_UP_SECONDS
                        self._threads.submit(self._clean_up)
                except StoreError as problem:
                    log.warning("%s", problem)
        finally:
            self._attendant.stop()
            self._threads.shutdown()
            database.close()

    def stop(self) -> None:
        """Let `run` end: what is under way is given back."""
        self._stopped.set()

    def _look(self, database: Database) -> None:
        for import_id in state.claimable(database):
            if import_id not in self._taken and self._free.acquire(blocking=False):
                self._taken.add(import_id)
                self._threads.submit(self._attend, import_id)

    def _clean_up(self) -> None:
        try:
            database = open_database(self._url)
            try:
                chores.clean_up(database)
            finally:
                database.close()
        except (StoreError, OSError) as problem:
            log.warning("%s", problem)

    def _attend(self, import_id: int) -> None:
        try:
            database = open_database(self._url)
            try:
                self._attendant.attend(database, import_id)
            finally:
                database.close()
        except StoreError as problem:
            log.warning("import %s: %s", import_id, problem)
        finally:
            self._taken.discard(import_id)
            self._free.release()
