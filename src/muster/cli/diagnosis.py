"""What `muster doctor` looks at: settings, data folder, database, mail. Nothing is changed, and no secret is shown."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from muster import settings
from muster.i18n import Translator, _
from muster.model.options import WrongOption
from muster.settings import Settings
from muster.store import StoreError, is_current, open_database

ENOUGH_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is well, or is not, in the reader's language."""

    well: bool
    text: str


def findings(url: str | None, translator: Translator) -> Iterator[Finding]:
    """Look at everything, one finding each. Raises WrongSettings where not even the settings can be read."""
    here = settings.load()
    yield _versions(translator)
    yield _data_dir(here.data_dir, translator)
    yield _database(url or here.database_url, translator)
    yield _mail(here, translator)


def _versions(translator: Translator) -> Finding:
    python = ".".join(str(part) for part in sys.version_info[:3])
    text = translator.text(_("Python {python}, SQLite {sqlite}"), python=python, sqlite=sqlite3.sqlite_version)
    return Finding(sys.version_info >= (3, 11) and sqlite3.sqlite_version_info >= (3, 39), text)


def _data_dir(folder: Path, translator: Translator) -> Finding:
    existing = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if not os.access(existing, os.W_OK):
        return Finding(False, translator.text(_("The data folder {folder} cannot be written to."), folder=folder))
    free = shutil.disk_usage(existing).free
    text = translator.text(
        _("Data folder {folder}, {free} GB free"), folder=folder, free=translator.number(round(free / 1e9))
    )
    return Finding(free > ENOUGH_BYTES, text)


def _database(url: str, translator: Translator) -> Finding:
    shown = _without_password(url)
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).expanduser().exists():
        return Finding(True, translator.text(_("Database {url}: it will be made on first use"), url=shown))
    try:
        database = open_database(url)
    except (StoreError, WrongOption, ValueError) as problem:
        return Finding(False, translator.text(_("Database {url}: {problem}"), url=shown, problem=problem))
    try:
        if is_current(database):
            return Finding(True, translator.text(_("Database {url}: reached, its tables are up to date"), url=shown))
        return Finding(
            False, translator.text(_("Database {url}: its tables are not up to date; run “muster migrate”"), url=shown)
        )
    finally:
        database.close()


def _mail(here: Settings, translator: Translator) -> Finding:
    if here.email_url is None:
        text = translator.text(
            _("Mail is written to {folder}; set MUSTER_EMAIL_URL to send it"), folder=here.outbox_dir
        )
        return Finding(True, text)
    return Finding(True, translator.text(_("Mail is sent by {url}"), url=_without_password(here.email_url)))


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return url if parts.password is None else url.replace(f":{parts.password}@", ":…@")
