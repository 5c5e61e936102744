"""The report as one JSON object, for scripts: its keys and their order are a promise (README, "JSON")."""

import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final, TextIO

import polars as pl

from muster.i18n import Translator
from muster.model.fields import BY_NAME
from muster.model.outcome import FileReport, Report
from muster.report.words import render

SLICE_ROWS: Final = 10_000
"""Violations that are in hand as text at a time."""

_HEADERS: Final = {name: field.header for name, field in BY_NAME.items()}


def write(report: Report, out: TextIO, translator: Translator) -> None:
    """Write `report` and a line break. Violations stream, so a million of them take no more memory than a few."""
    out.write("{")
    for key, value in _head(report).items():
        out.write(f"{_text(key)}: {_text(value)}, ")
    out.write('"files": [')
    for position, file in enumerate(report.files, start=1):
        out.write(", {" if position > 1 else "{")
        for key, value in _file(file).items():
            out.write(f"{_text(key)}: {_text(value)}, ")
        out.write('\n  "violations": [')
        for text in _violations(report, position, translator):
            out.write(text)
        out.write("]}")
    out.write("]}\n")


def _head(report: Report) -> dict[str, Any]:
    return {
        "import": report.import_id,
        "status": report.state.value,
        "reason": report.reason,
        "dry_run": report.dry_run,
        "totals": asdict(report.totals),
        "cleared_by_field": {_HEADERS.get(name, name): count for name, count in report.cleared_by_field.items()},
    }


def _file(file: FileReport) -> dict[str, Any]:
    return {
        "name": file.name,
        "status": file.status.value,
        "source": file.source,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "totals": asdict(file.totals),
    }


def _violations(report: Report, position: int, translator: Translator) -> Iterator[str]:
    """The violations of one file as JSON objects, each on its line, separated by commas."""
    mine = report.violations.filter(pl.col("file") == position)
    separator = "\n    "
    for part in mine.iter_slices(SLICE_ROWS):
        lines = io.BytesIO()
        _objects(render(part, report.files, translator)).write_ndjson(lines)
        yield separator + lines.getvalue()[:-1].replace(b"\n", b",\n    ").decode()
        separator = ",\n    "


def _objects(rendered: pl.DataFrame) -> pl.DataFrame:
    """The keys of a violation, in their order."""
    first = pl.struct(file=pl.col("first_file_name"), line=pl.col("first_line"))
    original = pl.struct(file=pl.col("original_file"), line=pl.col("original_line"))
    return rendered.select(
        "line", "end_line", "column", "sheet", "cell", "record", "header",
        pl.col("field").replace(_HEADERS),
        "value", "code", "severity", "cause", "message", "hint", "suggestion",
        first=pl.when(pl.col("first_file").is_not_null()).then(first),
        original=pl.when(pl.col("original_file").is_not_null()).then(original),
    )  # fmt: skip


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
