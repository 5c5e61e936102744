"""Who is told of an import: `messages` alone decides it, for whatever knows people and what they want to hear."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from muster.apply.state import Kind, Message
from muster.i18n import SPOKEN
from muster.model.outcome import Report, State

TOLD: Final = frozenset({State.DONE, State.PARTIAL, State.FAILED, State.WAITING})
"""States of which people are told. Whoever cancels an import or only tries one out knows it already."""

ADDRESS: Final = re.compile(r"""[^\s@,;:<>()\[\]\\"]+@[^\s@,;:<>()\[\]\\"]+""")

MAILBOX: Final = re.compile(rf"""{ADDRESS.pattern}|[^@,;:<>()\[\]\\"\x00-\x1f\x7f]+ <{ADDRESS.pattern}>""")
"""An address, or `Name <address>`."""


class When(StrEnum):
    """Of which imports somebody wants to hear."""

    ALWAYS = "always"
    CHANGES = "changes"  # of all but pulls that went well and changed nothing
    PROBLEMS = "problems"  # only if something did not go in, was warned of, failed, or waits for a yes
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person who may be told: where, in which language, and of what."""

    address: str
    language: str = "en"
    when: When = When.CHANGES


def read(text: str, *, language: str, when: When = When.CHANGES) -> Recipient:
    """A recipient as people write one: `an@example.com`, or `an@example.com fr` to be told in French.

    Raises ValueError for what is no address, or no language that Muster speaks.
    """
    address, *others = text.split() or [""]
    spoken = others.pop(0).lower() if others else language
    if others or not ADDRESS.fullmatch(address) or spoken not in SPOKEN:
        raise ValueError(f"{text!r} names no recipient")
    return Recipient(address=address, language=spoken, when=when)


def messages(kind: Kind, report: Report, recipients: Sequence[Recipient], *, is_known: bool = False) -> list[Message]:
    """What is sent about an import of this `kind` that ended, or waits, as `report` says.

    `is_known`: nothing of it is news, so that only those hear of it who want to hear always. One message for each address that one of `recipients` has and who wants to hear of it, in that one's language.
    """
    if report.dry_run or report.state not in TOLD:
        return []
    told: dict[str, Recipient] = {}
    for recipient in recipients:
        if _wants(recipient.when, kind, report) and (recipient.when is When.ALWAYS or not is_known):
            told.setdefault(recipient.address.casefold(), recipient)
    went_out = kind is Kind.UNDO and report.state in {State.DONE, State.PARTIAL}
    about = "undone" if went_out else report.state.value
    return [Message(kind=about, recipient=one.address, language=one.language) for one in told.values()]


def _wants(when: When, kind: Kind, report: Report) -> bool:
    went_well = report.state is State.DONE and not report.totals.warnings
    match when:
        case When.ALWAYS:
            return True
        case When.CHANGES:
            return not (kind is Kind.PULL and report.state is State.DONE and not report.totals.written)
        case When.PROBLEMS:
            return not went_well
        case When.NEVER:
            return False
