"""One import in a process of its own, which is started before there is work, so that nobody waits for Python.

It says on standard output when it is ready. The parent writes `IMPORT TOKEN SECONDS` on standard input; then this process
beats while it lives, renews the lease, and ends. It ends at once when the lease is somebody else's, or the import was
cancelled.
"""

import os
import signal
import sys
import threading
import time
from types import FrameType
from typing import Final

from muster import settings
from muster.apply import state
from muster.apply.state import Lease
from muster.imports import telling, working
from muster.imports.running import Stopped
from muster.store import StoreError, open_database

READY: Final = "ready\n"
BEAT_SECONDS: Final = 1
FENCED: Final = 3
"""Exit code of a process that found the import in other hands."""


def main() -> int:
    """Wait for one import, work on it, tell of it; 0 however it ended, as long as its row says how."""
    sys.stdout.write(READY)
    sys.stdout.flush()
    line = sys.stdin.readline().split()
    if not line:
        return 0
    import_id, token, seconds = map(int, line)
    lease = Lease(import_id=import_id, token=token, seconds=seconds)
    signal.signal(signal.SIGTERM, _stop)
    for keep_up in (_beat, lambda: _renew(lease)):
        threading.Thread(target=keep_up, daemon=True).start()
    database = open_database(settings.load().database_url)
    try:
        working.work(database, lease)
        telling.deliver(database)
    finally:
        database.close()
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def _beat() -> None:
    """Say that this process lives. Whoever hears nothing for long takes it for stopped and kills it."""
    while True:
        sys.stdout.write(".")
        sys.stdout.flush()
        time.sleep(BEAT_SECONDS)


def _renew(lease: Lease) -> None:
    database = open_database(settings.load().database_url)
    while True:
        time.sleep(lease.seconds / 3)
        try:
            state.renew(database, lease)
        except state.Fenced:
            os._exit(FENCED)  # the transaction under way is rolled back by the database
        except StoreError:
            continue  # locked or away for a moment; if it lasts, the lease runs out


if __name__ == "__main__":
    sys.exit(main())
