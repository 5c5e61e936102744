"""Processes that work on imports: one is always ready, a silent one is killed, a stopped program gives its work back."""

import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from typing import Final

from muster import settings
from muster.apply import state
from muster.apply.state import Lease
from muster.store import Database

SILENCE_LEASES: Final = 2
"""A process that beats every second and is not heard for as long as two leases was stopped, or hangs."""

GRACE_SECONDS: Final = 25
"""What a process may take to give its work back when the program is stopped."""

log = logging.getLogger(__name__)


class Attendant:
    """Starts processes for imports and looks after them. `attend` may be called from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ready: subprocess.Popen[bytes] | None = _started()
        self._at_work: set[subprocess.Popen[bytes]] = set()
        self._stopping = False
        self._lease_seconds = settings.load().lease_seconds

    def attend(self, database: Database, import_id: int) -> bool:
        """Claim an import and see it through in a process of its own. False: it is in other hands, or has ended."""
        with self._lock:
            if self._stopping:
                return False
            process, self._ready = self._ready or _started(), _started()
            self._at_work.add(process)
        try:
            lease = _lease_for(process, database, import_id, self._lease_seconds)
            if lease is None:
                return False
            _hand(process, lease)
            _see_through(process, import_id, SILENCE_LEASES * self._lease_seconds)
        finally:
            with self._lock:
                self._at_work.discard(process)
        return True

    def stop(self) -> None:
        """Let every process give its work back; kill those that do not within the grace."""
        with self._lock:
            self._stopping = True
            spare, self._ready = self._ready, None
            at_work = list(self._at_work)
        for process in at_work:
            process.send_signal(signal.SIGTERM)
        if spare:
            spare.kill()
            spare.wait()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in at_work:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _started() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "muster.worker.child"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  our own program


def _lease_for(process: subprocess.Popen[bytes], database: Database, import_id: int, seconds: int) -> Lease | None:
    """The claim, made when the process is ready to work; without one the process ends."""
    assert process.stdin is not None  # noqa: S101  it was asked for
    assert process.stdout is not None  # noqa: S101
    ready = process.stdout.readline()
    lease = state.claim(database, import_id, seconds=seconds) if ready else None
    if lease is None:
        process.stdin.close()
        process.stdout.close()
        process.wait()
    return lease


def _hand(process: subprocess.Popen[bytes], lease: Lease) -> None:
    assert process.stdin is not None  # noqa: S101  it was asked for
    process.stdin.write(f"{lease.import_id} {lease.token} {lease.seconds}\n".encode())
    process.stdin.close()


def _see_through(process: subprocess.Popen[bytes], import_id: int, silence_seconds: int) -> None:
    """Wait until the process ends; kill it when it is silent for too long."""
    assert process.stdout is not None  # noqa: S101
    with process.stdout as beats:
        while select.select([beats], [], [], silence_seconds)[0]:
            if not os.read(beats.fileno(), 64):
                break
        else:
            log.error("import %s: the process was silent for %s seconds and is killed", import_id, silence_seconds)
            process.kill()
    code = process.wait()
    if code:
        log.warning("import %s: its process ended with %s", import_id, code)
