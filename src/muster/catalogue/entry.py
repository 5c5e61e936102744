"""The facts of one code."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Example = str | Mapping[str, str]
"""A value of the rule's first field, or a row: Field.name → value, with `environment` for the environment's country."""


class Severity(StrEnum):
    """How bad a violation is."""

    ERROR = "error"  # the row is not imported
    WARNING = "warning"  # imported, and probably wrong
    REPAIR = "repair"  # a damaged value was rebuilt, with proof
    NOTE = "note"  # good to know


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One code of the catalogue.

    `name` names the problem (`incomplete-email`). `cause` is a sentence without values: a group's title, the e-mail.
    `message` has `{value}` and other named placeholders. `hint` begins with a verb and says how to mend it. All three
    are English sources for gettext; `option` is the way of the command line, if there is one, which only a terminal
    shows. `doc` says why it matters to the user, then its limits. `fixed`: the severity
    cannot be changed by an environment. `bad` and `good` are docs and tests at once.
    """

    code: str
    name: str
    severity: Severity
    cause: str
    message: str
    hint: str
    option: str = ""
    doc: str = ""
    fields: tuple[str, ...] = ()
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    fixed: bool = False

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """`doc` as texts for gettext: a paragraph each, without the line breaks of the source."""
        return tuple(" ".join(paragraph.split()) for paragraph in self.doc.split("\n\n") if paragraph.strip())
