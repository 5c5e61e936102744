"""A file as blocks of whole lines, in constant memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from muster.sources.csv.encoding import Encoding, transcoded
from muster.sources.csv.records import MAX_RECORD_BYTES

HEAD_BYTES: Final = 1 << 18
"""What is looked at to find out dialect, header and the usual width."""

MAX_BLOCK_BYTES: Final = 1 << 23


class Blocks:
    """Cuts a file into blocks that end at a line end. What a reader could not use is put in front of the next block."""

    MIN_BYTES = HEAD_BYTES

    def __init__(self, path: Path, encoding: Encoding, block_bytes: int) -> None:
        self._path = path
        self._encoding = encoding
        self._block_bytes = min(max(block_bytes, self.MIN_BYTES), MAX_BLOCK_BYTES)
        self._unread = b""
        self.position = 0
        self.is_last = False

    def __iter__(self) -> Iterator[bytes]:
        rest = b""
        for piece, is_last, position in self._pieces():
            self.is_last, self.position = is_last, position
            cut = len(piece) if is_last else _last_line_end(piece)
            if cut:
                block = b"".join((self._unread, rest, memoryview(piece)[:cut]))
                rest = piece[cut:]
            else:  # a CR at the end of what was left may turn out to be a line end
                rest += piece
                cut = _last_line_end(rest)
                block, rest = self._unread + rest[:cut], rest[cut:]
            rest = _shortened(rest)
            if cut:
                self._unread = b""
                yield block

    def put_back(self, unread: bytes) -> None:
        """These bytes, the last ones of the block, are needed again."""
        self._unread = unread

    def _pieces(self) -> Iterator[tuple[bytes, bool, int]]:
        """Pieces of the text, whether each is the last, and where in the file it ends."""
        ahead: tuple[bytes, int] | None = None
        for piece in transcoded(self._path, self._encoding, self._block_bytes):
            if ahead:
                yield ahead[0], False, ahead[1]
            ahead = piece
        if ahead:
            yield ahead[0], True, ahead[1]


def _last_line_end(text: bytes) -> int:
    """Position behind the last line end; 0 if there is none. A CR at the very end may be half of a CRLF."""
    line_feed = text.rfind(b"\n")
    return max(line_feed, text.rfind(b"\r", line_feed + 1, len(text) - 1)) + 1


def _shortened(rest: bytes) -> bytes:
    """The begin of a line. Of one that is too long anyway, no more is kept than shows that."""
    if len(rest) <= MAX_RECORD_BYTES + 1:
        return rest
    return rest[: MAX_RECORD_BYTES + 1] + (b"\r" if rest.endswith(b"\r") else b"")
