"""A real HTTP server on the loopback: what the fakes of other programs' APIs have in common."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Final, Protocol, TypeVar

SLOW_SECONDS: Final = 1.0


class Fake(Protocol):
    """What a server has and does; `url` is its address while it runs."""

    url: str


FakeT = TypeVar("FakeT", bound=Fake)


class Answers(BaseHTTPRequestHandler):
    """Answers requests on behalf of `fake`; `command` says of which kind."""

    protocol_version = "HTTP/1.1"
    fake: ClassVar[Any]

    def answer(self) -> None:
        raise NotImplementedError

    def do_GET(self) -> None:
        self.answer()

    def do_HEAD(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def send(self, status: int, body: Any, headers: Mapping[str, str]) -> None:
        """An answer: text as it is, everything else as JSON, null without a body."""
        sent = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for key, value in {"Content-Length": str(len(sent)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(sent)

    def cut(self, beginning: bytes) -> None:
        """The beginning of an answer that says it is longer; then the connection is gone."""
        self._begin(beginning)
        self._hang_up()

    def keep_silent(self) -> None:
        """No answer, but the connection stays open for a while."""
        time.sleep(SLOW_SECONDS)
        self._hang_up()

    def trickle(self, ending: bytes) -> None:
        """An answer of which something always comes, and its end far too late."""
        self._begin(b"", size=20 + len(ending))
        with suppress(OSError):
            for _ in range(20):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(SLOW_SECONDS / 20)
            self.wfile.write(ending)

    def _begin(self, beginning: bytes, size: int = 5000) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(beginning)
        self.wfile.flush()

    def _hang_up(self) -> None:
        self.connection.close()
        self.close_connection = True


@contextmanager
def serving(fake: FakeT, answers: type[Answers]) -> Iterator[FakeT]:
    """The fake, running."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type(answers.__name__, (answers,), {"fake": fake}))
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
