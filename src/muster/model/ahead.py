"""Reading ahead: the next part is made in a thread while the one in hand is worked on.

One expression of Polars seldom keeps two cores busy; two stages at once do.
"""

from collections.abc import Iterator
from queue import Queue
from threading import Event, Thread
from typing import Final, TypeVar

Part = TypeVar("Part")

_END: Final = object()


def one_ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """The same parts in the same order, at most one of them waiting. What goes wrong there is raised here."""
    waiting: Queue[Part | BaseException | object] = Queue(maxsize=1)
    stopped = Event()

    def produce() -> None:
        try:
            for part in parts:
                waiting.put(part)
                if stopped.is_set():
                    return
        except BaseException as problem:
            waiting.put(problem)
        else:
            waiting.put(_END)

    thread = Thread(target=produce, name="muster-ahead", daemon=True)
    thread.start()
    try:
        while (part := waiting.get()) is not _END:
            if isinstance(part, BaseException):
                raise part
            yield part  # type: ignore[misc]  # _END and exceptions are dealt with above
    finally:
        stopped.set()
        while thread.is_alive():
            if not waiting.empty():
                waiting.get_nowait()
            thread.join(0.01)
