"""The export's XML as a stream, and what no export holds: refused before it costs memory or time.

Exact Online declares no document type, so no entity can be declared either: none is expanded, none is fetched.
"""

import codecs
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from xml.parsers import expat

from muster.model.source import Unreadable
from muster.sources.codes import ENCODING
from muster.sources.exact_xml.codes import BROKEN, CUT_OFF, DOCUMENT_TYPE, TOO_DEEP, TOO_LONG
from muster.sources.exact_xml.elements import OTHER, Element

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
    """Is told of elements that are in the tree, by their place there."""

    def begin(self, element: Element, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element with a role begins in `line`."""

    def end(self, element: Element, line: int) -> None:
        """It ends in `line`."""

    def pass_over(self, around: Element, name: str, line: int) -> None:
        """An element that is not in the tree begins within one that is."""

    def hear(self, element: Element, text: str) -> None:
        """The text of an element whose text is wanted, or its code."""


@dataclass(slots=True)
class Markup:
    """A file and the tree of the elements that matter. `encoding` is known once the first element is."""

    path: Path
    tree: Element
    listener: Listener
    encoding: str = "utf-8"
    _text: list[str] = field(default_factory=list)

    def pieces(self) -> Generator[int, None, None]:
        """Tell the listener of the next piece at each step; how many bytes are read so far.

        Raises Unreadable for what is not sound, too deep, too long, or declares a document type.
        """
        with self.path.open("rb") as file:
            parser = self._parser(file)
            read = 0
            while piece := file.read(PIECE_BYTES):
                read += len(piece)
                _feed(parser, piece, is_final=False)
                if read - parser.CurrentByteIndex > MAX_LENGTH or sum(map(len, self._text)) > MAX_LENGTH:
                    raise Unreadable(TOO_LONG, line=parser.CurrentLineNumber, limit=MAX_LENGTH)
                yield read
            _feed(parser, b"", is_final=True)

    def _parser(self, file: BinaryIO) -> expat.XMLParserType:
        shown = _shown(file)
        self.encoding = shown or self.encoding
        parser = expat.ParserCreate(shown)
        parser.buffer_text = True

        def declared(version: str, encoding: str | None, standalone: int) -> None:  # noqa: ARG001  expat's signature
            if encoding and encoding.lower() not in ENCODINGS:
                raise Unreadable(ENCODING, line=parser.CurrentLineNumber)
            self.encoding = shown or (encoding or self.encoding).lower()

        def refuse(*_: object) -> None:
            raise Unreadable(DOCUMENT_TYPE, line=parser.CurrentLineNumber)

        parser.XmlDeclHandler = declared
        parser.StartDoctypeDeclHandler = refuse
        self._walk(parser)
        return parser

    def _walk(self, parser: expat.XMLParserType) -> None:
        """Follow the tree. Every element of the file passes here, so what does not matter leaves first."""
        way, texts, listener = [self.tree], self._text, self.listener

        def start(name: str, attributes: dict[str, str]) -> None:
            around = way[-1]
            element = around.children.get(name, OTHER)
            way.append(element)
            if element is OTHER:
                if len(way) > MAX_DEPTH:
                    raise Unreadable(TOO_DEEP, line=parser.CurrentLineNumber, value=name, limit=MAX_DEPTH)
                if around.is_told:
                    listener.pass_over(around, name, parser.CurrentLineNumber)
            elif element.text is not None:
                texts.clear()
                parser.CharacterDataHandler = texts.append
            elif element.code is not None:
                listener.hear(element, attributes.get("code", ""))
            else:
                listener.begin(element, name, attributes, parser.CurrentLineNumber)

        def end(_name: str) -> None:
            element = way.pop()
            if element is OTHER:
                return
            if element.text is not None:
                parser.CharacterDataHandler = None
                listener.hear(element, "".join(texts))
                texts.clear()
            elif element.code is None:
                listener.end(element, parser.CurrentLineNumber)

        parser.StartElementHandler = start
        parser.EndElementHandler = end


def _feed(parser: expat.XMLParserType, piece: bytes, *, is_final: bool) -> None:
    try:
        parser.Parse(piece, is_final)
    except expat.ExpatError as problem:
        is_cut = is_final and problem.code in AT_THE_END
        raise Unreadable(CUT_OFF if is_cut else BROKEN, line=problem.lineno) from problem


def _shown(file: BinaryIO) -> str | None:
    """The encoding, where the first bytes show it; else null, and the declaration or XML's own rules settle it.

    Programs write UTF-8 and declare the UTF-16 of their memory, so bytes beat the declaration.
    """
    head = file.read(200)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8) or DECLARES_UTF16.match(head):
        return "utf-8"
    return None
