"""What one e-mail is made of."""

from dataclasses import dataclass

from muster.model.outcome import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything one e-mail is made of.

    `earlier` are the Message-IDs of what the recipient was sent before about the same import, oldest first.
    With `page`, the address of the import's page, the mail leads there, else it names commands. `undone` is the report of
    the import that this one took back.
    """

    report: Report
    language: str
    recipient: str
    sender: str
    message_id: str
    earlier: tuple[str, ...] = ()
    reply_to: str | None = None
    page: str | None = None
    undone: Report | None = None
