"""The correction file: the rows that were not written, as the user wrote them, with what is wrong beside each.

It has the user's own columns in their order, then four of ours with fixed headers, by which an import of it is
recognised (mapping/machine.py) and errors found in it are told with the lines of the original file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import polars as pl

from muster.i18n import Translator
from muster.model.outcome import FileReport, FileStatus, Report
from muster.model.source import Source
from muster.report.words import render

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FILE, LINE, ERROR, SUGGESTION = "muster:file", "muster:line", "muster:error", "muster:suggestion"

SHEET_ROWS: Final = 1_048_576
"""What a sheet of a workbook holds."""

COMMENTS: Final = 5_000
"""Comments in a workbook; beyond that the error stands in its column only, because they are kept in memory."""

CELL_CHARACTERS: Final = 32_767

_FORMULA: Final = r"^[=+\-@\t\r]"
_PHONE: Final = r"^\+[0-9]+$"


class TooManyRows(Exception):
    """More rows than a sheet holds. A correction file that ends in .csv has no such limit."""


def write(report: Report, position: int, source: Source, path: Path, translator: Translator) -> int:
    """Write what was not imported of the file at 1-based `position` to `path`: a CSV file, or else a workbook.

    Of a file that went in partly these are its rows with errors; of a rejected one all rows, those with errors first.
    `source` is the file opened anew. How many rows were written. Raises TooManyRows for a workbook.
    """
    file = report.files[position - 1]
    found = _found(report, position, translator)
    parts = _parts(file, source, found)
    own = _own_columns(file)
    if path.suffix.lower() == ".csv":
        return _write_csv(file, own, parts, path)
    return _write_workbook(file, own, parts, found, path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What is wrong: `rows` with `line`, `error` and `suggestion`; `cells` with `line`, `column` and `message`."""

    rows: pl.DataFrame
    cells: pl.DataFrame


def _found(report: Report, position: int, translator: Translator) -> _Found:
    errors = report.violations.filter(
        (pl.col("file") == position) & (pl.col("severity") == "error") & pl.col("line").is_not_null()
    )
    rendered = render(errors, report.files, translator)
    said = pl.concat_str(pl.coalesce("header", "letter"), pl.lit(": "), "message", ignore_nulls=False)
    rows = (
        rendered.with_columns(
            said=pl.coalesce(said, "message") + " " + pl.col("hint"),
            proposed=pl.coalesce("header", "letter") + ": " + pl.col("suggestion"),
        )
        .group_by("line", maintain_order=True)
        .agg(error=pl.col("said").str.join("\n"), suggestion=pl.col("proposed").drop_nulls().str.join("\n"))
    )
    cells = rendered.drop_nulls("column").select("line", "column", "message")
    return _Found(rows=rows, cells=cells.unique(["line", "column"], maintain_order=True))


def _parts(file: FileReport, source: Source, found: _Found) -> Iterator[pl.DataFrame]:
    """The rows to write, as frames: `line`, `error`, `suggestion` and the user's columns by position."""
    faulty = found.rows["line"]
    yield source.again(faulty.to_list()).join(found.rows, on="line", how="left", maintain_order="left")
    if file.status is not FileStatus.REJECTED:
        return
    nothing = pl.lit(None, dtype=pl.String)
    for chunk in source.chunks():
        others = chunk.rows.filter(~pl.col("line").is_in(faulty.implode()))
        yield others.with_columns(error=nothing, suggestion=nothing)


def _own_columns(file: FileReport) -> list[int]:
    """Positions of the columns that are the user's: all, unless the file was a correction file itself."""
    return [index for index, label in enumerate(file.labels) if _machine(label) is None]


def _machine(label: str) -> str | None:
    bare = label.strip().lower()
    return bare if bare in {FILE, LINE, ERROR, SUGGESTION} else None


def _laid(part: pl.DataFrame, file: FileReport, own: Sequence[int]) -> pl.DataFrame:
    """The cells of `part` in the order in which they are written. A row keeps the place it first came from."""
    machine = {_machine(label): str(index) for index, label in enumerate(file.labels)}
    cells = [
        pl.col(str(index)) if str(index) in part.columns else pl.lit(None, dtype=pl.String).alias(str(index))
        for index in own
    ]
    first_file = [pl.col(machine[FILE])] if FILE in machine else []
    first_line = [pl.col(machine[LINE])] if LINE in machine else []
    return part.select(
        *cells,
        pl.coalesce(*first_file, pl.lit(file.name)).alias(FILE),
        pl.coalesce(*first_line, pl.col("line").cast(pl.String())).alias(LINE),
        pl.col("error").alias(ERROR),
        pl.col("suggestion").alias(SUGGESTION),
    )


def _titles(file: FileReport, own: Sequence[int]) -> list[str]:
    return [*(file.labels[index] for index in own), FILE, LINE, ERROR, SUGGESTION]


def _write_csv(file: FileReport, own: Sequence[int], parts: Iterator[pl.DataFrame], path: Path) -> int:
    """UTF-8 with a mark for spreadsheet programs, in the delimiter of the original, every cell quoted."""
    delimiter = file.delimiter if file.delimiter and len(file.delimiter) == 1 else ";"
    written = 0
    with path.open("wb") as out:
        out.write(b"\xef\xbb\xbf")
        _append(pl.DataFrame([_titles(file, own)], orient="row"), out, delimiter)
        for part in parts:
            _append(_laid(part, file, own).with_columns(_safe(pl.col(pl.String))), out, delimiter)
            written += part.height
    return written


def _append(lines: pl.DataFrame, out: BinaryIO, delimiter: str) -> None:
    lines.write_csv(out, include_header=False, separator=delimiter, quote_style="always", line_terminator="\r\n")


def _safe(text: pl.Expr) -> pl.Expr:
    """No cell is a formula. These are the user's own cells: one that has its apostrophe already gets no second one."""
    formula = text.str.contains(_FORMULA) & ~text.str.contains(_PHONE)
    return pl.when(formula).then("'" + text).otherwise(text).name.keep()


def _write_workbook(
    file: FileReport, own: Sequence[int], parts: Iterator[pl.DataFrame], found: _Found, path: Path
) -> int:
    import xlsxwriter  # noqa: PLC0415  loaded only where a workbook is written

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        formats = _Formats(book)
        _heading(sheet, _titles(file, own), formats)
        marks = {(line, column - 1): message for line, column, message in found.cells.iter_rows()}
        row = 0
        for part in parts:
            if row + part.height >= SHEET_ROWS:
                raise TooManyRows
            laid = _laid(part, file, own)
            for line, cells in zip(part["line"], laid.iter_rows(), strict=True):
                row += 1
                _row(sheet, row, cells, [marks.get((line, index)) for index in own], formats)
    return row


class _Formats:
    """How cells look. All are text, so that zeros stay."""

    def __init__(self, book: "xlsxwriter.Workbook") -> None:
        self.text: Format = book.add_format({"num_format": "@"})
        self.bad: Format = book.add_format({"num_format": "@", "bg_color": "#F9DEDC"})
        self.heading: Format = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
        self.comments = 0


def _heading(sheet: "Worksheet", titles: Sequence[str], formats: _Formats) -> None:
    sheet.set_column(0, len(titles) - 3, 18, formats.text)
    sheet.set_column(len(titles) - 2, len(titles) - 1, 60, formats.text)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, formats.heading)


def _row(
    sheet: "Worksheet", row: int, cells: Sequence[str | None], marks: Sequence[str | None], formats: _Formats
) -> None:
    for column, cell in enumerate(cells):
        mark = marks[column] if column < len(marks) else None
        if cell:
            sheet.write_string(row, column, cell[:CELL_CHARACTERS], formats.bad if mark else formats.text)
        elif mark:
            sheet.write_blank(row, column, None, formats.bad)
        if mark and formats.comments < COMMENTS:
            formats.comments += 1
            sheet.write_comment(row, column, mark)
