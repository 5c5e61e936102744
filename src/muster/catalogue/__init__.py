"""The registry of every code: what can be wrong, how bad it is, and in which words people read it.

Each stage enters its own codes, a rule file by its decorator; report, notify and the docs read them here. Codes are
three letters and three digits, never reused or renumbered. Messages may change, codes may not.
"""

from muster.catalogue.entry import Entry, Example, Severity
from muster.catalogue.registry import enter, entries, entry, load, repair, repairs, rule, rules

__all__ = [
    "Entry", "Example", "Severity", "enter", "entries", "entry", "load", "repair", "repairs", "rule", "rules",
]  # fmt: skip
