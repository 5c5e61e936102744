"""The whole way on one screen: read → map → examine → stage → match; a tally counts while the rows go by.

`check` goes as far as it can without customers; `plan` goes on to them. Neither writes a customer: that is `apply`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from threading import Thread

import polars as pl

from muster import mapping, matching, rules, sources
from muster.model.chunk import Chunk, Skip, violations_frame
from muster.model.examined import Examined
from muster.model.fields import NAMES
from muster.model.options import Blank, OnError, Options
from muster.model.outcome import FileReport, FileStatus
from muster.model.source import Source, Unreadable
from muster.report.tally import FileTally, Tally
from muster.rules.context import Context
from muster.rules.duplicates import Duplicates
from muster.store import Database

@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file of an import: where its bytes lie, and the name its owner knows it by."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is. `bytes_read` and `size_bytes` are of the file in hand, `rows` of all files so far."""

    name: str
    bytes_read: int
    size_bytes: int
    rows: int


Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the rows would go: an import that was opened for an environment."""

    database: Database
    import_id: int
    environment_id: int
    limits: matching.Limits = field(default_factory=matching.Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What `plan` leaves: the tally of all files, and what matching found."""

    tally: Tally
    matched: matching.Matched


def check(inputs: Sequence[Input], options: Options, tell: Tell | None = None) -> Tally:
    """Examine every file as if no customer was stored yet. Never raises for what is in a file."""
    tally = Tally(options.on_error or OnError.STOP)
    with TemporaryDirectory(prefix="muster-") as spill:
        duplicates = Duplicates(Path(spill))
        for examined in _examined(inputs, options, tally, tell):
            duplicates.add(examined.rows)
        _count_duplicates(duplicates, tally)
    tally.close({file.position: file.as_if_new() for file in tally.files})
    return tally


def plan(inputs: Sequence[Input], options: Options, target: Target, tell: Tell | None = None) -> Planned:
    """Examine every file, stage its rows and match them with the stored customers; the plan lies in the database."""
    tally = Tally(options.on_error or OnError.STOP)
    unsettled: list[pl.DataFrame] = []
    target.database.create_staging(target.import_id)
    with TemporaryDirectory(prefix="muster-") as spill:
        duplicates = Duplicates(Path(spill))
        for examined in _examined(inputs, options, tally, tell):
            duplicates.add(examined.rows)
            unsettled.append(examined.unsettled)
            target.database.stage(target.import_id, examined.rows)
        refused = _count_duplicates(duplicates, tally)
    return Planned(tally=tally, matched=_match(target, tally, refused, unsettled))


def _examined(
    inputs: Sequence[Input], options: Options, tally: Tally, tell: Tell | None
) -> Iterator[Examined]:
    """All rows of all files, examined; the tally counts them on the way."""
    for given in inputs:
        file = tally.open(FileReport(name=given.name, status=FileStatus.ACCEPTED, source=options.source))
        try:
            source = sources.open_source(given.path, options)
            yield from _examined_file(source, options, tally, file, tell)
        except Unreadable as problem:
            file.refused = True
            _add(tally, file, options, _as_violation(problem))


def _examined_file(
    source: Source, options: Options, tally: Tally, file: FileTally, tell: Tell | None
) -> Iterator[Examined]:
    _describe(file.report, source)
    mapped = mapping.map_labels(source.shape, options)
    file.report.mapping = mapped.columns
    file.refused = mapped.rejected or _has_errors(source.violations)
    _add(tally, file, options, source.violations)
    _add(tally, file, options, mapped.violations)
    context = _context(options, source, mapped, file.position)
    for chunk in _one_ahead(source.chunks()):
        rows = _counted(chunk, mapping.lay(chunk.rows, mapped), file)
        _add(tally, file, options, chunk.violations)
        examined = rules.examine(rows, context)
        file.add_faulty(examined.rows.filter("rejected")["line"])
        tally.add_violations(examined.violations)
        if tell:
            tell(_progress(file, chunk, tally))
        yield examined


def _counted(chunk: Chunk, rows: pl.DataFrame, file: FileTally) -> pl.DataFrame:
    """Count a chunk's rows by what they are; those that go on."""
    examples = mapping.example_rows(rows)
    kept = rows.filter(~examples)
    file.rows_read += kept.height + chunk.broken.height
    file.add_faulty(chunk.broken["line"])
    file.skipped.update(chunk.skipped)
    file.skipped[Skip.EXAMPLE] += rows.height - kept.height
    return kept


def _count_duplicates(duplicates: Duplicates, tally: Tally) -> pl.DataFrame:
    """Count what came twice; the places of rows that are refused for it: `file`, `line`, `action`, `code`."""
    violations, refused = duplicates.found()
    tally.add_violations(violations)
    tally.refuse(refused.filter(pl.col("action") == "rejected"))
    tally.skip(Skip.IDENTICAL, refused.filter(pl.col("action") == "skipped"))
    return refused
