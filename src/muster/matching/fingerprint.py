"""Whether a plan is still the one that a person was shown."""

import hashlib
import json
from typing import Final

from muster.model.tables import plan_table, staging_table
from muster.store import Database

PRIME: Final = 2_147_483_647


def fingerprint(database: Database, import_id: int) -> str:
    """64 hexadecimal digits, equal for equal plans from equal files and options.

    They are made of sums over the rows of the plan and over the versions of the customers it would update; the rows'
    values come from the files and the options, which are the same by their own right. Sums need no order, so that a
    million rows cost one pass. They tell that something changed; they are no proof against somebody who forges a plan.
    """
    statement = database.statement(
        "muster.matching", "plan_sums", plan=plan_table(import_id), staging=staging_table(import_id)
    )
    sums = [[str(value) for value in row] for row in database.fetch(statement, {"prime": PRIME})]
    return hashlib.sha256(json.dumps(sorted(sums)).encode()).hexdigest()
