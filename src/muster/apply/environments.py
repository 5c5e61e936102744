"""Environments found and made: whose customers these are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from muster.store import Database

DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """An environment as it was when read. `version` goes up with every write to its customers."""

    id: int
    name: str
    country: str | None
    language: str
    zone: str
    version: int
    settings: Mapping[str, object]


class UnknownEnvironment(LookupError):
    """There is no environment of this name."""


def find(database: Database, name: str = DEFAULT) -> Environment:
    """The environment of this name. Where there is none at all, `default` is made. Raises UnknownEnvironment."""
    found = database.fetch(database.statement("muster.apply", "environment"), {"name": name})
    if found:
        return _environment(found[0])
    if name != DEFAULT or every(database):  # who calls theirs something else now means none that would be made anew
        raise UnknownEnvironment(name)
    return add(database, name)


def first(database: Database) -> Environment:
    """`default`, or the oldest environment where none is called so."""
    try:
        return find(database)
    except UnknownEnvironment:
        return min(every(database), key=lambda each: each.id)


def by_id(database: Database, environment_id: int) -> Environment:
    """The environment with this id. Raises UnknownEnvironment."""
    found = database.fetch(database.statement("muster.apply", "environment_by_id"), {"environment_id": environment_id})
    if not found:
        raise UnknownEnvironment(environment_id)
    return _environment(found[0])


def add(
    database: Database, name: str, *, country: str | None = None, language: str = "en", zone: str = "UTC"
) -> Environment:
    """Make an environment. One that is there already is returned as it is."""
    values = {"name": name, "country": country, "language": language, "zone": zone}
    database.execute(database.statement("muster.apply", "add_environment"), values)
    [row] = database.fetch(database.statement("muster.apply", "environment"), {"name": name})
    return _environment(row)


def change(database: Database, environment: Environment) -> None:
    """Keep name, country, language, zone and settings as `environment` has them."""
    values = {
        "environment_id": environment.id, "name": environment.name, "country": environment.country, "language": environment.language,
        "zone": environment.zone, "settings": json.dumps(dict(environment.settings)),
    }  # fmt: skip
    database.execute(database.statement("muster.apply", "change_environment"), values)


def severities(database: Database, environment: Environment) -> dict[str, str]:
    """How bad this environment finds which codes: code → error, warning or off."""
    return dict(database.fetch(database.statement("muster.apply", "severities"), {"environment_id": environment.id}))


def set_severity(database: Database, environment: Environment, code: str, severity: str | None) -> None:
    """Keep how bad this environment finds `code`; None goes back to what the catalogue says."""
    key = {"environment_id": environment.id, "code": code}
    with database.transaction():
        database.execute(database.statement("muster.apply", "forget_severity"), key)
        if severity is not None:
            database.execute(database.statement("muster.apply", "set_severity"), {**key, "severity": severity})


def every(database: Database) -> list[Environment]:
    """All environments, by name."""
    return [_environment(row) for row in database.fetch(database.statement("muster.apply", "environments"))]


def _environment(row: tuple[int, str, str | None, str, str, int, str]) -> Environment:
    number, name, country, language, zone, version, settings = row
    return Environment(
        id=number, name=name, country=country, language=language, zone=zone, version=version,
        settings=json.loads(settings),
    )  # fmt: skip
