"""Types of the engine's own tables, the same words on both databases."""

from typing import Final

from muster.model.fields import NAMES
from muster.model.tables import PLAN, STAGING

_NUMBERS: Final = frozenset({"file", "line", "end_line", "given", "erased", "customer_id", "changed"})

STAGING_TYPES: Final = {
    name: "BIGINT" if name in _NUMBERS else "BOOLEAN" if name == "rejected" else "TEXT" for name in STAGING
}
PLAN_TYPES: Final = {name: "BIGINT" if name in _NUMBERS else "TEXT" for name in PLAN}

BYTEWISE: Final = frozenset({"email_key", "number_key", "name_key", *NAMES})
"""Text that SQL compares byte by byte, so that both databases see the same."""
