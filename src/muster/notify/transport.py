"""Where a message goes: an SMTP server, or the outbox folder when none is set.

TransportError   this message could not be handed over; `permanent` decides whether it is tried again
"""

import os
import re
import smtplib
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT_SECONDS: Final = 10
"""How long a server may keep silent."""

_PORTS: Final = {"smtp": 25, "starttls": 587, "smtps": 465}

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class TransportError(Exception):
    """The message could not be handed over."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


def deliver(message: EmailMessage, url: str | None, outbox: Path) -> Path | None:
    """Hand `message` to the server at `url`, or without one write it to the folder `outbox` and return where.

    `smtp://user:password@host:port` uses TLS where the server offers it, `starttls://` insists on it, `smtps://` begins
    with it. Raises TransportError; after it nobody can be sure that the message did not arrive, hence its Message-ID
    stays the same.
    """
    if url is None:
        return _write(message, outbox)
    server = urlsplit(url)
    if server.scheme not in _PORTS or not server.hostname:
        raise TransportError("MUSTER_EMAIL_URL must read smtp://, starttls:// or smtps://host:port", permanent=False)
    try:
        _send(message, server)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as problem:
        # The operator can mend a password while the message waits; refusing it for good would lose it.
        raise TransportError(_text(problem), permanent=False) from problem
    except smtplib.SMTPRecipientsRefused as problem:
        codes = [code for code, _reply in problem.recipients.values()]
        raise TransportError(_text(problem), permanent=all(code >= 500 for code in codes)) from problem
    except smtplib.SMTPResponseException as problem:
        raise TransportError(_text(problem), permanent=problem.smtp_code >= 500) from problem
    except (smtplib.SMTPException, OSError) as problem:
        raise TransportError(_text(problem), permanent=False) from problem
    return None


def _send(message: EmailMessage, server: SplitResult) -> None:
    connection = _connection(server)
    try:
        _secure(connection, server)
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)
    finally:
        # Once the server has said 250 the message is its own: whatever happens while leaving changes nothing.
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
        connection.close()


def _connection(server: SplitResult) -> smtplib.SMTP:
    host, port = str(server.hostname), server.port or _PORTS[server.scheme]
    name = socket.gethostname()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(
            host, port, local_hostname=name, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    return smtplib.SMTP(host, port, local_hostname=name, timeout=TIMEOUT_SECONDS)


def _secure(connection: smtplib.SMTP, server: SplitResult) -> None:
    """TLS where the server offers it; no password ever goes to another machine without it."""
    if server.scheme == "smtps":
        return
    connection.ehlo_or_helo_if_needed()
    if server.scheme == "starttls" or connection.has_extn("starttls"):
        connection.starttls(context=ssl.create_default_context())
    elif server.username and server.hostname not in _LOCAL:
        raise smtplib.SMTPNotSupportedError("the server offers no TLS, so the password was not sent")


def _write(message: EmailMessage, outbox: Path) -> Path:
    """One file per Message-ID, readable by its owner only; the same message written again replaces itself."""
    name = re.sub(r"[^A-Za-z0-9.@-]", "", str(message["Message-ID"])) or "message"
    path = outbox / f"{name}.eml"
    partial = outbox / f".{name}.partial"
    try:
        outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as problem:
        raise TransportError(f"{path} cannot be written: {problem.strerror}", permanent=False) from problem
    return path


def _text(problem: Exception) -> str:
    """What went wrong, in one line that a list can show."""
    match problem:
        case smtplib.SMTPRecipientsRefused():
            said = "; ".join(f"{code} {reply.decode(errors='replace')}" for code, reply in problem.recipients.values())
        case smtplib.SMTPResponseException():
            reply = problem.smtp_error
            said = f"{problem.smtp_code} {reply.decode(errors='replace') if isinstance(reply, bytes) else reply}"
        case _:
            said = str(problem) or type(problem).__name__
    return " ".join(said.split())[:300]
