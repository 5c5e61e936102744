"""Every value of every row is examined: brought into stored form, repaired with proof, held to the rules."""

from muster.rules.context import Context
from muster.rules.examine import examine

__all__ = ["Context", "examine"]
