"""XML of a workbook's parts, read as a stream: no tree is built, no entity expanded, no document type accepted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

from muster.sources.xlsx.refused import DAMAGED, DOCUMENT_TYPE, Refused

PIECE_BYTES: Final = 1 << 16
MAX_PIECES: Final = 16
"""A text of more pieces than this is damage: programs stop at 32,767 characters."""

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class LocalNames(dict[str, str]):
    """`namespace}name` → name. Each is taken apart once, so that a handler may ask for every element."""

    def __missing__(self, full: str) -> str:
        name = self[full] = full.rpartition("}")[2]
        return name


LOCAL: Final = LocalNames()


class Text:
    """The text of the element in hand, where somebody wants it."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._pieces: list[str] = []
        self.is_wanted = False

    def add(self, piece: str) -> None:
        """Keep a piece of text. Raises Refused where it becomes endless."""
        if self.is_wanted:
            self._pieces.append(piece)
            if len(self._pieces) > MAX_PIECES:
                raise Refused(DAMAGED, value=self._part)

    def take(self) -> str:
        """All text since it was last taken; no more is wanted."""
        self.is_wanted = False
        text = self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)
        self._pieces.clear()
        return text


def read(
    part: str, blocks: Iterable[bytes], start: Start, end: End | None = None, text: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Read a part and call the handlers, one block of bytes at each step. Names are `namespace}name`.

    Raises Refused for a document type and for what is not well formed.
    """

    def declared(*_: object) -> None:
        raise Refused(DOCUMENT_TYPE, value=part)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.buffer_size = PIECE_BYTES
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = declared
    try:
        for block in blocks:
            parser.Parse(block, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as problem:
        raise Refused(DAMAGED, value=part) from problem


def elements(part: str, blocks: Iterable[bytes]) -> list[tuple[str, dict[str, str]]]:
    """All elements of a small part in their order: local name and attributes by local name."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        found.append((LOCAL[name], {LOCAL[key]: value for key, value in attributes.items()}))

    for _ in read(part, blocks, start):
        pass
    return found
