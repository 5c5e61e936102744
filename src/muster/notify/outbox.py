"""From the outbox table to people. A row holds no text: the message is made on delivery.

Whoever finds a due row claims it for a while, sends, and marks it. Dying in between means that another one sends again,
with the same Message-ID: at most a duplicate, never a loss.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from muster.notify.transport import TransportError
from muster.store import Database
from muster.store.fault import fault

LEASE_SECONDS: Final = 300
"""Longer than any delivery takes: a server may keep silent ten seconds at each of its dozen answers."""

FIRST_RETRY_SECONDS: Final = 30
LAST_RETRY_SECONDS: Final = 6 * 3600

ATTEMPTS: Final = 21
"""The pauses between them double from 30 seconds to 6 hours and make three days together."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A message to send now. `attempt` counts from 1."""

    id: int
    environment_id: int
    import_id: int
    kind: str
    recipient: str
    language: str
    message_id: str
    attempt: int


@dataclass(slots=True, kw_only=True)
class Delivered:
    """What one round did."""

    sent: int = 0
    retried: int = 0
    dead: int = 0


def deliver_due(
    database: Database, compose: Callable[[Due], EmailMessage | None], send: Callable[[EmailMessage], object]
) -> Delivered:
    """Send every message that is due, each once. Never raises for a message or a server.

    `compose` makes the message from what is stored of its import, or gives None where nothing is to be said any more;
    `send` is `transport.deliver` with its address. Neither runs inside a transaction.
    """
    round_ = Delivered()
    after = 0
    while (due := _claim(database, after)) is not None:
        after = due.id
        try:
            message = compose(due)
            if message is None:
                database.execute(database.statement("muster.notify", "forget"), {"id": due.id})
                continue
            send(message)
        except TransportError as problem:
            _failed(database, due, str(problem), round_, permanent=problem.permanent)
        except Exception as problem:
            # A message that cannot be made must not keep the others from leaving; it says so and is tried again.
            # What the exception says stays out of the log: it may quote a value.
            place = traceback.extract_tb(problem.__traceback__)[-1]
            log.error("message %s: %s in %s, line %s", due.id, type(problem).__name__, place.filename, place.lineno)  # noqa: TRY400
            _failed(database, due, type(problem).__name__, round_, permanent=False)
        else:
            fault("mail-sent")
            round_.sent += database.execute(
                database.statement("muster.notify", "sent"), {"id": due.id, "attempt": due.attempt}
            )
    return round_


def send_again(database: Database, import_id: int) -> int:
    """Queue the dead messages about an import once more, with the same Message-ID; how many these are."""
    return database.execute(database.statement("muster.notify", "send_again"), {"import_id": import_id})


def thread(database: Database, due: Due) -> tuple[str, ...]:
    """Message-IDs of what this recipient was sent before about the same import, or about the one it takes back."""
    values = {"import_id": due.import_id, "recipient": due.recipient, "id": due.id}
    rows = database.fetch(database.statement("muster.notify", "thread"), values)
    return tuple(message_id for (message_id,) in rows)


def pause_seconds(attempt: int) -> int:
    """How long to wait after this attempt, the first being 1."""
    return min(FIRST_RETRY_SECONDS << (attempt - 1), LAST_RETRY_SECONDS)


def _claim(database: Database, after: int) -> Due | None:
    with database.transaction():
        rows = database.fetch(database.statement("muster.notify", "due"), {"after": after})
        if not rows:
            return None
        *known, attempt = rows[0]
        id_, environment, import_, kind, recipient, language, message_id = known
        database.execute(
            database.statement("muster.notify", "claim"),
            {"id": id_, "attempt": attempt + 1, "seconds": LEASE_SECONDS},
        )
    return Due(
        id=id_, environment_id=environment, import_id=import_, kind=kind, recipient=recipient, language=language,
        message_id=message_id, attempt=attempt + 1,
    )  # fmt: skip


def _failed(database: Database, due: Due, error: str, round_: Delivered, *, permanent: bool) -> None:
    known: dict[str, object] = {"id": due.id, "attempt": due.attempt, "error": error}
    if permanent or due.attempt >= ATTEMPTS:
        round_.dead += database.execute(database.statement("muster.notify", "dead"), known)
    else:
        known["seconds"] = pause_seconds(due.attempt)
        round_.retried += database.execute(database.statement("muster.notify", "retry"), known)
