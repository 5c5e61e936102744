"""The fast path: rows and texts that are proven plain are taken apart by one expression; the XML parser sees the rest.

A part is cut behind the end of a row (or of a shared text). What is proven is well-formed by itself, so it can be left
out of what the parser reads; both paths give the same, and a test holds them to it. A comment, a processing instruction
or CDATA ends the proving for the rest of the part, because an end may then be no end.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

_TEXT: Final = r"[^<&]*(?:&(?:amp|lt|gt|quot|apos);[^<&]*)*"
_ATTRIBUTES: Final = r"(?: [\w:]+=\"[^\"<>&]*\")*"

ROW: Final = re.compile(rf'(<row r="([1-9]\d{{0,6}})"({_ATTRIBUTES}) ?(?:/>|>(.*?)</row>))', re.DOTALL)
"""Groups: all of it, the line, other attributes, the cells."""

CELL: Final = re.compile(
    r'<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="(\d+)")?(?: t="([a-zA-Z]+)")?'
    rf'(?:/>|><v>([^<&]+)</v></c>|><is><t(?: xml:space="preserve")?>((?!<){_TEXT})</t></is></c>)'
)
"""Groups: the column's letters, the line, the style, the type, the value, the text in place."""

SHARED: Final = re.compile(rf'(<si><t(?: xml:space="preserve")?>({_TEXT})</t></si>)')
"""Groups: all of it, the text."""

_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_CONTROLS: Final = bytes({*range(32)} - {9, 10})
_NOT_PLAIN: Final = (b"]]>", "\ufffe".encode(), "\uffff".encode())
"""What XML forbids, and line ends that it changes."""

_DECLARATION: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml [^<>?]*\?>")
_OTHER_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)


def left_over(
    blocks: Iterable[bytes], begin: bytes, end: bytes, take: Callable[[str], Iterator[str] | None]
) -> Iterator[bytes]:
    """What of a part the XML parser must see.

    Behind `begin`, pieces that end with `end` are offered to `take`: it takes what is plain and gives back the rest, bit
    by bit, or nothing at all (None) if the piece as a whole is not what it knows.
    """
    rest = b""
    is_inside = is_careful = False
    is_first = True
    for block in blocks:
        if is_careful:
            yield block
            continue
        text = rest + block
        if is_first:
            is_first = False
            declaration = _DECLARATION.match(text)
            is_careful = bool(declaration and _OTHER_ENCODING.search(declaration[0]))
            if declaration:
                yield declaration[0]
                text = text[declaration.end() :]
        if is_careful or b"<!" in text or b"<?" in text:
            is_careful, rest = True, b""
            yield text
            continue
        if not is_inside:
            at = text.find(begin)
            if at < 0:
                cut = max(0, len(text) - len(begin))
                yield text[:cut]
                rest = text[cut:]
                continue
            yield text[: at + len(begin)]
            is_inside, text = True, text[at + len(begin) :]
        cut = text.rfind(end) + len(end) if end in text else 0
        rest = text[cut:]
        if cut:
            yield from _offered(text[:cut], take)
        if len(rest) > len(block) * 4:
            yield rest
            is_careful, rest = True, b""
    yield rest


def unescaped_entities(text: str) -> str:
    """The text with the five entities of XML turned into what they stand for."""
    if "&" in text:
        for entity, character in _ENTITIES.items():
            text = text.replace(entity, character)
    return text


def _offered(piece: bytes, take: Callable[[str], Iterator[str] | None]) -> Iterator[bytes]:
    text = _decoded(piece)
    left = None if text is None else take(text)
    if left is None:
        yield piece
        return
    for bit in left:
        yield bit.encode()
    yield b""


def _decoded(piece: bytes) -> str | None:
    """The text, if every character is one that XML leaves as it is."""
    if len(piece.translate(None, _CONTROLS)) < len(piece) or any(sign in piece for sign in _NOT_PLAIN):
        return None
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return None
