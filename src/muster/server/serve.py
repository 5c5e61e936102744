"""`muster serve`: the pages and a worker, on one machine, with one command."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from muster import settings
from muster.environments.migrate import migrate_for_pages
from muster.imports import place
from muster.server.secret_key import kept_secret_key
from muster.worker.parent import PARENT

STARTUP_SECONDS: Final = 30
STOP_SECONDS: Final = 30
PAUSE_SECONDS: Final = 2
"""Before a worker that ended by itself is started again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Where the pages are, and who signs in how. `first_run` is the address for the first administrator, if one is needed."""

    address: str
    first_run: str | None


def serve(
    *,
    database_url: str,
    host: str,
    port: int,
    processes: int,
    threads: int,
    with_worker: bool,
    told: Callable[[Served], None],
) -> None:
    """Serve until the program is told to stop. `told` hears once when everything is ready to be served.

    Makes or updates the tables first. Raises WrongOption, StoreError, OSError.
    """
    os.environ["MUSTER_DATABASE_URL"] = database_url
    os.environ[PARENT] = str(os.getpid())
    os.environ["MUSTER_SECRET_KEY"] = kept_secret_key()  # before Django's settings are loaded, which read it
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.server.settings")
    with place.opened(database_url):  # says in words what is wrong with the database
        pass
    here = settings.load()
    (here.data_dir / "uploads").mkdir(parents=True, exist_ok=True, mode=0o700)
    migrate_for_pages(here.database_url)
    address = here.base_url or f"http://{_shown(host)}:{port}"
    served = Served(address=address, first_run=_first_run(address))
    threading.Thread(target=_tell_when_ready, args=(host, port, partial(told, served)), daemon=True).start()
    worker = _Worker() if with_worker else None
    try:
        _serve_pages(host, port, processes, threads)
    finally:
        if worker:
            worker.stop()


def _tell_when_ready(host: str, port: int, told: Callable[[], None]) -> None:
    """Tell as soon as the pages answer; never, where the port is somebody else's and the server ends by that."""
    until = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < until:
        try:
            with socket.create_connection((_shown(host), port), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    else:
        return
    told()


def _serve_pages(host: str, port: int, processes: int, threads: int) -> None:
    import multiprocessing  # noqa: PLC0415

    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    multiprocessing.set_start_method("spawn")  # a fork would copy the locks of Polars' threads, and not the threads
    Granian(
        "muster.server.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,  # it warns of our threads, which mostly wait for the database
    ).serve()


class _Worker:
    """`muster worker` beside the pages; started again whenever it ends by itself."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process = self._started()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Let it give its work back."""
        self._stopping.set()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            self._process.wait()
            if not self._stopping.wait(PAUSE_SECONDS):
                self._process = self._started()

    @staticmethod
    def _started() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "muster.worker"], start_new_session=True)


def _first_run(address: str) -> str | None:
    import django  # noqa: PLC0415

    django.setup()
    from muster.environments import people  # noqa: PLC0415  models can be used only now
    from muster.web.home import first_run_code  # noqa: PLC0415

    return f"{address}/first-run/{first_run_code()}/" if people.is_first_run() else None


def _shown(host: str) -> str:
    return "localhost" if host in {"0.0.0.0", "127.0.0.1", "::", "::1"} else host  # noqa: S104  compared, not bound
