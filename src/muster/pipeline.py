"""The whole way on one screen: read → map → examine → stage → match; a tally counts while the rows go by.

`check` goes as far as it can without customers; `plan` goes on to them. Neither writes a customer: that is `apply`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from muster import mapping, matching, rules, sources
from muster.catalogue import Severity
from muster.catalogue.severity import active_codes, severity_of
from muster.matching.limits import Limits
from muster.model.ahead import one_ahead
from muster.model.chunk import Chunk, Skip, violations_frame
from muster.model.examined import Examined
from muster.model.fields import BIT, NAMES
from muster.model.options import OnError, Options
from muster.model.outcome import FileReport, FileStatus
from muster.model.source import Shape, Source, Unreadable
from muster.report.tally import FileTally, Tally
from muster.rules.context import Context
from muster.rules.duplicates import Duplicates
from muster.rules.mixed_countries import MixedCountries
from muster.sources.codes import ONLY_EXAMPLES
from muster.store import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file of an import: where its bytes lie, the name its owner knows it by, what a person edited in it."""

    name: str
    path: Path
    edited: mapping.Edited = field(default_factory=mapping.Edited.none)


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
    limits: Limits


def check(inputs: Sequence[Input], options: Options, tell: Tell | None = None) -> Tally:
    """Examine every file as if no customer was stored yet. Never raises for what is in a file."""
    tally = Tally(options.on_error or OnError.STOP)
    with TemporaryDirectory(prefix="muster-") as spill:
        duplicates = Duplicates(Path(spill))
        for examined in _examined(inputs, options, tally, tell, is_keyed=False):
            duplicates.add(examined.rows)
        _count_duplicates(duplicates, tally)
    tally.close({file.position: file.as_if_new() for file in tally.files})
    return tally


def plan(
    inputs: Sequence[Input], options: Options, target: Target, tell: Tell | None = None
) -> tuple[Tally, matching.Matched]:
    """Examine every file, stage its rows and match them with the stored customers; the plan lies in the database.

    Raises StoreError where the database fails.
    """
    database, import_id = target.database, target.import_id
    tally = Tally(options.on_error or OnError.STOP)
    unsettled: list[pl.DataFrame] = []
    database.create_staging(import_id)
    with TemporaryDirectory(prefix="muster-") as spill:
        duplicates = Duplicates(Path(spill))
        for examined in _examined(inputs, options, tally, tell, is_keyed=True):
            duplicates.add(examined.rows)
            unsettled.append(examined.unsettled)
            database.stage(import_id, examined.rows)
        refused = _count_duplicates(duplicates, tally)
    database.complete_staging(import_id)
    _settle_mobiles(pl.concat(unsettled) if unsettled else None, options, target, tally)
    matched = matching.match(
        database,
        import_id=import_id,
        environment_id=target.environment_id,
        refused=refused,
        source=tally.files[0].report.source,
        limits=target.limits,
        severity=_severity(options),
        on_error=options.on_error or OnError.STOP,
        rejected_files=[file.position for file in tally.files if file.refused],
    )
    _add_matched(matched.violations, tally)
    tally.refuse(matched.violations.filter(pl.col("severity") == Severity.ERROR))
    tally.skip(Skip.MERGED, matched.merged)
    tally.forget(*matching.known(database, import_id, tally.violations))
    tally.close(matched.totals)
    return tally, matched


def examine_again(rows: pl.DataFrame, options: Options, file: FileReport, position: int) -> pl.DataFrame:
    """What the rules find in some rows of a file that was examined before, and was edited since: a violations frame.

    `rows` are as `mapping.lay` gives them. What is found between rows, or by stored customers, is not looked for.
    """
    present = [name for name in NAMES if name in file.mapping]
    columns = {name: file.mapping[name][0] + 1 for name in present}
    laid = rows.select("line", "end_line", *present)
    return rules.examine(laid, _context(options, file, columns, position)).violations


def mapped_labels(shape: Shape, options: Options) -> mapping.Mapped:
    """Which columns form which fields, by the options and by what was saved for files of this shape."""
    return mapping.map_labels(shape, options, options.saved.get(mapping.shape_key(shape.labels)))


def _examined(
    inputs: Sequence[Input], options: Options, tally: Tally, tell: Tell | None, *, is_keyed: bool
) -> Iterator[Examined]:
    """All rows of all files, examined; the tally counts them on the way. `is_keyed`: they are to be matched.

    Whoever takes them works on a chunk while the next one is examined and the one behind that is read.
    """
    for examined, progress in one_ahead(_examined_files(inputs, options, tally, is_keyed=is_keyed)):
        if tell:
            tell(progress)
        yield examined


def _examined_files(
    inputs: Sequence[Input], options: Options, tally: Tally, *, is_keyed: bool
) -> Iterator[tuple[Examined, Progress]]:
    for given in inputs:
        file = tally.open(FileReport(name=given.name, status=FileStatus.ACCEPTED, source=options.source))
        try:
            source = sources.open_source(given.path, options.of_file(file.position))
            yield from _examined_file(source, given.edited, options, tally, file, is_keyed=is_keyed)
        except Unreadable as problem:
            file.refused = True
            tally.add_violations(_settled(_as_violation(problem), options, file))


def _examined_file(
    source: Source, edited: mapping.Edited, options: Options, tally: Tally, file: FileTally, *, is_keyed: bool
) -> Iterator[tuple[Examined, Progress]]:
    mapped = mapped_labels(source.shape, options)
    _describe(file.report, source, mapped)
    for violations in (source.violations, mapped.violations):
        settled = _settled(violations, options, file)
        tally.add_violations(settled)
        file.refused = file.refused or mapped.rejected or (settled["severity"] == Severity.ERROR).any()
    context = _context(options, file.report, mapping.column_of(mapped), file.position, is_keyed=is_keyed)
    countries = MixedCountries()
    accounts = mapping.Accounts(mapped)
    for whole in one_ahead(source.chunks()):
        chunk = _without_left_out(whole, edited.left_out, file)
        tally.add_violations(_settled(chunk.violations, options, file))
        laid = mapping.lay(accounts.customers(chunk.rows), mapped)
        rows = edited.lay(_counted(chunk, laid, file))
        file.add_originals(rows)
        examined = rules.examine(rows, context)
        countries.add(rows, examined.rows)
        found = _without_consequences(examined.violations) if mapped.rejected else examined.violations
        tally.add_violations(found)
        file.add_faulty(found.filter(pl.col("severity") == Severity.ERROR)["line"].unique())
        yield examined, _progress(chunk, file, tally)
    file.skipped.update(accounts.skipped)
    tally.add_violations(_settled(accounts.found(), options, file))
    tally.add_violations(_settled(countries.found(), options, file))
    if not file.rows_read and file.skipped[Skip.EXAMPLE]:
        tally.add_violations(_settled(_nothing_but_examples(), options, file))


def _without_consequences(violations: pl.DataFrame) -> pl.DataFrame:
    """Where the header is wrong, nothing is said of what whole rows lack: their cells are all that can be judged."""
    return violations.filter(pl.col("field").is_not_null())


def _describe(report: FileReport, source: Source, mapped: mapping.Mapped) -> None:
    shape = source.shape
    report.source = shape.source
    report.encoding = shape.encoding
    report.delimiter = shape.delimiter
    report.sheet = shape.sheet
    report.labels = shape.labels
    report.header_line = shape.header_line
    report.size_bytes = shape.size_bytes
    report.mapping = mapped.columns


def _context(
    options: Options, file: FileReport, columns: Mapping[str, int], position: int, *, is_keyed: bool = True
) -> Context:
    """What the rules know of a file beside its rows."""
    is_table = file.source in {"csv", "xlsx"}
    whole = {} if options.blank is None else dict.fromkeys(NAMES, options.blank)
    return Context(
        file=position,
        columns=columns,
        country=options.country,
        language=options.language,
        blank={**whole, **options.blank_by_field},
        blank_words=options.blank_words,
        severities=options.severities,
        source=mapping.data_of(file.labels) or file.source if is_table else file.source,
        guarded=is_table,
        active=active_codes(options.select, options.ignore),
        is_keyed=is_keyed,
        is_careful=options.is_careful,
    )


def _without_left_out(chunk: Chunk, lines: pl.Series, file: FileTally) -> Chunk:
    """The chunk without the rows that a person left out; they count as skipped."""
    if lines.is_empty():
        return chunk
    stays = ~pl.col("line").is_in(lines.implode())
    kept = replace(
        chunk,
        rows=chunk.rows.filter(stays),
        broken=chunk.broken.filter(stays),
        violations=chunk.violations.filter(stays | pl.col("line").is_null()),
    )
    gone = chunk.rows.height + chunk.broken.height - kept.rows.height - kept.broken.height
    if gone:
        file.skipped[Skip.LEFT_OUT] += gone
    return kept


def _counted(chunk: Chunk, rows: pl.DataFrame, file: FileTally) -> pl.DataFrame:
    """Count a chunk's rows by what they are; those that go on."""
    examples = mapping.example_rows(rows)
    kept = rows.filter(~examples) if examples.any() else rows
    file.rows_read += kept.height + chunk.broken.height
    file.add_faulty(chunk.broken["line"])
    file.skipped.update(chunk.skipped)
    if kept.height < rows.height:
        file.skipped[Skip.EXAMPLE] += rows.height - kept.height
    return kept


def _count_duplicates(duplicates: Duplicates, tally: Tally) -> pl.DataFrame:
    """Count what came twice; the places of rows that are refused for it: `file`, `line`, `action`, `code`."""
    violations, refused = duplicates.found()
    tally.add_violations(violations)
    tally.refuse(refused.filter(pl.col("action") == "rejected"))
    tally.skip(Skip.IDENTICAL, refused.filter(pl.col("action") == "skipped"))
    return refused


def _settle_mobiles(unsettled: pl.DataFrame | None, options: Options, target: Target, tally: Tally) -> None:
    """Read national numbers of rows without a country again, with the country of the stored customer they mean."""
    if unsettled is None or unsettled.is_empty():
        return
    countries = matching.stored_countries(
        target.database, target.import_id, environment_id=target.environment_id, rows=unsettled
    )
    again = unsettled.join(
        countries.filter(pl.col("country").ne_missing(pl.lit(options.country))),
        on=["file", "line"],
        maintain_order="left",
    )
    for (position,), rows in again.group_by("file", maintain_order=True):
        file = tally.files[int(str(position)) - 1]
        context = Context(
            file=file.position, columns={"mobile": int(rows["column"][0] or 0)}, country=options.country,
            severities=options.severities, source=file.report.source,
            active=active_codes(options.select, options.ignore),
        )  # fmt: skip
        examined = rules.examine(rows.select("line", "mobile", "country", end_line="line"), context)
        found = examined.violations.filter(pl.col("field") == "mobile")
        still_faulty = tally.replace(rows.select("file", "line"), "mobile", found)
        restaged = examined.rows.select(
            "file", "line", "mobile", given=pl.col("given") & BIT["mobile"], rejected=pl.col("line").is_in(still_faulty)
        )
        matching.restage_mobiles(target.database, target.import_id, restaged)


def _add_matched(found: pl.DataFrame, tally: Tally) -> None:
    """A repair that a stored customer proves takes the place of what the rules said of the damaged value."""
    is_repair = pl.col("severity") == Severity.REPAIR
    for (_position, name), repairs in found.filter(is_repair).group_by("file", "field"):
        tally.replace(repairs.select("file", "line"), str(name), repairs)
    tally.add_violations(found.filter(~is_repair))


def _severity(options: Options) -> Callable[[str], str | None]:
    active = active_codes(options.select, options.ignore)
    return lambda code: severity_of(code, options.severities, active)


def _settled(violations: pl.DataFrame, options: Options, file: FileTally) -> pl.DataFrame:
    """What a source or the mapping found, with this file's position and as bad as this environment finds it."""
    if violations.is_empty():
        return violations
    found = violations.with_columns(file=pl.lit(file.position, dtype=pl.Int64))
    severity = _severity(options)
    severities = {code: severity(code) for code in found["code"].unique()}
    settled = found.with_columns(severity=pl.col("code").replace_strict(severities, return_dtype=pl.String))
    return settled.filter(pl.col("severity").is_not_null())


def _as_violation(problem: Unreadable) -> pl.DataFrame:
    return violations_frame(
        pl.DataFrame(
            {
                "line": [problem.line],
                "end_line": [problem.line],
                "code": [problem.code],
                "value": [problem.value],
                "params": [json.dumps(problem.params, default=str)],
            }
        )
    )


def _nothing_but_examples() -> pl.DataFrame:
    return violations_frame(pl.DataFrame({"code": [ONLY_EXAMPLES]}))


def _progress(chunk: Chunk, file: FileTally, tally: Tally) -> Progress:
    return Progress(
        name=file.report.name,
        bytes_read=chunk.bytes_read,
        size_bytes=file.report.size_bytes,
        rows=sum(each.rows_read for each in tally.files),
    )
