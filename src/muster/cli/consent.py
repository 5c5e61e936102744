"""A person allows access to Exact Online: an address to open, and the code that comes back from there.

Where the application's redirect address is on this machine, a small server waits for the browser; else the address that
the browser ends at is pasted.
"""

import hmac
import sys
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

from muster.cli import terminal
from muster.i18n import _
from muster.model.options import WrongOption

HERE: Final = frozenset({"localhost", "127.0.0.1"})
WAIT_SECONDS: Final = 300


def asking(redirect: str) -> Callable[[str, str], str]:
    """How to get the code for an application with this redirect address."""

    def consent(address: str, state: str) -> str:
        terminal.say(terminal.translator().text(_("Open this address in a browser and allow the access:")))
        terminal.say(f"\n{address}\n")
        came_back = _waited_for(redirect) if urlsplit(redirect).hostname in HERE else _pasted()
        return _code(came_back, state)

    return consent


def choose_division(divisions: Mapping[int, str], current: int) -> int:
    """Which of several divisions: asked at a terminal, else the one the person works in."""
    speaker = terminal.translator()
    if not terminal.can_ask():
        terminal.say(speaker.text(_("There are several divisions; --division chooses another one.")))
        return current
    for number, name in divisions.items():
        terminal.say(f"{number:>10}  {name}")
    typed = terminal.answer(speaker.text(_("Which division (Enter: {number})?"), number=current))
    return int(typed) if typed.isdigit() else current


def _code(came_back: str, state: str) -> str:
    """The code in an address. Raises WrongOption for one that answers another question, or a refusal."""
    said = parse_qs(urlsplit(came_back).query)
    code, answered = said.get("code", [""])[0], said.get("state", [""])[0]
    if not code:
        raise WrongOption(_("Exact Online gave no code: the access was not allowed. Nothing was kept."))
    if not hmac.compare_digest(answered.encode(), state.encode()):
        raise WrongOption(_("The answer belongs to another question. Begin anew with “muster connect exact”."))
    return code


def _pasted() -> str:
    terminal.say(terminal.translator().text(_("Paste the whole address that the browser ends at:")))
    return sys.stdin.readline().strip()


def _waited_for(redirect: str) -> str:
    """The address with which the browser comes back to this machine."""
    arrived: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "code=" in self.path or "error=" in self.path:
                arrived.append(self.path)
            text = terminal.translator().text(_("You can close this page and go back to the terminal.")).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_arguments: object) -> None:
            """The code stands in the address: nothing is logged."""

    with HTTPServer(("127.0.0.1", urlsplit(redirect).port or 80), Handler) as server:
        server.timeout = 1
        give_up = time.monotonic() + WAIT_SECONDS
        while not arrived and time.monotonic() < give_up:
            server.handle_request()
    return arrived[0] if arrived else ""
