"""What is kept of imports, and for how long: an environment's settings say it, `purge` sees to it.

Uploaded files go with everything that was found in them: violations, rows that are wrong, what people typed in their
place. Counts, names of files and who imported when stay.
"""

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from muster.apply import environments, forget
from muster.environments.choices import DEFAULTS
from muster.imports import editing
from muster.imports.folder import Folder
from muster.store import Database

OF_AN_IMPORT: Final = re.compile(r"[0-9a-f]{32}")
"""What the folder of an import is called: nothing else is ever deleted because a row names it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How many imports lost their files, and how many their values in the journal."""

    files: int
    values: int


def purge(database: Database) -> Purged:
    """Delete what is kept for longer than its environment wants. Safe to break off and to call again."""
    files = values = 0
    with database.leaving_no_trace():
        for environment in environments.every(database):
            kept = {**DEFAULTS, **environment.settings}
            files += _purge_files(database, environment.id, days=int(str(kept["keep_files_days"])))
            values += forget.forget(database, environment.id, days=int(str(kept["keep_journal_days"])))
    return Purged(files=files, values=values)


def _purge_files(database: Database, environment_id: int, *, days: int) -> int:
    """First the files, then the rows that name them: what is broken off in between is done again, and nothing is left."""
    seconds = -timedelta(days=days).total_seconds()
    count = 0
    for import_id, stored_path in database.fetch(
        _sql(database, "files_too_old"), {"environment_id": environment_id, "seconds": seconds}
    ):
        folder = Folder(Path(stored_path).parent)
        if OF_AN_IMPORT.fullmatch(folder.path.name):
            folder.remove()
        if folder.path.exists():
            log.warning("The files of import %s cannot be deleted: %s", import_id, folder.path)
            continue
        with database.transaction():
            database.execute(_sql(database, "forget_files"), {"import_id": import_id})
            editing.forget(database, import_id)
        count += 1
    return count


def _sql(database: Database, name: str) -> str:
    return database.statement("muster.imports", name)
