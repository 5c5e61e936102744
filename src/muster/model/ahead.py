"""Reading ahead: the next part is made in a thread while the one in hand is worked on.

One expression of Polars seldom keeps two cores busy; two stages at once do.
"""

from collections.abc import Iterator
from queue import SimpleQueue
from threading import Event, Semaphore, Thread
from typing import Final, TypeVar

Part = TypeVar("Part")

_END: Final = object()


def one_ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """The same parts in the same order. While one is in hand the next is made, and only that one.

    What goes wrong there is raised here. Whoever stops early waits until the part that is being made is done.
    """
    made: SimpleQueue[Part | BaseException | object] = SimpleQueue()
    taken, stopped = Semaphore(0), Event()

    def produce() -> None:
        try:
            for part in parts:
                made.put(part)
                taken.acquire()
                if stopped.is_set():
                    return
        except BaseException as problem:
            made.put(problem)
        else:
            made.put(_END)

    thread = Thread(target=produce, name="muster-ahead", daemon=True)
    thread.start()
    try:
        while (part := made.get()) is not _END:
            if isinstance(part, BaseException):
                raise part
            taken.release()
            yield part  # type: ignore[misc]  # _END and exceptions are dealt with above
    finally:
        stopped.set()
        taken.release()
        thread.join()
