"""What people are sent about their access goes the way of every other mail: by SMTP, or into the outbox folder."""

import logging
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, make_msgid
from pathlib import Path

from muster import notify, settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Plain text, in the language of who reads it."""

    subject: str
    text: str


def send(recipient: str, letter: Letter) -> Path | None:
    """Hand the letter over; where it was written if no mail server is set. Raises notify.TransportError."""
    here = settings.load()
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(letter.subject.split())
    message["From"] = here.email_from
    message["To"] = recipient
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain="muster.local")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return notify.deliver(message, url=here.email_url, outbox=here.outbox_dir)


def send_later(recipient: str, letter: Letter) -> None:
    """The same while nobody waits. A letter that cannot be sent is in the log, without what it says and to whom."""
    threading.Thread(target=_sent, args=(recipient, letter), daemon=True).start()


def _sent(recipient: str, letter: Letter) -> None:
    try:
        send(recipient, letter)
    except notify.TransportError:
        log.warning("A letter could not be sent. Does MUSTER_EMAIL_URL name a mail server that takes it?")
