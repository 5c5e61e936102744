"""What `muster serve` starts ends with it, even where it is killed without a word: nothing serves old pages on its port."""

import os
import signal
import threading
import time
from typing import Final

PARENT: Final = "MUSTER_SERVE_PID"
"""The environment variable in which `muster serve` tells the programs that it starts who they belong to."""

LOOK_EVERY_SECONDS: Final = 1
STOP_SECONDS: Final = 10


def end_with_parent() -> None:
    """From now on, end when `muster serve` is gone: first as if told to end, then at once. Nothing, if it started nobody."""
    parent = int(os.environ.get(PARENT) or 0)
    if parent == os.getppid():
        threading.Thread(target=_watch, args=(parent,), name="muster-parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os._exit(1)
