"""What is wrong in an import that waits, grouped by what mends it, for a person who mends it in the page.

Everything is read from what planning kept: the violations and the rows they are in, as the user wrote and edited them.
Edits made since lie on top; only planning anew settles what they come to.
"""

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from muster import catalogue, pipeline
from muster.catalogue import Severity
from muster.imports import asked, editing
from muster.imports.folder import ROWS, VIOLATIONS
from muster.imports.history import Kept
from muster.model.chunk import no_violations
from muster.model.edits import LEFT_OUT
from muster.model.fields import NAMES
from muster.store import Database

VALUES_SHOWN: Final = 5
ROWS_A_PAGE: Final = 50
FIXES_AT_ONCE: Final = 100_000

BLANK_WORDS: Final = frozenset(["BLK001", "BLK002"])
"""Codes of words that may be meant as blank: the option that says so mends all of them."""

MENDED_BY_ROW: Final = frozenset(["DUP", "IDN", "UPD", "ROW"])
"""Places of codes about a row as a whole, or about two rows: another value for all of a kind mends none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A value that is wrong wherever it stands in a field: how often, what is suggested, what was put in its place since."""

    value: str
    count: int
    suggestion: str | None
    mended: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All violations of one code in one field of one file.

    `values` are the most frequent ones, `distinct` how many there are; `suggested` counts the places that have a
    suggestion and are not mended yet. `by_value`: another value for all of a kind mends them; `by_row`: each row is its
    own case; neither: the file as a whole is meant.
    """

    file: int
    code: str
    severity: str
    field: str | None
    count: int
    distinct: int
    values: tuple[Wrong, ...]
    suggested: int
    mended: int
    by_value: bool
    by_row: bool

    @property
    def is_blank_word(self) -> bool:
        """The words may be read as blank."""
        return self.code in BLANK_WORDS

    @property
    def is_done(self) -> bool:
        """Every place was given another value since; whether a right one, checking again says."""
        return self.mended >= self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row in which something is wrong: its cells by Field.name, what is wrong now, which cells were edited since."""

    file: int
    line: int
    end_line: int
    cells: dict[str, str | None]
    violations: pl.DataFrame
    edited: frozenset[str] = frozenset()
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What planning found in an import, with the edits made since."""

    kept: Kept
    edits: pl.DataFrame
    new_edits: pl.DataFrame = field(default_factory=pl.DataFrame)

    def groups(self, severity: Severity) -> list[Problem]:
        """The problems of this severity, those that one answer mends first, then by how many there are."""
        counted = (
            self._violations()
            .filter(pl.col("severity") == severity.value)
            .group_by("file", "code", "field", "value", "suggestion", has_line=pl.col("line").is_not_null())
            .agg(pl.len().alias("count"), pl.col("line"))
            .collect()
        )
        found = [
            self._problem(str(code), severity, int(file), None if name is None else str(name), rows)
            for (file, code, name), rows in counted.group_by("file", "code", "field", maintain_order=True)
        ]
        return sorted(
            found, key=lambda each: (not each.by_value, not each.suggested, -each.count, each.code, each.file)
        )

    def page(
        self, code: str, *, after: tuple[int, int] = (0, 0), value: str | None = None, limit: int = ROWS_A_PAGE
    ) -> list[Row]:
        """The next rows in which `code` was found, in the order of files and lines; `after` is the last (file, line)."""
        wanted = self._violations().filter(
            pl.col("code") == code, pl.col("line").is_not_null(), _is_after(after, pl.col("file"), pl.col("line"))
        )
        if value is not None:
            wanted = wanted.filter(pl.col("value") == value)
        places = wanted.select("file", "line").unique().sort("file", "line").head(limit).collect()
        return self._rows(places)

    def row(self, file: int, line: int) -> Row | None:
        """One row; None where it is not kept: nothing was wrong with it, or it could not be read into cells."""
        return next(iter(self._rows(pl.DataFrame({"file": [file], "line": [line]}))), None)

    def suggestions(self, code: str, file: int, name: str) -> list[tuple[str, str]]:
        """Each value with what is suggested for it."""
        found = (
            self._violations()
            .filter(pl.col("code") == code, pl.col("file") == file, pl.col("field") == name)
            .filter(pl.col("suggestion").is_not_null(), pl.col("value").is_not_null())
            .select("value", "suggestion")
            .unique("value", maintain_order=True)
            .head(FIXES_AT_ONCE)
            .collect()
        )
        return list(found.iter_rows())

    def all_suggestions(self) -> dict[tuple[int, str], list[tuple[str, str]]]:
        """(file, field) → each wrong value with what is suggested for it, of every error that one answer mends."""
        suggested = [group for group in self.groups(Severity.ERROR) if group.by_value and group.suggested]
        found: dict[tuple[int, str], list[tuple[str, str]]] = {}
        for group in suggested:
            pairs = found.setdefault((group.file, str(group.field)), [])
            pairs += self.suggestions(group.code, group.file, str(group.field))
        return found

    def still_wrong(self, file: int, name: str, value: str, instead: str) -> pl.DataFrame:
        """What would be wrong with `instead` in the first row whose field `name` is `value`: violations of that field."""
        first = self._kept_rows().filter(pl.col("file") == file, pl.col(name).fill_null("") == value).head(1).collect()
        if first.is_empty():
            return no_violations()
        return self._examined(file, first.with_columns(pl.lit(instead).alias(name))).filter(
            pl.col("field") == name, pl.col("severity") == Severity.ERROR.value
        )

    def _problem(self, code: str, severity: Severity, file: int, name: str | None, rows: pl.DataFrame) -> Problem:
        by_row = code[:3] in MENDED_BY_ROW or name is None
        has_line = bool(rows["has_line"].all())
        values = [
            Wrong(value=value or "", count=count, suggestion=suggestion, mended=self._mended(file, name, value))
            for value, suggestion, count in rows.sort("count", "value", descending=[True, False])
            .select("value", "suggestion", "count")
            .iter_rows()
        ]
        edited = self._edited_lines(file, name)
        by_cell = int(rows.explode("line").filter(pl.col("line").is_in(edited.implode()))["line"].n_unique())
        return Problem(
            file=file,
            code=code,
            severity=severity.value,
            field=name,
            count=int(rows["count"].sum()),
            distinct=len(values),
            values=tuple(values[:VALUES_SHOWN]),
            suggested=sum(each.count for each in values if each.suggestion is not None and each.mended is None),
            mended=max(by_cell, sum(each.count for each in values if each.mended is not None)),
            by_value=has_line and not by_row,
            by_row=has_line and by_row,
        )

    def _mended(self, file: int, name: str | None, value: str | None) -> str | None:
        if self.new_edits.is_empty() or name is None or value is None:
            return None
        same = self.new_edits.filter(
            pl.col("file") == file, pl.col("line").is_null(), pl.col("field") == name, pl.col("replaced") == value
        )
        return None if same.is_empty() else str(same["value"][-1])

    def _edited_lines(self, file: int, name: str | None) -> pl.Series:
        of_file = self.new_edits.filter(pl.col("file") == file, pl.col("line").is_not_null())
        return of_file.filter(pl.col("field").is_in([LEFT_OUT, *([name] if name else NAMES)]))["line"].unique()

    def _rows(self, places: pl.DataFrame) -> list[Row]:
        """The rows at these places (`file`, `line`), as they stand with all edits."""
        kept = self._kept_rows().join(places.lazy(), on=["file", "line"], how="semi").sort("file", "line").collect()
        rows: list[Row] = []
        for (position,), part in kept.group_by("file", maintain_order=True):
            file = int(str(position))
            edited = editing.edited(self.new_edits, file)
            laid = edited.lay(part)
            violations = self._with_earlier(file, laid, self._examined(file, laid))
            touched = pl.concat(
                [
                    pl.DataFrame(schema={"line": pl.Int64, "field": pl.String}),
                    *(each.select("line", "field") for each in edited.touched),
                ]
            )
            rows += [
                Row(
                    file=file,
                    line=cells["line"],
                    end_line=cells["end_line"],
                    cells={name: cells[name] for name in NAMES if name in self.kept.report.files[file - 1].mapping},
                    violations=violations.filter(pl.col("line") == cells["line"]),
                    edited=frozenset(touched.filter(pl.col("line") == cells["line"])["field"]),
                    left_out=cells["line"] in edited.left_out,
                )
                for cells in laid.iter_rows(named=True)
            ]
        return rows

    def _with_earlier(self, file: int, rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
        """What was found now, with what only planning finds: between rows, and by stored customers."""
        between = (
            self._violations()
            .filter(pl.col("file") == file, pl.col("line").is_in(rows["line"].implode()))
            .filter(~pl.col("code").is_in(_found_in_a_row_alone()))
            .collect()
        )
        return pl.concat([found, between]).sort("line", "column", nulls_last=True, maintain_order=True)

    def _examined(self, file: int, rows: pl.DataFrame) -> pl.DataFrame:
        catalogue.load()
        return pipeline.examine_again(rows, asked.read(self.kept.options), self.kept.report.files[file - 1], file)

    def _violations(self) -> pl.LazyFrame:
        found = self.kept.folder.scan(VIOLATIONS) if self.kept.folder else None
        return no_violations().lazy() if found is None else found

    def _kept_rows(self) -> pl.LazyFrame:
        kept = self.kept.folder.scan(ROWS) if self.kept.folder else None
        if kept is not None:
            return kept
        schema = {"file": pl.Int64, "line": pl.Int64, "end_line": pl.Int64, **dict.fromkeys(NAMES, pl.String)}
        return pl.LazyFrame(schema=schema)


def of(database: Database, kept: Kept) -> Found:
    """The problems of a kept import (found without violations), with what was edited since it was checked."""
    edits = editing.by_file(database, kept.id)
    seen = kept.folder.plan().edits if kept.folder else 0
    return Found(kept=kept, edits=edits, new_edits=edits.slice(seen))


def _found_in_a_row_alone() -> list[str]:
    catalogue.load()
    return [rule.entry.code for rule in catalogue.rules()] + [repair.entry.code for repair in catalogue.repairs()]


def _is_after(place: tuple[int, int], file: pl.Expr, line: pl.Expr) -> pl.Expr:
    return (file > place[0]) | ((file == place[0]) & (line > place[1]))
