"""The reading process: a workbook comes in as standard input, its rows go out as lines of JSON.

It is a process of its own with little memory and time, started afresh for each file, so that a hostile workbook can
harm nothing but the reading of itself. `python -P -m muster.sources.xlsx.child KIND JOB`, where KIND is xlsx, ods or
xls, and JOB a JSON object: {"job": "head", "sheet": null} or {"job": "rows", "sheet": "Data"}.
"""

import json
import os
import resource
import sys
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO, Final

from muster.sources.blanks import is_blank
from muster.sources.xlsx.grid import Book, Columns, Row, Sheet
from muster.sources.xlsx.limits import (
    BASE_SECONDS,
    BATCH_CELLS,
    BATCH_ROWS,
    HEAD_ROWS,
    HEAD_SHEETS,
    MAX_CELLS,
    MEMORY_BYTES,
    SECONDS_PER_MB,
)
from muster.sources.xlsx.refused import EMPTY_WORKBOOK, STOPPED, TOO_MANY_CELLS, UNKNOWN_SHEET, Refused

HEAD: Final = "head"
ROWS: Final = "rows"


def main() -> None:
    """Do one job. What is refused goes out as a message, too."""
    kind, job = sys.argv[1], json.loads(sys.argv[2])
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no message
    _limit_itself()
    try:
        messages = _head if job["job"] == HEAD else _rows
        for message in messages(_opened(kind, sys.stdin.buffer), job["sheet"]):
            _send(out, message)
    except Refused as refused:
        _send(out, {"refused": refused.code, "value": refused.value, "params": refused.params})
    except (MemoryError, RecursionError):
        _send(out, {"refused": STOPPED, "value": None, "params": {}})
    out.flush()


def _limit_itself() -> None:
    """Memory, processor time, no new files, no core dumps: for this process, from now on."""
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    size_mb = os.fstat(0).st_size >> 20
    limits = {
        resource.RLIMIT_CPU: BASE_SECONDS + SECONDS_PER_MB * size_mb,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    if pages:
        limits[resource.RLIMIT_AS] = pages * resource.getpagesize() + MEMORY_BYTES
    for limit, value in limits.items():
        _, most = resource.getrlimit(limit)
        allowed = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(limit, (allowed, allowed))


def _opened(kind: str, file: BinaryIO) -> Book:
    """The workbook. Each format's reader is loaded only where it is needed."""
    match kind:
        case "xlsx":
            from muster.sources.xlsx.archive import Archive  # noqa: PLC0415
            from muster.sources.xlsx.workbook import Workbook  # noqa: PLC0415

            return Workbook(Archive(file))
        case "ods":
            from muster.sources.xlsx.archive import Archive  # noqa: PLC0415
            from muster.sources.xlsx.document import Document  # noqa: PLC0415

            return Document(Archive(file))
        case _:
            from muster.sources.xlsx.legacy import OldWorkbook  # noqa: PLC0415

            return OldWorkbook(file)


def _head(book: Book, wanted: str | None) -> Iterator[dict[str, Any]]:
    """The first rows of the visible sheets, or of the one that is wanted."""
    looked_at = (
        [_named(book, wanted)] if wanted is not None else [sheet for sheet in book.sheets if not sheet.is_hidden]
    )
    heads = [head for sheet in looked_at[:HEAD_SHEETS] if (head := _head_of(book, sheet))["lines"]]
    if not heads:
        raise Refused(EMPTY_WORKBOOK)
    yield {
        "heads": heads,
        "sheets": [sheet.name for sheet in book.sheets],
        "hidden_sheets": [sheet.name for sheet in book.sheets if sheet.is_hidden],
    }


def _head_of(book: Book, sheet: Sheet) -> dict[str, Any]:
    columns = Columns()
    rows = islice(filter(_is_seen, book.rows(sheet, columns, is_head=True)), HEAD_ROWS)
    read = [(row.line, row.cells) for row in rows]
    return {
        "sheet": sheet.name,
        "lines": [line for line, _ in read],
        "cells": [cells for _, cells in read],
        "hidden_columns": columns.hidden,
    }


def _rows(book: Book, wanted: str | None) -> Iterator[dict[str, Any]]:
    """All rows of a sheet with something in them, some 50,000 at a time."""
    sheet = _named(book, wanted or "")
    batch = _Batch(sheet.name)
    for row in book.rows(sheet, Columns(), is_head=False):
        batch.take(row)
        if batch.is_full:
            yield batch.message(book.progress)
    yield batch.message(1.0)


class _Batch:
    """Rows on their way out, and what is counted over all of them."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._rows: list[list[str]] = []
        self._lines: list[int] = []
        self._blank_before: list[int] = []
        self._merged: list[tuple[int, int]] = []
        self._width = 0
        self._cell_count = 0
        self._last_line = 0
        self._hidden: list[int] = []
        self._hidden_since = 0

    @property
    def is_full(self) -> bool:
        return len(self._rows) >= BATCH_ROWS or len(self._rows) * self._width >= BATCH_CELLS

    def take(self, row: Row) -> None:
        """Keep a row that is seen; count one that is hidden; forget one that is blank."""
        if row.is_hidden:
            self._hidden_since += 1
            if _is_filled(row):
                self._hidden.append(row.line)
            return
        if not _is_filled(row):
            return
        self._rows.append(row.cells)
        self._lines.append(row.line)
        self._blank_before.append(row.line - self._last_line - 1 - self._hidden_since)
        self._last_line, self._hidden_since = row.line, 0
        self._width = max(self._width, len(row.cells))
        self._cell_count += len(row.cells)
        if row.merged is not None:
            self._merged.append((row.line, row.merged))
        if self._cell_count > MAX_CELLS:
            raise Refused(TOO_MANY_CELLS, value=self._sheet, limit=MAX_CELLS)

    def message(self, progress: float) -> dict[str, Any]:
        """The rows so far, column by column; the batch is empty again."""
        message = {
            "lines": self._lines,
            "blank_before": self._blank_before,
            "columns": list(zip_longest(*self._rows, fillvalue="")),
            "merged": self._merged,
            "hidden": self._hidden,
            "progress": progress,
        }
        self._rows, self._lines, self._blank_before, self._merged, self._hidden = [], [], [], [], []
        self._width = 0
        return message


def _named(book: Book, name: str) -> Sheet:
    """The sheet of that name; case and spaces around it do not matter where no other has it exactly."""
    exact = [sheet for sheet in book.sheets if sheet.name == name]
    near = [sheet for sheet in book.sheets if sheet.name.strip().casefold() == name.strip().casefold()]
    found = exact or near
    if not found:
        raise Refused(UNKNOWN_SHEET, value=name, sheets=[sheet.name for sheet in book.sheets])
    return found[0]


def _is_seen(row: Row) -> bool:
    return not row.is_hidden and _is_filled(row)


def _is_filled(row: Row) -> bool:
    return any(not is_blank(cell) for cell in row.cells)


def _send(out: BinaryIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
