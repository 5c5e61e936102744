"""The export's XML as a stream, and what no export holds: refused before it costs memory or time.

Exact Online declares no document type, so no entity can be declared either: none is expanded, none is fetched.
"""

import codecs
import re
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from xml.parsers import expat

from muster.model.source import Unreadable
from muster.sources.codes import ENCODING
from muster.sources.exact_xml.codes import BROKEN, CUT_OFF, DOCUMENT_TYPE, TOO_DEEP, TOO_LONG

PIECE_BYTES: Final = 1 << 16
MAX_LENGTH: Final = 1 << 16
"""Of one tag with its attributes, of a comment, of a text that is wanted."""

MAX_DEPTH: Final = 64
"""Accounts within accounts reach a dozen levels."""

ENCODINGS: Final = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})

DECLARES_UTF16: Final = re.compile(rb"""<\?xml\s[^>]*\bencoding\s*=\s*["']utf-16["']""", re.IGNORECASE)
"""Matches only where each letter is one byte."""

AT_THE_END: Final = frozenset({
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
})  # fmt: skip
"""Expat's words for a file that ends too early."""


class Listener(Protocol):
    """Who is told of the elements. `start` says whether the text of the element is wanted; `end` gets it, else nothing."""

    def start(self, name: str, attributes: dict[str, str], line: int) -> bool: ...
    def end(self, text: str, line: int) -> None: ...


class Markup:
    """A file, read from its beginning to its end. `encoding` is known once the first element is."""

    def __init__(self, path: Path, listener: Listener) -> None:
        self.encoding = "utf-8"
        self._path = path
        self._listener = listener
        self._text: list[str] = []
        self._depth = 0
        self._wanted = 0  # depth of the element whose text is being taken

    def pieces(self) -> Generator[int, None, None]:
        """Tell the listener of the next piece at each step; how many bytes are read so far.

        Raises Unreadable for what is not sound, too deep, too long, or declares a document type.
        """
        with self._path.open("rb") as file:
            parser = self._parser(file)
            read = 0
            while piece := file.read(PIECE_BYTES):
                read += len(piece)
                self._feed(parser, piece, is_final=False)
                if read - parser.CurrentByteIndex > MAX_LENGTH or sum(map(len, self._text)) > MAX_LENGTH:
                    raise Unreadable(TOO_LONG, line=parser.CurrentLineNumber, limit=MAX_LENGTH)
                yield read
            self._feed(parser, b"", is_final=True)

    def _feed(self, parser: expat.XMLParserType, piece: bytes, *, is_final: bool) -> None:
        try:
            parser.Parse(piece, is_final)
        except expat.ExpatError as problem:
            is_cut = is_final and problem.code in AT_THE_END
            raise Unreadable(CUT_OFF if is_cut else BROKEN, line=problem.lineno) from problem

    def _parser(self, file: BinaryIO) -> expat.XMLParserType:
        shown = _shown(file)
        self.encoding = shown or self.encoding
        parser = expat.ParserCreate(shown)
        parser.buffer_text = True
        take = self._text.append

        def declared(version: str, encoding: str | None, standalone: int) -> None:  # noqa: ARG001  expat's signature
            if encoding and encoding.lower() not in ENCODINGS:
                raise Unreadable(ENCODING, line=parser.CurrentLineNumber)
            self.encoding = shown or (encoding or self.encoding).lower()

        def refuse(*_: object) -> None:
            raise Unreadable(DOCUMENT_TYPE, line=parser.CurrentLineNumber)

        def start(name: str, attributes: dict[str, str]) -> None:
            self._depth += 1
            line = parser.CurrentLineNumber
            if self._depth > MAX_DEPTH:
                raise Unreadable(TOO_DEEP, line=line, value=name, limit=MAX_DEPTH)
            if self._listener.start(name, attributes, line) and not self._wanted:
                self._wanted = self._depth
                parser.CharacterDataHandler = take

        def end(_name: str) -> None:
            text = ""
            if self._depth == self._wanted:
                parser.CharacterDataHandler = None
                text = "".join(self._text)
                self._text.clear()
                self._wanted = 0
            self._depth -= 1
            self._listener.end(text, parser.CurrentLineNumber)

        parser.XmlDeclHandler = declared
        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        return parser


def _shown(file: BinaryIO) -> str | None:
    """The encoding, where the first bytes show it; else null, and the declaration or XML's own rules settle it.

    Programs write UTF-8 and declare the UTF-16 of their memory, so bytes beat the declaration.
    """
    head = file.read(len(codecs.BOM_UTF8) + 200)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8) or DECLARES_UTF16.match(head):
        return "utf-8"
    return None
