"""The report reaches people: one e-mail per import, from an outbox that loses none."""

from muster.notify.audience import Recipient, When, messages
from muster.notify.letter import Letter
from muster.notify.mail import compose
from muster.notify.outbox import Delivered, Due, deliver_due, send_again, thread
from muster.notify.transport import TransportError, deliver

__all__ = [
    "Delivered", "Due", "Letter", "Recipient", "TransportError", "When", "compose", "deliver", "deliver_due", "messages",
    "send_again", "thread",
]  # fmt: skip
