"""Run a program, and know how long it took and how much memory all its processes held together."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

LOOK_EVERY_SECONDS: Final = 0.02
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One run. `peak_bytes` is the sum over the program and its children, where it was highest."""

    seconds: float
    peak_bytes: int


def command(arguments: Sequence[str | Path], *, accept: tuple[int, ...] = (0,)) -> Measurement:
    """The whole program, from its start to its end."""
    return _run(arguments, accept)[0]


def work(name: str, **arguments: object) -> Measurement:
    """One function of `benchmarks.work`, in a process of its own; its preparation is not timed."""
    measured, output = _run([sys.executable, "-m", "benchmarks.work", name, json.dumps(arguments, default=str)], (0,))
    return Measurement(seconds=json.loads(output)["seconds"], peak_bytes=measured.peak_bytes)


def _run(arguments: Sequence[str | Path], accept: tuple[int, ...]) -> tuple[Measurement, bytes]:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        begun = time.perf_counter()
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=messages)  # noqa: S603
        watch = _Watch(process.pid)
        code = process.wait()
        seconds = time.perf_counter() - begun
        peak_bytes = watch.stop()
        output.seek(0)
        if code not in accept:
            messages.seek(0)
            raise SystemExit(f"{' '.join(map(str, arguments))}\nended with {code}:\n{messages.read().decode()[-4000:]}")
        return Measurement(seconds=seconds, peak_bytes=peak_bytes), output.read()


class _Watch:
    """Looks at a process and its descendants until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak_pages = 0
        self._ended = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """The highest sum seen, in bytes."""
        self._ended.set()
        self._thread.join()
        return self._peak_pages * PAGE_BYTES

    def _look(self) -> None:
        while True:
            self._peak_pages = max(self._peak_pages, sum(map(_resident_pages, _family(self._pid))))
            if self._ended.wait(LOOK_EVERY_SECONDS):
                return


def _family(pid: int) -> list[int]:
    """The process and all its descendants."""
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found.extend(map(int, children.read_text().split()))
            except OSError:  # it has just ended
                continue
    return found


def _resident_pages(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):  # it has just ended
        return 0
