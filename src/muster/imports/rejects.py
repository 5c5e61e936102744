"""Correction files: what was not written, in the user's own columns, with what is wrong beside each row."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from muster import catalogue, sources
from muster.i18n import Translator
from muster.imports import asked, editing
from muster.imports.history import Kept
from muster.mapping import Edited
from muster.model.chunk import Chunk
from muster.model.edits import no_edits
from muster.model.outcome import FileReport, FileStatus, Report
from muster.model.source import Shape, Source, Unreadable
from muster.report import correction
from muster.report.causes import has_accounts


def write(kept: Kept, path: Path, translator: Translator) -> list[tuple[Path, int]]:
    """Write a correction file for each file of the import that did not go in whole: CSV or, by its ending, XLSX.

    The first is `path`, the others have the file's position in their name. Each with its number of rows; a file that
    could not be read as a table has none. Raises OSError, correction.TooManyRows.
    """
    written: list[tuple[Path, int]] = []
    for position, file in enumerate(kept.report.files, start=1):
        if file.status is FileStatus.ACCEPTED:
            continue
        target = path if not written else path.with_stem(f"{path.stem}-{position}")
        with suppress(Unreadable):
            written.append((target, write_one(kept, position, target, translator)))
    return written


def write_one(kept: Kept, position: int, path: Path, translator: Translator, edits: pl.DataFrame | None = None) -> int:
    """Write the correction file of the file at this 1-based position; how many rows it has.

    What a person corrected in the page (`edits`) stands in the cells already. Raises Unreadable for a file that cannot be
    read as a table, OSError, correction.TooManyRows.
    """
    catalogue.load()
    made = no_edits() if edits is None else edits
    since = made.slice(kept.folder.plan().edits if kept.folder else 0)
    try:
        source = sources.open_source(kept.paths[position - 1], asked.read(kept.options).of_file(position))
        report = _without_corrected(kept.report, position, source, editing.edited(since, position))
        corrected = _Corrected(source, kept.report.files[position - 1], editing.edited(made, position))
        return correction.write(report, position, corrected, path, translator)
    except Unreadable:
        path.unlink(missing_ok=True)
        raise


def of_files(kept: Kept) -> dict[int, str]:
    """Position → name of the files that have rows for a correction file, in columns of the user's own: accounts have none."""
    if kept.folder is None:
        return {}
    return {
        position: file.name
        for position, file in enumerate(kept.report.files, start=1)
        if file.status is not FileStatus.ACCEPTED and file.totals.rejected and not has_accounts(file)
    }


def _without_corrected(report: Report, position: int, source: Source, edited: Edited) -> Report:
    """The report without what was found in cells that were corrected since."""
    lines = report.violations.filter(pl.col("file") == position)["line"].drop_nulls().unique()
    _Corrected(source, report.files[position - 1], edited).again(lines.to_list())
    touched = pl.concat(
        [
            pl.DataFrame(schema={"line": pl.Int64, "field": pl.String}),
            *(each.select("line", "field") for each in edited.touched),
        ]
    )
    is_corrected = touched.with_columns(file=pl.lit(position, dtype=pl.Int64))
    return replace(
        report,
        violations=report.violations.join(
            is_corrected, on=["file", "line", "field"], how="anti", maintain_order="left"
        ),
    )


@dataclass(frozen=True, slots=True)
class _Corrected:
    """A source whose cells are as a person corrected them, wherever one column alone is a field."""

    source: Source
    file: FileReport
    edited: Edited

    @property
    def path(self) -> Path:
        return self.source.path

    @property
    def shape(self) -> Shape:
        return self.source.shape

    @property
    def violations(self) -> pl.DataFrame:
        return self.source.violations

    def chunks(self) -> Iterator[Chunk]:
        return (replace(chunk, rows=self._corrected(chunk.rows)) for chunk in self.source.chunks())

    def again(self, lines: Sequence[int]) -> pl.DataFrame:
        return self._corrected(self.source.again(lines))

    def _corrected(self, rows: pl.DataFrame) -> pl.DataFrame:
        alone = {str(columns[0]): name for name, columns in self.file.mapping.items() if len(columns) == 1}
        present = {column: name for column, name in alone.items() if column in rows.columns}
        laid = self.edited.lay(rows.rename(present))
        return laid.rename({name: column for column, name in present.items()})
