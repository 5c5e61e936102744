"""Where customers are kept: which database, its tables made on first use."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from muster import settings
from muster.apply import environments
from muster.apply.environments import Environment
from muster.i18n import _
from muster.model.options import WrongOption
from muster.store import Database, is_current, open_database


@contextmanager
def opened(url: str | None = None) -> Iterator[Database]:
    """The database at `url`, else the one that the settings name; made and migrated where it is not current.

    Raises WrongOption for a URL that names no database, StoreError where it cannot be reached.
    """
    named = url or settings.load().database_url
    database = _open(named)
    try:
        if not is_current(database):
            # Django is loaded only here: it takes 0.7 s.
            from muster.environments.migrate import migrate  # noqa: PLC0415

            migrate(named)
        yield database
    finally:
        database.close()


def _open(url: str) -> Database:
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///")).expanduser().parent
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
    try:
        return open_database(url)
    except ValueError:
        raise WrongOption(
            _("“{url}” names no database: it needs the form sqlite:///PATH or postgresql://USER@HOST/NAME."), url=url
        ) from None


def environment(database: Database, name: str) -> Environment:
    """The environment of this name; `default` is made where there is none at all. Raises WrongOption for an unknown name."""
    try:
        return environments.find(database, name)
    except environments.UnknownEnvironment:
        known = ", ".join(each.name for each in environments.every(database)) or environments.DEFAULT
        raise WrongOption(
            _("There is no environment “{name}”. There are: {names}. “muster environments add” makes one."),
            name=name, names=known,
        ) from None  # fmt: skip


def user_name() -> str:
    """Who runs this program, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
