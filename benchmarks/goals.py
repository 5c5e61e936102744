"""What Muster has to reach: each goal compares two cases of one size, measured side by side in the same rounds."""

from dataclasses import dataclass
from typing import Final

from benchmarks.pages import PAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What `case` may take: `at_most` times as long as `beside`, or so many `seconds`.

    A peer is `beside` that takes `at_least` times as long as `case`. In files below `from_rows` starting the program is
    most of the work, and the goal says nothing.
    """

    case: str
    beside: str = ""
    at_most: float | None = None
    at_least: float | None = None
    seconds: float | None = None
    from_rows: int = 100_000


GOALS: Final = (
    Goal(case="check, in process", beside="csv.reader loop", at_most=1.0),
    Goal(case="check", beside="csv.reader loop", at_most=1.5),
    Goal(case="check, national mobiles", beside="csv.reader loop", at_most=1.5),
    Goal(case="check, 5 % broken", beside="check", at_most=1.4),
    Goal(case="import, PostgreSQL, new", beside="COPY", at_most=1.6),
    Goal(case="import, PostgreSQL, same again", beside="import, PostgreSQL, new", at_most=0.55),
    Goal(case="import, PostgreSQL, all changed", beside="COPY and UPDATE", at_most=1.7),
    Goal(case="import, SQLite, new", beside="sqlite3 INSERT", at_most=1.0),
    Goal(case="import, SQLite, same again", beside="sqlite3 INSERT", at_most=0.8),
    Goal(case="import, SQLite, all changed", beside="sqlite3 UPDATE", at_most=1.7),
    Goal(case="import, SQLite, 200 rows", seconds=1.3, from_rows=0),
    Goal(case="import, SQLite, new, into a large environment", beside="import, SQLite, new", at_most=2, from_rows=0),
    Goal(
        case="import, PostgreSQL, new, into a large environment",
        beside="import, PostgreSQL, new",
        at_most=2,
        from_rows=0,
    ),
    *(Goal(case=f"pages, {page}, p95", seconds=0.3) for page in PAGES),
    Goal(case="check", beside="frictionless validate", at_least=10),
    Goal(case="import, SQLite, new", beside="sqlite-utils upsert", at_least=10),
    Goal(case="import, SQLite, new", beside="django-import-export bulk, SQLite", at_least=10),
    Goal(case="import, PostgreSQL, new", beside="django-import-export bulk, PostgreSQL", at_least=10),
)

PEAK_BYTES: Final = {1_000_000: 350_000_000, 10_000_000: 450_000_000}
"""Rows of a file: the most that all processes of Muster may hold together."""
