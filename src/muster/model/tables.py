"""The tables that the engine touches, by the names that Django's migrations and SQL both use.

Django owns schema and migrations; a test compares this page with the migrated schema on both databases.
"""

from typing import Final

from muster.model.fields import NAMES

ENVIRONMENT: Final = "environment"
IMPORT: Final = "import"
IMPORT_FILE: Final = "import_file"
CUSTOMER: Final = "customer"
CHANGE: Final = "change"
ALIAS: Final = "customer_alias"
EDIT: Final = "edit"
OUTBOX: Final = "outbox"
SEVERITY: Final = "rule_severity"
MAPPING: Final = "saved_mapping"
CONNECTION: Final = "connection"

MAX_ID: Final = 2**63 - 1
"""No database has a larger one."""

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    # `version` goes up with every write to the environment's customers; a plan holds for one version.
    # `settings` is a JSON object: limits of the loss budget, days of undo and retention, notification.
    ENVIRONMENT: ("id", "name", "country", "language", "zone", "version", "settings", "created_at"),
    # `kind`: file, pull, create, edit, merge, delete, undo. `options`, `totals`, `notify` are JSON. The last five columns are
    # the claim: who holds the import, until when, and the token that fences everybody else out. `run_after` of a waiting
    # import is when it is cancelled. `planned_version` is the environment's before the write.
    # `forgotten_at`: since then the journal has no values of it, so that it cannot be taken back.
    IMPORT: (
        "id", "environment_id", "kind", "state", "reason", "started_by", "user_id", "language", "created_at",
        "started_at", "finished_at", "options", "notify", "totals", "cleared_by_field", "fingerprint", "planned_version",
        "undoes_id", "undone_by_id", "attempt", "max_attempts", "lease_token", "lease_until", "run_after",
        "progress", "forgotten_at",
    ),
    # `position` is 1-based: `file` in frames. `labels`, `mapping`, `totals`, `skipped`, `counts` are JSON.
    IMPORT_FILE: (
        "id", "import_id", "position", "name", "stored_path", "size_bytes", "sha256", "source", "encoding", "delimiter",
        "sheet", "header_line", "labels", "mapping", "status", "totals", "skipped", "counts",
    ),
    CUSTOMER: (
        "id", "environment_id", *NAMES, "email_key", "number_key", "name_key", "facets", "version",
        "created_import", "created_file", "created_line",
    ),
    # One row per customer changed by an import; `changed` is a bit per field (fields.BIT). `kind`: update, delete, or
    # create where an undo brought a customer back; for these two `created_*` keep where the customer came from.
    # `version` is the environment's after this write: the order in time, which import ids are not.
    CHANGE: (
        "customer_id", "import_id", "environment_id", "file", "line", "kind", "version", "changed",
        *(f"before_{name}" for name in NAMES), *(f"after_{name}" for name in NAMES),
        "created_import", "created_file", "created_line",
    ),
    # Rows are only added (and removed when the merge is undone): an alias may name a customer that is gone; of several
    # for one number the newest (highest id) whose customer exists counts.
    ALIAS: ("id", "environment_id", "number", "customer_id", "import_id"),
    EDIT: ("id", "import_id", "file", "line", "field", "value", "replaced", "user_id", "at"),
    OUTBOX: (
        "id", "environment_id", "import_id", "kind", "recipient", "language", "message_id", "state", "attempt",
        "run_after", "lease_until", "last_error", "created_at", "sent_at",
    ),
    SEVERITY: ("id", "environment_id", "code", "severity"),
    MAPPING: ("id", "environment_id", "shape", "mapping", "user_id", "created_at"),
    # `secret` is encrypted, `settings` and `progress` are JSON: where to pull from, and how far the pulls got.
    CONNECTION: (
        "id", "environment_id", "source", "settings", "secret", "progress", "created_at", "updated_at", "pulled_at",
    ),
}  # fmt: skip

STAGING_SCHEMA: Final = "staging"
"""The engine's own schema: on PostgreSQL a schema of unlogged tables, on SQLite an attached file per import."""

STAGING: Final = (
    "file", "line", "end_line", "record", *NAMES, "email_key", "number_key", "name_key", "given", "erased",
    "rejected",
)  # fmt: skip
"""Columns of `staging.staging_<import>`: model.examined.STAGED."""

PLAN: Final = ("file", "line", "customer_id", "action", "changed", "code")
"""Columns of `staging.plan_<import>`: one row per staged row that is not simply created.

`action`: update, unchanged, rejected, skipped. `changed`: a bit per field. `code`: why it was rejected or skipped, or
the repair or warning that the match brought. Staged rows that are not rejected and not here are created.
"""


def staging_table(import_id: int) -> str:
    """Qualified name of an import's staging table."""
    return f"{STAGING_SCHEMA}.staging_{import_id}"


def plan_table(import_id: int) -> str:
    """Qualified name of an import's plan table."""
    return f"{STAGING_SCHEMA}.plan_{import_id}"


def created_table(import_id: int) -> str:
    """Qualified name of the table of an import's rows that would become customers: `file` and `line`."""
    return f"{STAGING_SCHEMA}.created_{import_id}"
