"""Counting while the rows go by: what each file held, what was wrong, and what that means for the file.

Counts are exact however many violations there are; at most KEPT_VIOLATIONS of them are kept to be shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from muster.model.chunk import Skip, no_violations
from muster.model.options import OnError
from muster.model.outcome import FileReport, FileStatus, Totals

KEPT_VIOLATIONS: Final = 1_000_000
"""Violations kept per import; beyond that only counts."""

COUNTS: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(), "code": pl.String(), "severity": pl.String(), "count": pl.Int64(),
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class FileTally:
    """One file's counts. `position` is the file's 1-based number in the import."""

    position: int
    report: FileReport
    refused: bool = False  # something is wrong with the file itself: no row of it can go in
    rows_read: int = 0  # rows of the file that are rows: examined and broken ones, without the skipped
    skipped: Counter[Skip] = field(default_factory=Counter)
    faulty: list[pl.Series] = field(default_factory=list)  # lines of rows that have an error
    originals: list[pl.DataFrame] = field(default_factory=list)  # of a correction file: where its rows stood first

    def add_faulty(self, lines: pl.Series) -> None:
        """Rows that begin at `lines` have an error; a row may be named more than once."""
        if lines.len():
            self.faulty.append(lines)

    def add_originals(self, rows: pl.DataFrame) -> None:
        """Rows of a correction file (`line`, `original_file`, `original_line`); of other files there is nothing to add."""
        if "original_line" in rows.columns:
            nothing = pl.lit(None, dtype=pl.String).alias("original_file")
            named = rows if "original_file" in rows.columns else rows.with_columns(nothing)
            self.originals.append(named.select("line", "original_file", "original_line"))

    def rows_with_errors(self) -> int:
        return pl.concat(self.faulty).n_unique() if self.faulty else 0

    def as_if_new(self) -> Totals:
        """What would be written if no customer was stored yet: every row without an error creates one."""
        return Totals(created=self.rows_read - self.rows_with_errors())


class Tally:
    """All files of one run."""

    def __init__(self, on_error: OnError) -> None:
        self.files: list[FileTally] = []
        self._on_error = on_error
        self._parts: list[pl.DataFrame] = []
        self._kept = 0
        self._counts: list[pl.DataFrame] = []

    def open(self, report: FileReport) -> FileTally:
        """Begin the next file."""
        tally = FileTally(position=len(self.files) + 1, report=report)
        self.files.append(tally)
        return tally

    def add_violations(self, violations: pl.DataFrame) -> None:
        """Count `violations` (with `file` and `severity`), and keep them while there is room.

        What was found between rows knows its field; the column of that field is the file's, the original place the row's.
        """
        if violations.is_empty():
            return
        violations = self._with_originals(self._with_columns(violations))
        self._counts.append(_counted(violations))
        room = KEPT_VIOLATIONS - self._kept
        if room > 0:
            self._parts.append(violations.head(room))
            self._kept += min(violations.height, room)

    def refuse(self, places: pl.DataFrame) -> None:
        """The rows at `places` (`file`, `line`) have an error that was found between rows."""
        for (position,), rows in places.group_by("file"):
            self.files[int(str(position)) - 1].add_faulty(rows["line"])

    def skip(self, reason: Skip, places: pl.DataFrame) -> None:
        """The rows at `places` (`file`) count as skipped after all."""
        for position, count in places.group_by("file").len().iter_rows():
            tally = self.files[position - 1]
            tally.skipped[reason] += count
            tally.rows_read -= count

    def replace(self, places: pl.DataFrame, field: str, found: pl.DataFrame) -> list[int]:
        """What was said of `field` in the rows at `places` (`file`, `line`, of one file) gives way to `found`.

        The lines of those rows that have an error, in this field or another.
        """
        held = self.violations
        about = held.join(places, on=["file", "line"], how="semi", maintain_order="left")
        outdated = about.filter(pl.col("field") == field)
        self._parts = [held.join(outdated, on=["file", "line", "field", "code"], how="anti", maintain_order="left")]
        self._kept = self._parts[0].height
        self._counts.append(_counted(outdated).with_columns(-pl.col("count")))
        self.add_violations(found)
        of_rows = pl.concat([about.filter(pl.col("field").ne_missing(field)), found])
        faulty = of_rows.filter(pl.col("severity") == "error")["line"].unique()
        file = self.files[int(places["file"][0]) - 1]
        lines = pl.concat([pl.Series("line", [], dtype=pl.Int64), *file.faulty])
        file.faulty = []
        file.add_faulty(lines.filter(~lines.is_in(places["line"].implode())))
        file.add_faulty(faulty)
        return faulty.to_list()

    def forget(self, kept: pl.DataFrame, forgotten: pl.DataFrame) -> None:
        """Keep only `kept` of the violations; those in `forgotten` are counted as known, not listed again."""
        self._parts = [kept]
        self._kept = kept.height
        if forgotten.is_empty():
            return
        self._counts.append(_counted(forgotten).with_columns(-pl.col("count")))
        for position, count in forgotten.group_by("file").len().iter_rows():
            self.files[position - 1].report.known_warnings += count

    @property
    def violations(self) -> pl.DataFrame:
        """All kept violations in the order of files and lines."""
        found = pl.concat(self._parts) if self._parts else no_violations()
        return found.sort("file", "line", "column", nulls_last=False, maintain_order=True)

    @property
    def counts(self) -> pl.DataFrame:
        """`file`, `code`, `severity`, `count`: exact."""
        found = pl.concat(self._counts) if self._counts else pl.DataFrame(schema=COUNTS)
        summed = found.group_by("file", "code", "severity").agg(pl.col("count").sum())
        return summed.filter(pl.col("count") > 0).sort("file", "code")

    def accepted(self) -> tuple[int, ...]:
        """Positions of the files whose rows may be written."""
        return tuple(file.position for file in self.files if not self._is_rejected(file))

    def close(self, written: Mapping[int, Totals]) -> None:
        """Settle every file's status and counts. `written` has created, updated, unchanged and cleared by position."""
        counts = self.counts
        for file in self.files:
            report = file.report
            report.skipped = dict(file.skipped)
            report.totals = self._totals(file, written.get(file.position, Totals()), counts)
            report.status = self._status(file, report.totals)

    def _with_originals(self, violations: pl.DataFrame) -> pl.DataFrame:
        """What was found between rows of a correction file is told with the original place, too."""
        known = [
            pl.concat(file.originals).with_columns(file=pl.lit(file.position, dtype=pl.Int64))
            for file in self.files
            if file.originals
        ]
        if not known:
            return violations
        places = pl.concat(known)
        located = violations.join(places, on=["file", "line"], how="left", maintain_order="left", suffix="_known")
        return located.with_columns(
            pl.coalesce(name, f"{name}_known").alias(name) for name in ("original_file", "original_line")
        ).select(violations.columns)

    def _with_columns(self, violations: pl.DataFrame) -> pl.DataFrame:
        placeless = violations.filter(pl.col("column").is_null() & pl.col("field").is_not_null())
        if placeless.is_empty():
            return violations
        columns = pl.DataFrame(
            [
                (file.position, name, of_field[0] + 1)
                for file in self.files
                for name, of_field in file.report.mapping.items()
                if of_field
            ],
            schema={"file": pl.Int64(), "field": pl.String(), "of_field": pl.Int64()},
            orient="row",
        )
        located = violations.join(columns, on=["file", "field"], how="left", maintain_order="left")
        return located.with_columns(pl.coalesce("column", "of_field").alias("column")).drop("of_field")

    def _is_rejected(self, file: FileTally) -> bool:
        return file.refused or (self._on_error is OnError.STOP and bool(file.faulty))

    def _status(self, file: FileTally, totals: Totals) -> FileStatus:
        if self._is_rejected(file):
            return FileStatus.REJECTED
        if not totals.rejected:
            return FileStatus.ACCEPTED
        return FileStatus.REJECTED if totals.rejected == file.rows_read else FileStatus.PARTIAL

    def _totals(self, file: FileTally, written: Totals, counts: pl.DataFrame) -> Totals:
        severities = dict(
            counts.filter(pl.col("file") == file.position).group_by("severity").agg(pl.col("count").sum()).iter_rows()
        )
        skipped = sum(file.skipped.values())
        rejected = self._is_rejected(file)
        faulty = file.rows_with_errors()
        return Totals(
            rows=file.rows_read + skipped,
            created=0 if rejected else written.created,
            updated=0 if rejected else written.updated,
            unchanged=0 if rejected else written.unchanged,
            rejected=file.rows_read if rejected else faulty,
            skipped=skipped,
            rows_with_errors=faulty,
            cleared=0 if rejected else written.cleared,
            repaired=severities.get("repair", 0),
            errors=severities.get("error", 0),
            warnings=severities.get("warning", 0),
            notes=severities.get("note", 0),
        )


def total(files: Iterable[FileReport]) -> Totals:
    """The sum over all files."""
    return sum((file.totals for file in files), Totals())


def _counted(violations: pl.DataFrame) -> pl.DataFrame:
    counted = violations.group_by("file", "code", "severity").len("count")
    return counted.with_columns(pl.col("count").cast(pl.Int64))
