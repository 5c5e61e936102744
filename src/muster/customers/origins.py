"""Where values came from, down to the file's name, the repair that rebuilt one and the person who typed one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from muster.apply.provenance import Held, Origin, Past
from muster.imports.folder import ORIGINS, Folder
from muster.store import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row of a file: where one customer's values stood."""

    import_id: int
    file: int
    line: int


def completed(database: Database, past: Past) -> Past:
    """`past` with file names, repairs and persons, as far as the import's folder still has them."""
    origins = [held.origin for field in past.held.values() for held in field]
    files = _files(database, {origin.import_id for origin in origins if origin.file is not None})
    changed = {place: _not_the_files_own(files, place) for place in set(_places(origins))}
    people = _people(database, {user for marks in changed.values() for _code, user in marks.values() if user})

    def told(name: str, origin: Origin) -> Origin:
        place = _place(origin)
        if place is None:
            return origin
        code, user = changed[place].get(name, (None, None))
        file = files.get((place.import_id, place.file))
        named = replace(origin, file_name=file.name, file_source=file.source, sheet=file.sheet) if file else origin
        return replace(named, code=code, typed_by=people.get(user) if user else None)

    return replace(
        past,
        held={
            name: tuple(Held(value=held.value, origin=told(name, held.origin)) for held in field)
            for name, field in past.held.items()
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of an import, and where it lies if it was kept."""

    name: str
    path: str | None
    source: str | None
    sheet: str | None


Files = Mapping[tuple[int, int], File]
"""By import and position."""


def _place(origin: Origin) -> Place | None:
    if origin.import_id is None or origin.file is None or origin.line is None:
        return None
    return Place(import_id=origin.import_id, file=origin.file, line=origin.line)


def _places(origins: Iterable[Origin]) -> Iterable[Place]:
    return filter(None, map(_place, origins))


def _files(database: Database, imports: set[int | None]) -> Files:
    if not imports:
        return {}
    sql = database.statement("muster.customers", "files_of", imports=_listed(imports))
    return {
        (import_id, position): File(name=name, path=path, source=source, sheet=sheet)
        for import_id, position, name, path, source, sheet in database.fetch(sql)
    }


def _not_the_files_own(files: Files, place: Place) -> dict[str, tuple[str | None, int | None]]:
    """Field.name → the code of a repair, or the user who typed it; nothing where the folder was purged."""
    file = files.get((place.import_id, place.file))
    kept = Folder(Path(file.path).parent).frame_path(ORIGINS) if file and file.path else None
    if kept is None or not kept.is_file():
        return {}
    here = (pl.col("file") == place.file) & (pl.col("line") == place.line)
    found = pl.scan_parquet(kept).filter(here).select("field", "code", "user_id").collect()
    return {name: (code, user) for name, code, user in found.iter_rows()}


def _people(database: Database, users: set[int]) -> dict[int, str]:
    if not users:
        return {}
    return dict(database.fetch(database.statement("muster.customers", "people", users=_listed(users))))


def _listed(numbers: Iterable[int | None]) -> str:
    return ", ".join(str(number) for number in sorted(filter(None, numbers)))
