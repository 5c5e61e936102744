"""What one-time codes and recovery codes are made from: kept by the library for signing in, encrypted with our keys."""

import json
from collections.abc import Mapping
from typing import Any, Final

from muster.environments import secrecy
from muster.store import Database

SECRETS: Final = ("secret", "seed")
"""Under these names the library keeps what must not be read."""


def rotate(database: Database) -> None:
    """Encrypt all of it with the newest key, in one transaction."""
    with database.transaction():
        for number, data in database.fetch(_sql(database, "every_factor")):
            again = json.dumps(_resealed(json.loads(data)))
            database.execute(_sql(database, "keep_factor"), {"id": number, "data": again})


def _resealed(data: Mapping[str, Any]) -> dict[str, Any]:
    found = [name for name in SECRETS if name in data]
    return {**data, **dict(zip(found, secrecy.reseal([data[name] for name in found]), strict=True))}


def _sql(database: Database, name: str) -> str:
    return database.statement("muster.environments", name)
