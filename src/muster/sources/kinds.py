"""What a file is, seen by its bytes: its name proves nothing."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from muster.i18n import _

LOOKED_AT_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is the source that reads it, or a short word of ours; `label` is what people call it."""

    name: str
    label: str
    suffixes: tuple[str, ...] = ()


CSV: Final = Kind("csv", _("a text file"))
XLSX: Final = Kind("xlsx", _("an Excel workbook (.xlsx)"), (".xlsx", ".xlsm"))
EXACT_XML: Final = Kind("exact-xml", _("an Exact Online XML export"), (".xml",))
RECURLY: Final = Kind("recurly", _("accounts fetched from Recurly"), (".jsonl",))
EXACT_ONLINE: Final = Kind("exact-online", _("accounts fetched from Exact Online"), (".jsonl",))
BINARY: Final = Kind("binary", _("a binary file"))
ZIP: Final = Kind("zip", _("a ZIP archive"), (".zip",))

BEGINNINGS: Final = (
    (b"%PDF-", Kind("pdf", _("a PDF document"), (".pdf",))),
    (b"\x89PNG\r\n", Kind("png", _("a PNG image"), (".png",))),
    (b"\xff\xd8\xff", Kind("jpeg", _("a JPEG image"), (".jpg", ".jpeg"))),
    (b"GIF8", Kind("gif", _("a GIF image"), (".gif",))),
    (b"II*\x00", Kind("tiff", _("a TIFF image"), (".tif", ".tiff"))),
    (b"MM\x00*", Kind("tiff", _("a TIFF image"), (".tif", ".tiff"))),
    (b"\x1f\x8b", Kind("gzip", _("a gzip archive"), (".gz",))),
    (b"BZh", Kind("bzip2", _("a bzip2 archive"), (".bz2",))),
    (b"\xfd7zXZ\x00", Kind("xz", _("an xz archive"), (".xz",))),
    (b"\x28\xb5\x2f\xfd", Kind("zstd", _("a Zstandard archive"), (".zst",))),
    (b"7z\xbc\xaf\x27\x1c", Kind("7z", _("a 7-Zip archive"), (".7z",))),
    (b"Rar!\x1a\x07", Kind("rar", _("a RAR archive"), (".rar",))),
    (b"SQLite format 3\x00", Kind("sqlite", _("an SQLite database"))),
    (b"PAR1", Kind("parquet", _("a Parquet file"), (".parquet",))),
    (b"{\\rtf", Kind("rtf", _("an RTF document"), (".rtf",))),
    (b"\x7fELF", Kind("program", _("a program"))),
)

IN_ZIP: Final = (
    (b"xl/workbook.xml", XLSX),
    (b"xl/workbook.bin", Kind("xlsb", _("a binary Excel workbook (.xlsb)"), (".xlsb",))),
    (b"xl/worksheets/", XLSX),
    (b"word/", Kind("docx", _("a Word document"), (".docx",))),
    (b"ppt/", Kind("pptx", _("a PowerPoint presentation"), (".pptx",))),
    (b"opendocument.spreadsheet", Kind("ods", _("an OpenDocument spreadsheet (.ods)"), (".ods",))),
    (b"opendocument.text", Kind("odt", _("an OpenDocument text"), (".odt",))),
    (b"Index/Document.iwa", Kind("numbers", _("an Apple Numbers spreadsheet"), (".numbers",))),
)

IN_OLE: Final = (
    ("EncryptedPackage", Kind("protected", _("an Office file protected by a password"))),
    ("WordDocument", Kind("doc", _("an old Word document (.doc)"), (".doc",))),
    ("Workbook", Kind("xls", _("an old Excel workbook (.xls)"), (".xls",))),
    ("Book", Kind("xls", _("an old Excel workbook (.xls)"), (".xls",))),
)
OLE: Final = Kind("ole", _("an old Office file"))

MARKUP: Final = (
    (rb"(?:<\?(?:(?!\?>).)*+\?>\s*|<!--(?:(?!-->).)*+-->\s*)*+<(?:!DOCTYPE\s+)?eExact\b", EXACT_XML),
    (rb"<!doctype\s+html|<html\b|<table\b|<\?xml[^>]*>\s*(?:<!doctype\s+)?<?html\b", Kind("html", _("an HTML page"))),
    (rb"<\?xml.{0,500}?<(?:\w+:)?workbook\b", Kind("xml-workbook", _("an Excel 2003 XML workbook"))),
    (rb"<\?xml\b|<svg\b", Kind("xml", _("an XML file"), (".xml",))),
    (rb'\{"muster":\{"source":"recurly"', RECURLY),
    (rb'\{"muster":\{"source":"exact-online"', EXACT_ONLINE),
    (rb"\{\s*\"|\[\s*[\[{]", Kind("json", _("a JSON file"), (".json",))),
    (rb"begin:vcard\b", Kind("vcard", _("a file of vCards"), (".vcf",))),
)

SUFFIXES_OF_OTHERS: Final = frozenset({
    ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers", ".doc", ".docx", ".pdf", ".png", ".jpg", ".jpeg", ".gif",
    ".zip", ".gz", ".7z", ".rar", ".xml", ".json", ".html", ".htm",
})  # fmt: skip
"""Endings that promise something else than text in columns."""


def kind_of(path: Path) -> Kind:
    """What the bytes of a file seem to be. Looks at its first and last 64 KiB only."""
    with path.open("rb") as file:
        head = file.read(LOOKED_AT_BYTES)
        file.seek(max(0, path.stat().st_size - LOOKED_AT_BYTES))
        tail = file.read(LOOKED_AT_BYTES)
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return next((kind for mark, kind in IN_ZIP if mark in head or mark in tail), ZIP)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        both = head + tail
        return next((kind for mark, kind in IN_OLE if mark.encode("utf-16-le") in both), OLE)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind("webp", _("a WebP image"), (".webp",))
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return Kind("bmp", _("a BMP image"), (".bmp",))
    return _of_text(head)


def _of_text(head: bytes) -> Kind:
    text = _narrow(head)
    if text is None:
        return BINARY
    start = text.lstrip(b"\xef\xbb\xbf \t\r\n")[:2048]
    for pattern, kind in MARKUP:
        if re.match(pattern, start, re.IGNORECASE | re.DOTALL):
            return kind
    return CSV


def _narrow(head: bytes) -> bytes | None:
    """The head with its wide characters (UTF-16, UTF-32) narrowed; None if so many control characters are no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or _is_wide(head):
        return head.lstrip(b"\xff\xfe\x00").replace(b"\x00", b"")
    controls = len(head) - len(head.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32), 127])))
    return None if controls * 20 > len(head) and controls > 1 else head


def _is_wide(head: bytes) -> bool:
    pairs = len(head) // 2
    zeros = (head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0))
    return pairs >= 2 and max(zeros) > pairs * 0.6 and min(zeros) < pairs * 0.1
