"""The registry of every code: what can be wrong, how bad it is, and in which words people read it.

Each stage enters its own codes, a rule file by its decorator; report, notify and the docs read them here. Codes are
three letters and three digits, never reused or renumbered. Messages may change, codes may not.
"""

from muster.catalogue.entry import Entry, Example, Severity
from muster.catalogue.registry import (
    Repair,
    Rule,
    Step,
    enter,
    entries,
    entry,
    load,
    over,
    repair,
    repairs,
    rule,
    rules,
)  # fmt: skip

__all__ = [
    "Entry", "Example", "Repair", "Rule", "Severity", "Step", "enter", "entries", "entry", "load", "over", "repair",
    "repairs", "rule", "rules",
]  # fmt: skip
