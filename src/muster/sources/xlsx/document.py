"""Workbooks in OpenDocument: .ods, as LibreOffice writes them and other programs export them."""

import html
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

from muster.sources.blanks import is_blank
from muster.sources.xlsx import markup
from muster.sources.xlsx.archive import Archive
from muster.sources.xlsx.formats import plain
from muster.sources.xlsx.grid import FALSE, TRUE, Columns, Row, Sheet, too_far_right
from muster.sources.xlsx.limits import MAX_COLUMNS, MAX_LINES
from muster.sources.xlsx.markup import LOCAL
from muster.sources.xlsx.refused import DAMAGED, PROTECTED, Refused

CONTENT: Final = "content.xml"
MANIFEST: Final = "META-INF/manifest.xml"
ENCRYPTED_PACKAGE: Final = "encrypted-package"

OPEN_DOCUMENT: Final = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE: Final = f"{OPEN_DOCUMENT}office:1.0}}"
TABLE: Final = f"{OPEN_DOCUMENT}table:1.0}}"
TEXT: Final = f"{OPEN_DOCUMENT}text:1.0}}"
LIBRE_OFFICE_TYPE: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"

CELLS: Final = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
HIDDEN: Final = {"collapse", "filter"}
ASIDE: Final = {
    f"{OFFICE}annotation", f"{OFFICE}forms", f"{TABLE}shapes", f"{TABLE}tracked-changes", f"{TABLE}dde-links",
}  # fmt: skip
"""Elements whose text is not that of a cell; nor is that of anything drawn."""

_TABLE: Final = re.compile(rb"<(?:\w+:)?table\s([^>]*)>")
_HIDDEN_STYLE: Final = re.compile(
    rb"<(?:\w+:)?style\s([^>]*)>\s*<(?:\w+:)?table-properties\s[^>]*?\b(?:\w+:)?display\s*=\s*[\"']false[\"']"
)
_ATTRIBUTE: Final = re.compile(rb"(?:\w+:)?([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_BROKEN_LINE: Final = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_TIME: Final = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_LONGEST_TAG: Final = 1 << 16


class Document:
    """An opened document. Raises Refused, as all its methods do, for what no spreadsheet program writes."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        if ENCRYPTED_PACKAGE in archive:
            raise Refused(PROTECTED)
        if MANIFEST in archive and b"encryption-data" in b"".join(archive.blocks(MANIFEST)):
            raise Refused(PROTECTED)
        self.sheets = list(self._sheets())
        self._read_bytes = 0
        self._size = max(1, archive.size(CONTENT))

    @property
    def progress(self) -> float:
        """How far the document was read."""
        return min(1.0, self._read_bytes / self._size)

    def rows(self, sheet: Sheet, columns: Columns, *, is_head: bool) -> Iterator[Row]:  # noqa: ARG002
        """The sheet's rows; what is merged is known when its row comes."""
        self._read_bytes = 0
        reading = _TableReading(int(sheet.part), columns)
        for _ in markup.read(CONTENT, self._counted(), reading.start, reading.end, reading.add):
            for row, times in reading.rows:
                for line in range(row.line, row.line + times):
                    yield Row(line, row.cells, row.is_hidden, row.merged)
            reading.rows.clear()
            if reading.is_behind:
                return

    def _counted(self) -> Iterator[bytes]:
        for block in self._archive.blocks(CONTENT):
            self._read_bytes += len(block)
            yield block

    def _sheets(self) -> Iterator[Sheet]:
        """The tables by their tags alone: half of the time of reading all cells would go into finding names."""
        hidden: set[bytes] = set()
        rest = b""
        count = 0
        for block in self._archive.blocks(CONTENT):
            text = rest + block
            hidden.update(_attributes(found[1]).get("name", b"") for found in _HIDDEN_STYLE.finditer(text))
            end = 0
            for found in _TABLE.finditer(text):
                attributes = _attributes(found[1])
                name = html.unescape(attributes.get("name", b"").decode("utf-8", "replace"))
                yield Sheet(name, str(count), attributes.get("style-name") in hidden)
                count, end = count + 1, found.end()
            rest = text[max(end, len(text) - _LONGEST_TAG) :]


class _TableReading:
    """The handlers for one table. `rows` are complete ones, each with how often it is repeated."""

    def __init__(self, wanted: int, columns: Columns) -> None:
        self.rows: list[tuple[Row, int]] = []
        self.is_behind = False
        self._tables_to_come = wanted
        self._is_inside = False
        self._columns = columns
        self._column = 0
        self._line = 0
        self._row: dict[str, str] = {}
        self._cells: list[str] = []
        self._at = 0
        self._merged: int | None = None
        self._cell: dict[str, str] = {}
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._is_text = False
        self._aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside or name in ASIDE or not name.startswith((TABLE, TEXT, OFFICE)):
            self._aside += 1
        elif name == f"{TABLE}table":
            self._is_inside = self._tables_to_come == 0
            self._tables_to_come -= 1
        elif not self._is_inside:
            return
        elif name in CELLS:
            self._cell, self._paragraphs = attributes, []
        elif name.startswith(TEXT):
            self._start_text(LOCAL[name], attributes)
        elif name == f"{TABLE}table-row":
            self._row, self._cells, self._at, self._merged = attributes, [], 0, None
        elif name == f"{TABLE}table-column":
            self._take_column(attributes)

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif not self._is_inside:
            return
        elif name in CELLS:
            self._end_cell(is_covered=name == f"{TABLE}covered-table-cell")
        elif name == f"{TEXT}p":
            self._paragraphs.append("".join(self._pieces))
            self._pieces, self._is_text = [], False
        elif name == f"{TABLE}table-row":
            self._end_row()
        elif name == f"{TABLE}table":
            self._is_inside, self.is_behind = False, True

    def add(self, text: str) -> None:
        """A line break in the file is a space: one in the cell is an element. Spaces are kept, as LibreOffice does."""
        if self._is_text and not self._aside:
            self._pieces.append(_BROKEN_LINE.sub(" ", text))
            if len(self._pieces) > MAX_LINES:
                raise Refused(DAMAGED, value=CONTENT)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p":
            self._is_text = True
        elif name == "s":
            self._pieces.append(" " * min(_count(attributes, f"{TEXT}c"), MAX_COLUMNS))
        elif name == "tab":
            self._pieces.append("\t")
        elif name == "line-break":
            self._pieces.append("\n")

    def _take_column(self, attributes: dict[str, str]) -> None:
        times = _count(attributes, f"{TABLE}number-columns-repeated")
        if attributes.get(f"{TABLE}visibility") in HIDDEN:
            self._columns.hidden.extend(range(self._column, min(self._column + times, MAX_COLUMNS)))
        self._column += times

    def _end_cell(self, *, is_covered: bool) -> None:
        times = _count(self._cell, f"{TABLE}number-columns-repeated")
        if is_covered and self._merged is None:
            self._merged = self._at
        text = "" if is_covered else _seen(self._cell, self._paragraphs)
        if text:
            if self._at + times > MAX_COLUMNS and not is_blank(text):
                raise too_far_right(self._line + 1, self._at + times - 1)
            self._cells += [""] * (min(self._at, MAX_COLUMNS) - len(self._cells))
            self._cells += [text] * min(times, MAX_COLUMNS - len(self._cells))
        self._at += times

    def _end_row(self) -> None:
        times = _count(self._row, f"{TABLE}number-rows-repeated")
        first, self._line = self._line + 1, self._line + times
        is_hidden = self._row.get(f"{TABLE}visibility") in HIDDEN
        if not self._cells and not is_hidden:
            return
        if self._cells and self._line > MAX_LINES:
            raise Refused(DAMAGED, value=CONTENT)
        self.rows.append((Row(first, self._cells, is_hidden, self._merged), min(times, MAX_LINES)))


def _seen(cell: dict[str, str], paragraphs: list[str]) -> str:
    """What the user sees in a cell: dates in ISO form and exact numbers, all else as it stands there."""
    shown = "\n".join(paragraphs)
    if cell.get(LIBRE_OFFICE_TYPE) == "error":
        return shown
    match cell.get(f"{OFFICE}value-type"):
        case "float" | "currency":
            return _number(cell.get(f"{OFFICE}value", ""), shown)
        case "percentage":
            return _percentage(cell.get(f"{OFFICE}value", ""), shown)
        case "date":
            return cell.get(f"{OFFICE}date-value", shown).replace("T", " ").removesuffix(" 00:00:00")
        case "time":
            return _time(cell.get(f"{OFFICE}time-value", ""), shown)
        case "boolean":
            return TRUE if cell.get(f"{OFFICE}boolean-value") == "true" else FALSE
        case None:
            formula = cell.get(f"{TABLE}formula")
            return shown if formula is None or shown else "=" + formula.partition("=")[2]
        case _:
            return shown or cell.get(f"{OFFICE}string-value", "")


def _number(value: str, shown: str) -> str:
    """The number; as it is shown where the format gives it zeros or a plus in front."""
    number = plain(value)
    if number in {"0", "1"} and shown.isalpha():
        return TRUE if number == "1" else FALSE
    digits = "".join(character for character in shown if character.isdecimal())
    is_padded = digits.startswith("0") or shown.startswith("+")
    return shown if number.isdecimal() and is_padded and digits.lstrip("0") == number.lstrip("0") else number


def _percentage(value: str, shown: str) -> str:
    try:
        share = plain(str(Decimal(value) * 100))
    except InvalidOperation:
        return shown
    return f"{share}%"


def _time(value: str, shown: str) -> str:
    found = _TIME.fullmatch(value)
    if not found:
        return shown
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return f"{found[1]}{hours:02}:{minutes:02}:{seconds:02}"


def _count(attributes: dict[str, str], name: str) -> int:
    """How often something is repeated: once, where nothing sensible is said."""
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and 0 < len(text) < 10 else 1


def _attributes(tag: bytes) -> dict[str, bytes]:
    return {found[1].decode(): found[2] or found[3] or b"" for found in _ATTRIBUTE.finditer(tag)}
