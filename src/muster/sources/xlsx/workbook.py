"""Workbooks in Office Open XML: .xlsx and .xlsm. Macros, links to other files, pictures and charts are never opened."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from muster.sources.blanks import is_blank
from muster.sources.xlsx import markup
from muster.sources.xlsx.archive import Archive
from muster.sources.xlsx.formats import BUILT_IN, Shown, plain, shown_by
from muster.sources.xlsx.grid import FALSE, LETTERS, TRUE, Columns, Row, Sheet, place, too_far_right
from muster.sources.xlsx.limits import MAX_COLUMNS, MAX_LINES
from muster.sources.xlsx.markup import LOCAL, Text
from muster.sources.xlsx.merged import Merged
from muster.sources.xlsx.proof import CELL, ROW, left_over, unescaped_entities
from muster.sources.xlsx.refused import DAMAGED, Refused
from muster.sources.xlsx.shared import SharedTexts, unescaped

CONTENT_TYPES: Final = "[Content_Types].xml"
PACKAGE_RELATIONS: Final = "_rels/.rels"
YES: Final = {"1", "true"}
HIDDEN_STATES: Final = {"hidden", "veryHidden"}

_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z0-9$:]+)[\"']")
_END_OF_DATA: Final = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_TAIL_BYTES: Final = 64


class Workbook:
    """An opened workbook. Raises Refused, as all its methods do, for what no spreadsheet program writes."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        if CONTENT_TYPES not in archive:
            raise Refused(DAMAGED, value=CONTENT_TYPES)
        self._part = self._main_part()
        self._relations = self._related(self._part)
        self._since_1904 = False
        self.sheets = list(self._sheets())
        self._shown = self._formats()
        self._shared = SharedTexts(archive, self._first_related("/sharedStrings"))
        self._read_bytes = 0
        self._size = 1

    @property
    def progress(self) -> float:
        """How far the sheet in hand was read."""
        return min(1.0, self._read_bytes / self._size)

    def rows(self, sheet: Sheet, columns: Columns, *, is_head: bool) -> Iterator[Row]:
        """The sheet's rows. What is merged stands behind them in the file, so it is looked up first."""
        merged = None if is_head else Merged(self._merged_ranges(sheet.part))
        self._read_bytes, self._size = 0, max(1, self._archive.size(sheet.part))
        reading = _SheetReading(sheet.part, self._shown, self._shared, columns)
        blocks = left_over(self._counted(sheet.part), b"<sheetData>", b"</row>", reading.take)
        steps = markup.read(sheet.part, blocks, reading.start, reading.end, reading.text.add)
        for _ in steps:
            for row in reading.rows:
                if merged:
                    row.merged = merged.column(row.line)
                yield row
            reading.rows.clear()

    def _counted(self, part: str) -> Iterator[bytes]:
        for block in self._archive.blocks(part):
            self._read_bytes += len(block)
            yield block

    def _main_part(self) -> str:
        if PACKAGE_RELATIONS in self._archive:
            for _, attributes in self._elements(PACKAGE_RELATIONS):
                if attributes.get("Type", "").endswith("/officeDocument"):
                    return attributes.get("Target", "").lstrip("/")
        return "xl/workbook.xml"

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → type and part of what a part refers to inside the file."""
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        return {
            attributes["Id"]: (
                attributes.get("Type", ""),
                posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/"),
            )
            for kind, attributes in self._elements(relations)
            if kind == "Relationship"
            and {"Id", "Target"} <= attributes.keys()
            and attributes.get("TargetMode") != "External"
        }

    def _first_related(self, kind: str) -> str:
        return next((part for of, part in self._relations.values() if of.endswith(kind)), "")

    def _sheets(self) -> Iterator[Sheet]:
        for name, attributes in self._elements(self._part):
            if name == "workbookPr":
                self._since_1904 = attributes.get("date1904") in YES
            elif name == "sheet":
                kind, part = self._relations.get(attributes.get("id", ""), ("", ""))
                if kind.endswith("/worksheet"):
                    yield Sheet(attributes.get("name", ""), part, attributes.get("state") in HIDDEN_STATES)

    def _formats(self) -> dict[str, Shown]:
        """Number of a cell style, as cells write it → how its numbers are seen; without those that show them plainly."""
        part = self._first_related("/styles")
        if part not in self._archive:
            return {}
        codes, styles, is_inside = dict(BUILT_IN), list[int](), False
        for name, attributes in self._elements(part):
            if name == "numFmt":
                codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
                is_inside = name == "cellXfs"
            elif name == "xf" and is_inside:
                styles.append(_number(attributes.get("numFmtId")))
        shown = {
            str(at): shown_by(codes.get(style, ""), since_1904=self._since_1904) for at, style in enumerate(styles)
        }
        return {at: each for at, each in shown.items() if each is not plain}

    def _merged_ranges(self, part: str) -> Iterator[tuple[int, int, int, int]]:
        """First and last line, first and last column of every merged range."""
        is_behind, rest = False, b""
        for block in self._archive.blocks(part):
            text = rest + block
            if not is_behind and b"sheetData" in text and (end := _END_OF_DATA.search(text)):
                is_behind, text = True, text[end.end() :]
            if is_behind:
                for found in _MERGED.finditer(text):
                    first, _, last = found[1].decode().partition(":")
                    begin, end_ = place(first), place(last or first)
                    if begin and end_:
                        yield begin[0], end_[0], begin[1], end_[1]
                rest = text[max(0, text.rfind(b"<")) :]
            else:
                rest = text[-_TAIL_BYTES:]

    def _elements(self, part: str) -> list[tuple[str, dict[str, str]]]:
        return markup.elements(part, self._archive.blocks(part))


class _SheetReading:
    """The handlers for one sheet. `rows` are those that are complete; whoever reads on takes them out."""

    def __init__(self, part: str, shown: dict[str, Shown], shared: SharedTexts, columns: Columns) -> None:
        self.rows: list[Row] = []
        self.text = Text(part)
        self._part = part
        self._shown = shown
        self._shared = shared
        self._columns = columns
        self._line = 0
        self._line_text = "0"
        self._is_hidden = False
        self._cells: list[str] = []
        self._next_column = 0
        self._cell: dict[str, str] = {}
        self._value: str = ""
        self._formula: str | None = None
        self._is_phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = LOCAL[name]
        if kind == "c":
            self._cell, self._value, self._formula = attributes, "", None
        elif kind == "v":
            self.text.is_wanted = True
        elif kind == "row":
            self._begin_row(attributes)
        elif kind == "t":
            self.text.is_wanted = not self._is_phonetic
        elif kind == "f":
            self.text.is_wanted, self._formula = True, ""
        elif kind == "rPh":
            self._is_phonetic = True
        elif kind == "col" and attributes.get("hidden") in YES:
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            self._columns.hidden.extend(range(first - 1, min(last, MAX_COLUMNS)))

    def end(self, name: str) -> None:
        kind = LOCAL[name]
        if kind == "v":
            self._value = self.text.take()
        elif kind == "c":
            self._end_cell()
        elif kind == "row":
            self._end_row()
        elif kind == "t":
            self._value += self.text.take()
        elif kind == "f":
            self._formula = self.text.take()
        elif kind == "rPh":
            self._is_phonetic = False

    def take(self, piece: str) -> Iterator[str] | None:
        """Read the plain rows of a piece that holds nothing but rows; the others, in their order, are given back."""
        found = ROW.findall(piece)
        if sum(len(whole) for whole, *_ in found) != len(piece):
            return None
        return self._take_rows(found)

    def _take_rows(self, found: list[tuple[str, str, str, str]]) -> Iterator[str]:
        for whole, line, attributes, body in found:
            cells = CELL.findall(body)
            signs = sum(4 if cell[4] else 6 if cell[5] else 1 for cell in cells)  # of markup, in what was understood
            if body.count("<") == signs:
                self._set_line(int(line), is_hidden=' hidden="1"' in attributes or ' hidden="true"' in attributes)
                self._take_cells(cells, line)
                self._end_row()
            else:
                yield whole

    def _take_cells(self, cells: list[tuple[str, str, str, str, str, str]], row: str) -> None:
        """Put plain cells into the row. This loop is where the time goes; it does what `_end_cell` does."""
        shown, texts, seen = self._shown, self._shared.at_hand, self._cells
        for letters, line, style, kind, value, text in cells:
            if line != row:
                raise Refused(DAMAGED, value=self._part)
            content = value or unescaped_entities(text)
            if not content:
                continue
            if not kind:
                cell = shown[style](content) if style in shown else plain(content)
            elif kind == "s":
                cell = (
                    texts[int(content)]
                    if content.isdecimal() and int(content) < len(texts)
                    else self._shared_text(content)
                )
            else:
                self._cell, self._value, self._formula = {"t": kind, "s": style}, content, None
                cell = self._seen()
            column = LETTERS[letters]
            if column == len(seen) < MAX_COLUMNS and cell:
                seen.append(cell)
            else:
                self._put(column, cell)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        line = _number(attributes["r"]) if "r" in attributes else self._line + 1
        self._set_line(line, is_hidden=attributes.get("hidden") in YES)

    def _set_line(self, line: int, *, is_hidden: bool) -> None:
        if not self._line < line <= MAX_LINES:
            raise Refused(DAMAGED, value=self._part)
        self._line, self._line_text = line, str(line)
        self._is_hidden = is_hidden
        self._next_column = 0

    def _end_row(self) -> None:
        self.rows.append(Row(self._line, self._cells, self._is_hidden))
        self._cells = []

    def _end_cell(self) -> None:
        column = self._column(self._cell.get("r"))
        self._next_column = column + 1
        self._put(column, self._seen())

    def _put(self, column: int, text: str) -> None:
        """Put what is seen into its place. Cells come from left to right."""
        if not text:
            return
        cells = self._cells
        missing = column - len(cells)
        if column >= MAX_COLUMNS:
            if is_blank(text):
                return
            raise too_far_right(self._line, column)
        if missing < 0:
            raise Refused(DAMAGED, value=self._part)
        if missing:
            cells.extend([""] * missing)
        cells.append(text)

    def _column(self, reference: str | None) -> int:
        if reference is None:
            return self._next_column
        try:
            return LETTERS[reference.removesuffix(self._line_text)]
        except KeyError as problem:
            raise Refused(DAMAGED, value=self._part) from problem

    def _seen(self) -> str:
        """What the user sees in the cell."""
        value, kind = self._value, self._cell.get("t")
        if not value:
            # A formula without a value was not computed by the program that wrote the file; a text may be empty.
            return "" if self._formula is None or kind == "str" else f"={self._formula}"
        if kind == "s":
            return self._shared_text(value)
        if kind is None or kind == "n":
            return self._shown.get(self._cell.get("s", ""), plain)(value)
        if kind == "b":
            return TRUE if value.strip() in YES else FALSE
        if kind == "d":
            return value.replace("T", " ").removesuffix("Z").removesuffix(" 00:00:00")
        return unescaped(value)

    def _shared_text(self, number: str) -> str:
        try:
            return self._shared[int(number)]
        except (ValueError, IndexError) as problem:
            raise Refused(DAMAGED, value=self._part) from problem


def _number(text: str | None) -> int:
    """A whole number; 0 for what is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
