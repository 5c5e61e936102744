"""A look at the files of an import, for the person in the page: what its columns hold, and the rows that are wrong."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import polars as pl

from muster import catalogue, mapping, sources
from muster.imports.folder import Folder
from muster.mapping import Mapped
from muster.model.chunk import no_violations, violations_frame
from muster.model.fields import NAMES
from muster.model.options import Options
from muster.model.outcome import FileReport, FileStatus
from muster.model.source import Unreadable
from muster.pipeline import Input, mapped_labels

SAMPLES: Final = 3
ROWS_KEPT: Final = 100_000
"""Rows with problems that are kept to be edited in the page; nobody mends more by hand."""

HEADERS: Final = "headers"
"""What was found in the headers, beside the files."""

GUESSES: Final = frozenset(["guess"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a file: its header, some of its cells, the field it was read as (Field.name) and how that was found."""

    label: str
    samples: tuple[str, ...]
    field: str | None = None
    how: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file whose header was read. `violations` are those of the header; without columns it could not be read at all."""

    report: FileReport
    columns: tuple[Column, ...] = ()
    violations: pl.DataFrame = field(default_factory=no_violations)
    fixed: bool = False  # its columns are not the user's to choose: an export of accounts
    shape: str = ""
    sheets: tuple[str, ...] = ()  # of a workbook with several, if it might have been another
    is_sheet_guessed: bool = False

    @property
    def needs_a_person(self) -> bool:
        """Something about the columns is doubtful, or which sheet they are of."""
        guessed = self.is_sheet_guessed or any(column.how in GUESSES for column in self.columns)
        return bool(self.columns) and not self.fixed and (guessed or not self.errors.is_empty())

    @property
    def errors(self) -> pl.DataFrame:
        """What is wrong with the header, a violations frame."""
        return self.violations.filter(pl.col("severity") == "error")


def look(inputs: Sequence[Input], options: Options) -> list[Looked]:
    """Read the header of every file. What cannot be read at all has no columns; examining it says why."""
    catalogue.load()
    return [_look(given, options, position) for position, given in enumerate(inputs, start=1)]


def keep(folder: Folder, looked: Sequence[Looked]) -> None:
    """Keep what was seen beside the files."""
    folder.keep_text("columns.json", json.dumps([_as_json(each) for each in looked], ensure_ascii=False))
    folder.keep_frame(HEADERS, pl.concat([no_violations(), *(each.violations for each in looked)]))


def kept(folder: Folder) -> list[Looked]:
    """What `keep` kept; nothing where nothing was."""
    text, found = folder.kept_text("columns.json"), folder.frame(HEADERS)
    violations = no_violations() if found is None else found
    return [
        _from_json(each, violations.filter(pl.col("file") == position))
        for position, each in enumerate(json.loads(text) if text else [], start=1)
    ]


def rows_in_question(inputs: Sequence[Input], options: Options, violations: pl.DataFrame) -> pl.DataFrame:
    """The rows with an error or a warning, as the user wrote and edited them: `file`, `line`, `end_line`, all fields.

    Beside a row that occurs twice stands the first one. A field that the file does not have is null; a row that could not
    be read into cells is not there.
    """
    wrong = violations.filter(pl.col("severity").is_in(["error", "warning"]), pl.col("line").is_not_null())
    places = pl.concat([wrong.select("file", "line"), wrong.select(file="first_file", line="first_line").drop_nulls()])
    parts = [pl.DataFrame(schema=_ROWS)]
    for position, given in enumerate(inputs, start=1):
        of_file = places.filter(pl.col("file") == position)["line"].unique().sort().head(ROWS_KEPT)
        if of_file.len():
            parts.append(_rows(given, options, position, of_file.to_list()))
    return pl.concat(parts)


_ROWS: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(), "line": pl.Int64(), "end_line": pl.Int64(), **dict.fromkeys(NAMES, pl.String()),
}  # fmt: skip


def _rows(given: Input, options: Options, position: int, lines: Sequence[int]) -> pl.DataFrame:
    try:
        source = sources.open_source(given.path, options.of_file(position))
        cells = source.again(lines)
    except Unreadable:
        return pl.DataFrame(schema=_ROWS)
    rows = given.edited.lay(mapping.lay(cells, mapped_labels(source.shape, options)))
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in NAMES if name not in rows.columns]
    end = pl.col("end_line") if "end_line" in rows.columns else pl.col("line").alias("end_line")
    return rows.with_columns(end, *absent, file=pl.lit(position)).select(
        pl.col(name).cast(dtype) for name, dtype in _ROWS.items()
    )


def _look(given: Input, options: Options, position: int) -> Looked:
    report = FileReport(name=given.name, status=FileStatus.REJECTED, source=options.source)
    chosen = options.of_file(position)
    try:
        source = sources.open_source(given.path, chosen)
    except Unreadable:
        if chosen.sheet is None:
            return Looked(report=report)
        report.sheet = chosen.sheet
        return Looked(report=report, sheets=_look(given, replace(options, sheet=None, sheets={}), position).sheets)
    shape = source.shape
    mapped = mapped_labels(shape, options)
    report.source, report.encoding, report.delimiter, report.sheet = (
        shape.source,
        shape.encoding,
        shape.delimiter,
        shape.sheet,
    )
    report.labels, report.header_line, report.size_bytes, report.mapping = (
        shape.labels, shape.header_line, shape.size_bytes, mapped.columns,
    )  # fmt: skip
    return Looked(
        report=report,
        columns=_columns(shape.labels, shape.sample, mapped),
        violations=violations_frame(mapped.violations.with_columns(file=pl.lit(position))),
        fixed=shape.fields is not None,
        shape=mapping.shape_key(shape.labels),
        sheets=shape.sheets if len(shape.sheets) > 1 else (),
        is_sheet_guessed=shape.is_sheet_guessed,
    )


def _columns(labels: Sequence[str], sample: pl.DataFrame, mapped: Mapped) -> tuple[Column, ...]:
    field_of = {column: name for name, columns in mapped.columns.items() for column in columns}
    return tuple(
        Column(
            label=label,
            samples=_samples(sample, position),
            field=field_of.get(position),
            how=mapped.how.get(field_of.get(position, "")),
        )
        for position, label in enumerate(labels)
    )


def _samples(sample: pl.DataFrame, position: int) -> tuple[str, ...]:
    name = str(position)
    if name not in sample.columns:
        return ()
    cells = sample[name].drop_nulls()
    return tuple(cells.filter(cells != "").unique(maintain_order=True).head(SAMPLES))


def _as_json(looked: Looked) -> dict[str, Any]:
    report = looked.report
    return {
        "report": {
            "name": report.name, "source": report.source, "encoding": report.encoding, "delimiter": report.delimiter,
            "sheet": report.sheet, "header_line": report.header_line, "size_bytes": report.size_bytes,
        },
        "columns": [asdict(column) for column in looked.columns],
        "fixed": looked.fixed, "shape": looked.shape, "sheets": looked.sheets, "is_sheet_guessed": looked.is_sheet_guessed,
    }  # fmt: skip


def _from_json(kept: Mapping[str, Any], violations: pl.DataFrame) -> Looked:
    columns = tuple(Column(**{**column, "samples": tuple(column["samples"])}) for column in kept["columns"])
    report = FileReport(**kept["report"], status=FileStatus.REJECTED, labels=tuple(column.label for column in columns))
    return Looked(
        report=report, columns=columns, violations=violations, fixed=kept["fixed"], shape=kept["shape"],
        sheets=tuple(kept.get("sheets", ())), is_sheet_guessed=kept.get("is_sheet_guessed", False),
    )  # fmt: skip
