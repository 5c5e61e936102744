"""Stage 4: staged rows become a plan: who is this row, and what would it change."""

from muster.matching.fingerprint import fingerprint
from muster.matching.known import known
from muster.matching.limits import Limits
from muster.matching.match import match
from muster.matching.matched import Matched
from muster.matching.summary import deletions, plan_summary, set_back
from muster.matching.unsettled import restage_mobiles, stored_countries

__all__ = [
    "Limits",
    "Matched",
    "deletions",
    "fingerprint",
    "known",
    "match",
    "plan_summary",
    "restage_mobiles",
    "set_back",
    "stored_countries",
]
