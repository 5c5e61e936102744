"""What the rules know beside the rows: the environment's country and language, options, severities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from muster import catalogue
from muster.catalogue import Severity
from muster.catalogue.severity import severity_of
from muster.model.options import Blank

PULLED: Final = frozenset({"exact-xml", "exact-online", "recurly"})
"""Sources whose fields say nothing when they are blank, and whose values nobody typed for this import."""


FIXED_FIELDS: Final = frozenset({"language", "country"})
"""Fields whose errors stay errors, whatever the environment says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything about one file of one import that examining its rows needs.

    `country` is the environment's (ISO 3166-1 alpha-2) and helps to read numbers; `language` is the l of new customers
    who have none. `columns`: Field.name → 1-based column in the user's file of the field's first column. `blank`:
    Field.name → what a blank cell does. `blank_words` are words that mean blank. `severities`: code → error, warning,
    repair, note or off, settled for this environment. `active` are the codes that select and ignore leave on; None is
    all. `source`: whose data it is: csv, xlsx, exact-xml, exact-online, recurly. `guarded`: an apostrophe before a cell
    may keep spreadsheet programs from taking it for a formula. `is_keyed`: rows get the key by which a stored customer's
    number is found. `is_careful`: no cell counts as plain, every one is looked at: slower, with the same result.
    """

    file: int
    columns: Mapping[str, int]
    country: str | None = None
    language: str | None = None
    blank: Mapping[str, Blank] = field(default_factory=dict)
    blank_words: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    source: str = "csv"
    guarded: bool = True
    active: frozenset[str] | None = None
    is_keyed: bool = True
    is_careful: bool = False

    def severity(self, code: str, name: str | None = None) -> str | None:
        """How bad `code` is here, in the field `name`; None where it is off. What is fixed is never changed."""
        entry = catalogue.entry(code)
        if name in FIXED_FIELDS and entry.severity is Severity.ERROR:
            return entry.severity.value
        return severity_of(code, self.severities, self.active)

    @property
    def folded_blank_words(self) -> list[str]:
        """The words that mean blank, in lower case: they are compared without case."""
        return [word.strip().lower() for word in self.blank_words]

    def clears(self, name: str) -> bool:
        """Whether a blank cell of this field deletes the stored value."""
        default = Blank.KEEP if self.source in PULLED else Blank.CLEAR
        return self.blank.get(name, default) is Blank.CLEAR
