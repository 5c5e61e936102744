"""Points at which a test can make the program die: `MUSTER_FAULT=name[:n[:action]]`.

At the nth time the point is reached (first by default) the process kills itself with SIGKILL (`kill`), stops with
SIGSTOP (`stop`), or raises what the database raises when two transactions collide (`conflict`).
"""

import os
import signal
from collections import Counter

from muster.store.errors import Conflict

_reached: Counter[str] = Counter()


def fault(name: str) -> None:
    """A point in the program's way. Does nothing unless `MUSTER_FAULT` names it."""
    wanted = os.environ.get("MUSTER_FAULT")
    if wanted is None:
        return
    point, count, action = (*wanted.split(":"), "1", "kill")[:3] if wanted.count(":") < 2 else wanted.split(":")
    if point != name:
        return
    _reached[name] += 1
    if _reached[name] == int(count):
        _act(action)


def _act(action: str) -> None:
    if action == "conflict":
        raise Conflict
    os.kill(os.getpid(), signal.SIGSTOP if action == "stop" else signal.SIGKILL)
