"""Django's mail (a forgotten password) goes the way of every other mail: by SMTP, or into the outbox folder."""

from collections.abc import Sequence
from email.message import EmailMessage as Letter
from email.policy import SMTP

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from muster import notify, settings


class Post(BaseEmailBackend):
    """See `muster.notify.deliver`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Deliver each; how many were. A server that refuses raises what the transport raises."""
        here = settings.load()
        for message in email_messages:
            notify.deliver(_letter(message), url=here.email_url, outbox=here.outbox_dir)
        return len(email_messages)


def _letter(message: EmailMessage) -> Letter:
    letter = Letter(policy=SMTP)
    letter["Subject"] = " ".join(message.subject.split())
    letter["From"] = message.from_email
    letter["To"] = ", ".join(message.to)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(str(message.body))
    return letter
