"""Whether the tables are those of this program: one SELECT, without loading Django."""

from importlib import resources
from typing import TYPE_CHECKING, Final

from muster.store.errors import OutOfDate

if TYPE_CHECKING:
    from muster.store.database import Database

APPS: Final = ("environments", "imports", "customers")
"""The Django apps that own tables, in the order of their dependence."""


def is_current(database: "Database") -> bool:
    """Whether every migration on disk has been applied. A database that is ahead of this program is current too."""
    try:
        applied = set(database.fetch("SELECT app, name FROM django_migrations"))
    except OutOfDate:
        return False
    return all((app, name) in applied for app in APPS for name in _migrations(app))


def _migrations(app: str) -> list[str]:
    folder = resources.files("muster").joinpath(app, "migrations")
    return [file.name.removesuffix(".py") for file in folder.iterdir() if file.name[:4].isdigit()]
