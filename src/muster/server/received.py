"""Counts what really came of a request: servers hand a cut upload on as if it were whole (measured with two of them)."""

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Counted:
    """A request's body; `count` bytes were read of it so far."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """As the body reads."""
        return self._counted(self._body.read(size))

    def readline(self, size: int = -1) -> bytes:
        """As the body reads."""
        return self._counted(self._body.readline(size))

    def _counted(self, part: bytes) -> bytes:
        self.count += len(part)
        return part


def counting(application: Application) -> Application:
    """WSGI middleware: `environ["wsgi.input"]` is Counted, and stands in `environ["muster.received"]` too."""

    def counted(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"] = environ["muster.received"] = Counted(environ["wsgi.input"])
        return application(environ, start_response)

    return counted
