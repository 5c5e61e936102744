"""Files that nobody owns: uploads that broke off, folders of imports whose row was never written, because a program died."""

import shutil
import time
from pathlib import Path
from typing import Final

from muster import settings
from muster.store import Database

AGE_SECONDS: Final = 24 * 3600
"""Younger ones may belong to something under way."""


def remove(database: Database, age_seconds: int = AGE_SECONDS) -> int:
    """Delete what is older and belongs to no import; how much that was."""
    data_dir = settings.load().data_dir
    owned = {Path(path).parent.name for (path,) in database.fetch(database.statement("muster.imports", "kept_paths"))}
    uploads = [path for path in _in(data_dir / "uploads") if _is_old(path, age_seconds)]
    folders = [path for path in _in(data_dir / "imports") if path.name not in owned and _is_old(path, age_seconds)]
    for path in (*uploads, *folders):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(uploads) + len(folders)


def _in(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _is_old(path: Path, age_seconds: int) -> bool:
    try:
        return time.time() - path.stat().st_mtime > age_seconds
    except FileNotFoundError:
        return False
