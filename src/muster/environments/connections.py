"""Connections: which other programs an environment pulls its customers from, and what opens them.

Secrets are written here and read here, never shown. A rotating token is exchanged under the row's lock, so that two
pulls at once cannot spend the same token.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from muster.environments import secrecy
from muster.i18n import _
from muster.model.options import WrongOption
from muster.store import Database, fault

Secret = dict[str, Any]

FETCHED: Final = "fetched"
"""Key in a connection's settings: how often it is fetched by itself."""


class Often(StrEnum):
    """How often customers are fetched without anybody asking."""

    NEVER = "never"
    HOURLY = "hourly"
    DAILY = "daily"


SECONDS: Final = {Often.HOURLY: 3600, Often.DAILY: 86_400}
"""From one pull by itself to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connection without its secret. `settings` say where to pull from, `progress` how far the pulls got."""

    id: int
    environment_id: int
    source: str
    settings: Mapping[str, Any]
    progress: Mapping[str, Any]

    @property
    def often(self) -> Often:
        """How often it is fetched by itself."""
        return Often(self.settings.get(FETCHED, Often.NEVER))


def find(database: Database, environment_id: int, source: str) -> Connection:
    """The environment's connection to `source`. Raises WrongOption where there is none."""
    values = {"environment_id": environment_id, "source": source}
    for row in database.fetch(_sql(database, "connection"), values):
        return _connection(row)
    command = source.removesuffix("-online")
    raise WrongOption(_("There is no connection yet. “muster connect {source}” makes one."), source=command)


def is_there(database: Database, environment_id: int, source: str) -> bool:
    """Whether the environment is connected to `source`."""
    return any(each.source == source for each in every(database, environment_id))


def every(database: Database, environment_id: int) -> list[Connection]:
    """All of an environment's connections."""
    rows = database.fetch(_sql(database, "connections"), {"environment_id": environment_id})
    return [_connection(row) for row in rows]


def connect(
    database: Database, environment_id: int, source: str, *, settings: Mapping[str, Any], secret: Secret
) -> None:
    """Keep a connection in the place of an earlier one; its next pull fetches everything. How often that is stays."""
    earlier = [each.often for each in every(database, environment_id) if each.source == source]
    often = {FETCHED: earlier[0].value} if earlier else {}
    values = {
        "environment_id": environment_id, "source": source, "settings": json.dumps({**settings, **often}),
        "secret": secrecy.seal(secret),
    }  # fmt: skip
    database.execute(_sql(database, "connect"), values)


def fetch_by_itself(database: Database, connection: Connection, often: Often) -> None:
    """Say how often the customers of a connection are fetched without anybody asking."""
    settings = json.dumps({**connection.settings, FETCHED: often.value})
    database.execute(_sql(database, "keep_settings"), {"id": connection.id, "settings": settings})


def due(database: Database) -> list[Connection]:
    """Connections of any environment whose customers are to be fetched now without anybody asking."""
    return [_connection(row) for often in SECONDS for row in database.fetch(_sql(database, "due"), _time_of(often))]


def claim_due(database: Database, connection: Connection) -> bool:
    """Take on to fetch a connection that is due, within the caller's transaction. False: somebody else has."""
    return database.execute(_sql(database, "claim_due"), {"id": connection.id, **_time_of(connection.often)}) == 1


def disconnect(database: Database, connection_id: int) -> None:
    """Forget where to pull from, how far that got, and what opened it."""
    database.execute(_sql(database, "disconnect"), {"id": connection_id})


def secret(database: Database, connection_id: int) -> Secret:
    """What opens the other program."""
    with database.transaction():
        return _secret(database, connection_id)


def exchange(database: Database, connection_id: int, change: Callable[[Secret], Secret]) -> Secret:
    """Put what `change` makes of the secret in its place, while nobody else can; the new one.

    Where `change` raises, the old one stays. A program that dies between `change` and the commit has spent the old one
    for nothing: somebody has to connect again.
    """
    with database.transaction():
        old = _secret(database, connection_id)
        new = change(old)
        if new != old:
            fault("secret-exchanged")
            database.execute(_sql(database, "keep_secret"), {"id": connection_id, "secret": secrecy.seal(new)})
    return new


def keep_progress(database: Database, connection_id: int, progress: Mapping[str, Any]) -> None:
    """Remember how far the pulls got."""
    values = {"id": connection_id, "progress": json.dumps(dict(progress))}
    database.execute(_sql(database, "keep_progress"), values)


def rotate(database: Database) -> int:
    """Encrypt every secret with the newest key, in one transaction; how many there are."""
    with database.transaction():
        kept = database.fetch(_sql(database, "every_secret"))
        for (number, _old), new in zip(kept, secrecy.reseal([sealed for _number, sealed in kept]), strict=True):
            database.execute(_sql(database, "keep_secret"), {"id": number, "secret": new})
    return len(kept)


def _connection(row: tuple[Any, ...]) -> Connection:
    number, environment, name, settings, progress = row
    return Connection(
        id=number, environment_id=environment, source=name, settings=json.loads(settings), progress=json.loads(progress)
    )


def _time_of(often: Often) -> dict[str, object]:
    return {"often": often.value, "seconds": -SECONDS[often]}


def _secret(database: Database, connection_id: int) -> Secret:
    [(sealed,)] = database.fetch(_sql(database, "secret"), {"id": connection_id})
    return secrecy.unseal(sealed)


def _sql(database: Database, name: str) -> str:
    return database.statement("muster.environments", name)
