"""In which encoding a file's letters are written; its bytes as UTF-8, whatever they were.

The order is: a mark at the start (BOM), UTF-16 by its zero bytes, strict UTF-8, Windows-1252. A few bad bytes do not make
a UTF-8 file a Windows-1252 file: see `_weigh`.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

READ_BYTES: Final = 1 << 16
"""What fits into the nearest cache is decoded half as fast again."""

WEIGHED_BYTES: Final = 16 << 20
"""So much of a file that is not plain UTF-8 is weighed to tell its encoding."""

LIKELY: Final = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýŒœŠšŽžŸ€‚„…‘’“”•–—™ \xa0£§¨©ª«®°±²³´µ·º»¼½¾"
)
"""What people of Western Europe type beyond ASCII. Other characters of Windows-1252 speak against it."""

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),  # before UTF-16: its mark begins with theirs
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """`name` is what people read, `codec` Python's; the file's first `bom` bytes are its mark.

    `assumed`: nothing in the file proves it.
    """

    name: str
    codec: str
    bom: int = 0
    assumed: bool = False


class Undecodable(Exception):
    """The bytes are in no encoding that is known here, from this line on."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def detect(path: Path) -> Encoding:
    """The encoding of a file. Reads all of it, once, unless its mark or its zero bytes tell. Raises Undecodable."""
    with path.open("rb") as file:
        head = file.read(4096)
    for bom, name, codec in BOMS:
        if head.startswith(bom):
            return Encoding(name=name, codec=codec, bom=len(bom))
    if wide := _wide(head):
        return Encoding(name="utf-16", codec=wide, assumed=True)
    if _is_utf8(path):
        return Encoding(name="utf-8", codec="utf-8")
    return _weigh(path)


def transcoded(path: Path, encoding: Encoding, read_bytes: int) -> Iterator[tuple[bytes, int]]:
    """The file's text as UTF-8, in pieces of some `read_bytes`, each with the position in the file where it ends.

    What does not decode comes as bytes that are no UTF-8 either (surrogates), so that its line can be told.
    """
    decoder = None if encoding.codec == "utf-8" else codecs.getincrementaldecoder(encoding.codec)("muster-surrogate")
    with path.open("rb") as file:
        position = len(file.read(encoding.bom))
        while piece := file.read(read_bytes):
            position += len(piece)
            yield (piece if decoder is None else _utf8(decoder.decode(piece))), position
        if decoder is not None and (rest := decoder.decode(b"", final=True)):
            yield _utf8(rest), position


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _surrogate(error: UnicodeError) -> tuple[str, int]:
    """Each undecodable byte as a lone surrogate, as Python's surrogateescape does, but for every codec."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in bad), error.end


codecs.register_error("muster-surrogate", _surrogate)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: of most characters, always the same half is zero."""
    pairs = len(head) // 2
    if pairs < 2:
        return None
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > pairs * 0.6 and even < pairs * 0.1:
        return "utf-16-le"
    if even > pairs * 0.6 and odd < pairs * 0.1:
        return "utf-16-be"
    return None


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(READ_BYTES):
                if not piece.isascii() or decoder.getstate()[0]:
                    decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _weigh(path: Path) -> Encoding:
    """UTF-8 with some bad bytes, or Windows-1252?

    Letters of several bytes that are right in UTF-8 hardly ever arise by chance, so a file that has some for
    every few bad bytes is UTF-8, and the bad bytes are damage. Otherwise it is Windows-1252, if most of the bytes in question are
    then something that people type. What is neither may still be UTF-8 with a few bad bytes in an ASCII file.
    """
    good = bad = likely = seen = 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    with path.open("rb") as file:
        while seen < WEIGHED_BYTES and (piece := file.read(READ_BYTES)):
            seen += len(piece)
            text = decoder.decode(piece)
            if text.isascii():
                continue
            strays = re.findall("[\udc80-\udcff]", text)
            bad += len(strays)
            good += len(re.findall("[^\x00-\x7f\udc80-\udcff]", text))
            likely += sum(_in_windows_1252(stray) in LIKELY for stray in strays)
    if good * 4 >= bad:
        return Encoding(name="utf-8", codec="utf-8")
    if likely * 2 > bad:
        return Encoding(name="windows-1252", codec="cp1252", assumed=True)
    if bad * 20 <= seen:
        return Encoding(name="utf-8", codec="utf-8")
    raise Undecodable(_first_bad_line(path))


def _in_windows_1252(stray: str) -> str:
    return bytes([ord(stray) - 0xDC00]).decode("cp1252", "replace")


def _first_bad_line(path: Path) -> int:
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            try:
                line += decoder.decode(piece).count("\n")
            except UnicodeDecodeError as error:
                return line + error.object.count(b"\n", 0, error.start)
    return line
