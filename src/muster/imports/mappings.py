"""Mappings that an environment saved for files of a shape, so that nobody says twice what a column holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from muster.store import Database, moment

Mapped = Mapping[str, str | None]
"""Header (or "header+header") → Field.name, or None to ignore it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One saved mapping."""

    id: int
    mapping: Mapped
    saved_at: datetime | None


def every(database: Database, environment_id: int) -> dict[str, Mapped]:
    """Shape (`mapping.shape_key`) → mapping."""
    rows = database.fetch(_sql(database, "saved_mappings"), {"environment_id": environment_id})
    return {shape: json.loads(mapping) for _id, shape, mapping, _at in rows}


def listed(database: Database, environment_id: int) -> list[Saved]:
    """All of them, the newest first."""
    rows = database.fetch(_sql(database, "saved_mappings"), {"environment_id": environment_id})
    return [Saved(id=number, mapping=json.loads(mapping), saved_at=moment(at)) for number, _shape, mapping, at in rows]


def save(database: Database, environment_id: int, shape: str, mapping: Mapped, *, user_id: int | None = None) -> None:
    """Keep a mapping in the place of an earlier one for the same shape."""
    values = {
        "environment_id": environment_id, "shape": shape, "mapping": json.dumps(dict(mapping), ensure_ascii=False),
        "user_id": user_id,
    }  # fmt: skip
    database.execute(_sql(database, "save_mapping"), values)


def forget(database: Database, environment_id: int, mapping_id: int) -> bool:
    """Delete a saved mapping. False: this environment has none of that number."""
    return database.execute(_sql(database, "forget_mapping"), {"environment_id": environment_id, "id": mapping_id}) == 1


def _sql(database: Database, name: str) -> str:
    return database.statement("muster.imports", name)
