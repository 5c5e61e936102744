"""Workbooks of Excel 97 to 2003: .xls, through xlrd, which tells formats, hidden rows and merged cells."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import xlrd

from muster.sources.xlsx.formats import Shown, plain, shown_by
from muster.sources.xlsx.grid import FALSE, TRUE, Columns, Row, Sheet
from muster.sources.xlsx.limits import MAX_XLS_BYTES
from muster.sources.xlsx.merged import Merged
from muster.sources.xlsx.refused import DAMAGED, PROTECTED, TOO_LARGE, Refused

PART: Final = "Workbook"
ENCRYPTED: Final = "encrypted"


class OldWorkbook:
    """An opened workbook. Raises Refused for what xlrd cannot read."""

    def __init__(self, file: BinaryIO) -> None:
        content = file.read(MAX_XLS_BYTES + 1)
        if len(content) > MAX_XLS_BYTES:
            raise Refused(TOO_LARGE, limit=MAX_XLS_BYTES >> 20)
        with _damage_told(), Path(os.devnull).open("w") as nowhere:
            self._book: Any = xlrd.open_workbook(
                file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=nowhere
            )
            # xlrd tells whether a sheet is hidden only once all its cells are read; it knows from the start.
            visibility = getattr(self._book, "_sheet_visibility", ())
            self.sheets = [
                Sheet(name, str(at), at < len(visibility) and visibility[at] != 0)
                for at, name in enumerate(self._book.sheet_names())
            ]
            self._shown = [self._shown_by(style.format_key) for style in self._book.xf_list]
        self._line = 0
        self._size = 1

    @property
    def progress(self) -> float:
        """How far the sheet in hand was read."""
        return min(1.0, self._line / self._size)

    def rows(self, sheet: Sheet, columns: Columns, *, is_head: bool) -> Iterator[Row]:  # noqa: ARG002
        """The sheet's rows. xlrd reads a sheet as a whole; there are at most 65,536 rows."""
        with _damage_told():
            read = self._book.sheet_by_index(int(sheet.part))
        columns.hidden.extend(at for at, info in sorted(read.colinfo_map.items()) if info.hidden)
        merged = Merged((top + 1, bottom, left, right - 1) for top, bottom, left, right in read.merged_cells)
        self._size = max(1, read.nrows)
        for at in range(read.nrows):
            with _damage_told():
                cells = self._cells(read, at)
            info = read.rowinfo_map.get(at)
            self._line = at + 1
            yield Row(at + 1, cells, bool(info and info.hidden), merged.column(at + 1))
        self._book.unload_sheet(int(sheet.part))

    def _cells(self, sheet: Any, at: int) -> list[str]:
        cells = [
            self._seen(kind, value, sheet, at, column)
            for column, (kind, value) in enumerate(zip(sheet.row_types(at), sheet.row_values(at), strict=True))
        ]
        while cells and not cells[-1]:
            cells.pop()
        return cells

    def _seen(self, kind: int, value: Any, sheet: Any, at: int, column: int) -> str:
        """What the user sees in the cell."""
        match kind:
            case xlrd.XL_CELL_TEXT:
                return str(value)
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                stored = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
                shown: Shown = self._shown[sheet.cell_xf_index(at, column)]
                return shown(stored)
            case xlrd.XL_CELL_BOOLEAN:
                return TRUE if value else FALSE
            case xlrd.XL_CELL_ERROR:
                return str(xlrd.error_text_from_code.get(value, "#VALUE!"))
            case _:
                return ""

    def _shown_by(self, key: int) -> Shown:
        known = self._book.format_map.get(key)
        return shown_by(known.format_str, since_1904=bool(self._book.datemode)) if known else plain


@contextlib.contextmanager
def _damage_told() -> Iterator[None]:
    """Xlrd meets damage with whatever exception comes of it."""
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as problem:
        if isinstance(problem, xlrd.XLRDError) and ENCRYPTED in str(problem):
            raise Refused(PROTECTED) from problem
        raise Refused(DAMAGED, value=PART) from problem
