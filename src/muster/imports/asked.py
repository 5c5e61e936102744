"""What an import was asked to do: its options, completed by the operator and the environment, and as its row keeps them."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from muster import catalogue, settings
from muster.apply import environments
from muster.apply.environments import Environment
from muster.catalogue.severity import active_codes, checked
from muster.imports import mappings
from muster.model.options import Blank, OnError, Options
from muster.store import Database


def settled(options: Options) -> Options:
    """`options` with the severities of the settings file. Raises WrongOption for a code that the catalogue lacks."""
    catalogue.load()
    active_codes(options.select, options.ignore)
    return replace(options, severities=checked({**options.severities, **settings.load().severities}))


def at_home(database: Database, options: Options, environment: Environment) -> Options:
    """What the options leave open, the environment says."""
    return settled(
        replace(
            options,
            country=options.country or environment.country,
            language=options.language or environment.language,
            severities={**environments.severities(database, environment), **options.severities},
            saved=mappings.every(database, environment.id),
        )
    )


def kept(options: Options) -> dict[str, Any]:
    """Options as an import's row keeps them."""
    return asdict(options)


def read(row: Mapping[str, Any]) -> Options:
    """Options as `kept` gave them, also by an earlier version that knew fewer."""
    known = {field.name: row[field.name] for field in fields(Options) if field.name in row}
    return Options(
        **{
            **known,
            "sheets": {int(position): sheet for position, sheet in known.get("sheets", {}).items()},
            "blank_words": tuple(known["blank_words"]),
            "select": tuple(known["select"]),
            "ignore": tuple(known["ignore"]),
            "on_error": known["on_error"] and OnError(known["on_error"]),
            "blank": known["blank"] and Blank(known["blank"]),
            "blank_by_field": {name: Blank(choice) for name, choice in known["blank_by_field"].items()},
        }
    )
