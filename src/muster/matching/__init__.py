"""Stage 4: staged rows become a plan: who is this row, and what would it change."""

from muster.matching.fingerprint import fingerprint
from muster.matching.limits import Limits
from muster.matching.match import match
from muster.matching.matched import Matched

__all__ = ["Limits", "Matched", "fingerprint", "match"]
