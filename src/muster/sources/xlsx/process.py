"""Starts the reading process and takes its messages; when it dies, only this file is not read."""

import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from threading import Timer
from typing import Any, Final

from muster.model.source import Unreadable
from muster.sources.xlsx.limits import STALL_SECONDS
from muster.sources.xlsx.refused import STOPPED

MODULE: Final = "muster.sources.xlsx.child"


def messages(path: Path, kind: str, *, job: str, sheet: str | None) -> Generator[dict[str, Any]]:
    """What the reading process says, message by message.

    Raises Unreadable for what it refuses, and when it dies or falls silent.
    """
    # -P: the working folder, which may be anybody's, is no place to import from.
    arguments = [sys.executable, "-P", "-m", MODULE, kind, json.dumps({"job": job, "sheet": sheet})]
    with (
        path.open("rb") as file,
        subprocess.Popen(  # noqa: S603  our own program
            arguments, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process,
    ):
        try:
            while message := _next(process):
                if "refused" in message:
                    raise Unreadable(message["refused"], value=message["value"], **message["params"])
                yield message
            if process.wait():
                raise Unreadable(STOPPED)
        finally:
            process.kill()


def _next(process: subprocess.Popen[bytes]) -> dict[str, Any] | None:
    """The next message; None at the end. A process that says nothing for too long is ended."""
    timer = Timer(STALL_SECONDS, process.kill)
    timer.daemon = True
    timer.start()
    try:
        line = process.stdout.readline() if process.stdout else b""
    finally:
        timer.cancel()
    if not line.endswith(b"\n"):
        return None
    message: dict[str, Any] = json.loads(line)
    return message
