"""The complete list of what was found, as CSV: for scripts, and safe to open in a spreadsheet program.

Columns are named as the keys of the JSON report. UTF-8, commas, every cell quoted, CRLF (RFC 4180).
"""

import io
from typing import Final, TextIO

import polars as pl

from muster.i18n import Translator
from muster.model.fields import BY_NAME
from muster.model.guard import guard
from muster.model.outcome import Report
from muster.report.words import render

SLICE_ROWS: Final = 50_000
"""Violations that are in hand as text at a time."""

_HEADERS: Final = {name: field.header for name, field in BY_NAME.items()}


def write(report: Report, out: TextIO, translator: Translator) -> None:
    """Write every violation as a line, the names of the columns first."""
    head = True
    for part in [report.violations] if report.violations.is_empty() else report.violations.iter_slices(SLICE_ROWS):
        lines = io.BytesIO()
        table(render(part, report.files, translator)).with_columns(guard(pl.col(pl.String))).write_csv(
            lines, include_header=head, quote_style="always", line_terminator="\r\n"
        )
        out.write(lines.getvalue().decode())
        head = False


def table(rendered: pl.DataFrame) -> pl.DataFrame:
    """Rendered violations as people and scripts read them: places, value, words."""
    return rendered.select(
        pl.col("file_name").alias("file"),
        "line", "end_line", "column", "sheet", "cell", "record", "header", pl.col("field").replace(_HEADERS),
        "value", "code", "severity", "cause", "message", "hint", "suggestion",
        pl.col("first_file_name").alias("first_file"), "first_line", "original_file", "original_line",
    )  # fmt: skip
