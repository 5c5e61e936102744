"""`muster worker`: the worker that fits the database."""

import os
import signal
from types import FrameType
from typing import Final

AT_ONCE: Final = 2
"""Imports side by side, each in a process of its own: reading and checking one takes about one core."""


def run(url: str, at_once: int = AT_ONCE) -> None:
    """Work until the program is told to stop; what is under way then is given back."""
    os.environ["MUSTER_DATABASE_URL"] = url  # for the processes that do the work
    if url.startswith("sqlite:///"):
        _poll(url, at_once)
        return
    from muster.worker import queue  # noqa: PLC0415  the queue takes half a second to load

    queue.run(url, at_once)


def _poll(url: str, at_once: int) -> None:
    from muster.worker.polling import Poller  # noqa: PLC0415

    poller = Poller(url, at_once)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        poller.stop()

    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, stop)
    poller.run()
