"""What one e-mail is made of."""

from dataclasses import dataclass
from datetime import tzinfo

from muster.model.outcome import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything one e-mail is made of.

    `earlier` are the Message-IDs of what the recipient was sent before about the same import, oldest first. `zone` is
    the environment's. With `base_url` the mail links to the page of the import, else it names the command. `undone` is
    the report of the import that this one took back.
    """

    report: Report
    language: str
    recipient: str
    sender: str
    message_id: str
    earlier: tuple[str, ...] = ()
    reply_to: str | None = None
    zone: tzinfo | None = None
    base_url: str | None = None
    undone: Report | None = None
