"""SMTP servers as they are: they refuse, hang, hang up."""

import asyncio
import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Server:
    """A real SMTP server. `says` is what it answers to the message; `got` are the messages it took.

    It can also say nothing ("hang"), or hang up: before it has the message ("hang up"), or when it has ("take, hang up").
    """

    def __init__(self, says="250 OK", recipient_says="250 OK"):
        self.says = says
        self.recipient_says = recipient_says
        self.got = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  aiosmtpd's name
        if self.recipient_says.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_says

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802  aiosmtpd's name
        if self.says == "hang":
            await asyncio.sleep(60)  # until the client leaves
        if self.says.endswith("hang up"):
            server.transport.abort()
        if self.says.startswith(("250", "take")):
            self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.says


class Listening(Controller):
    def __init__(self, handler, **options):
        super().__init__(handler, hostname="127.0.0.1", port=free_port(), **options)
        self.options = options


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def listening(server, **options):
    controller = Listening(server, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()
