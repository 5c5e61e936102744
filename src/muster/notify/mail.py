"""The e-mail as it is sent: headers, plain text, HTML."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from muster.notify.content import content
from muster.notify.letter import Letter
from muster.notify.page import page
from muster.notify.plain import plain

_POLICY: Final = SMTP.clone(max_line_length=120)
"""A subject of 78 characters stays on the line of its name: some programs show the fold as a blank."""


def compose(letter: Letter, now: datetime | None = None) -> EmailMessage:
    """The message of `letter`. The same letter makes the same message, so a retry is recognised by its Message-ID."""
    told = content(letter)
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = told.subject
    message["From"] = letter.sender
    message["To"] = letter.recipient
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Date"] = format_datetime(now or datetime.now(UTC))
    message["Message-ID"] = letter.message_id
    if letter.earlier:
        # RFC 5322, 3.6.4: mail programs show these in one thread.
        message["In-Reply-To"] = letter.earlier[-1]
        message["References"] = " ".join(letter.earlier)
    # RFC 3834: no vacation notice answers this mail.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(plain(told), cte="quoted-printable")
    message.add_alternative(page(told), subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language  # last: setting a content takes such headers away
    return message
