"""A workbook's archive, opened with suspicion: what it unpacks to is counted while it is read, never believed."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from muster.sources.xlsx.limits import MAX_PARTS, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES
from muster.sources.xlsx.refused import DAMAGED, PROTECTED, TOO_LARGE, TOO_MANY_PARTS, TOO_TIGHT, Refused

BLOCK_BYTES: Final = 1 << 18
ENCRYPTED: Final = 0x1
WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00")
"""How XML in UTF-16 or UTF-32 begins: allowed, and written by nobody."""


class Archive:
    """The parts of a workbook by name; case does not matter, as the standard says."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises Refused for what is no sound archive, and for one that no spreadsheet program packs."""
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as problem:
            raise Refused(DAMAGED, value=".zip") from problem
        entries = self._zip.infolist()
        if len(entries) > MAX_PARTS:
            raise Refused(TOO_MANY_PARTS, count=len(entries), limit=MAX_PARTS)
        self._entries = {_name(entry.filename): entry for entry in entries}
        if len(self._entries) < len(entries) or min((entry.header_offset for entry in entries), default=1):
            raise Refused(DAMAGED, value=".zip")  # two readers would see two different files

    def __contains__(self, name: str) -> bool:
        return _name(name) in self._entries

    def size(self, name: str) -> int:
        """What the archive says the part unpacks to: good enough for progress, for nothing else."""
        return self._entries[_name(name)].file_size if name in self else 0

    def blocks(self, name: str) -> Iterator[bytes]:
        """A part's bytes. Raises Refused when they become too many, or cannot be read to their end."""
        entry = self._entries.get(_name(name))
        if entry is None or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Refused(DAMAGED, value=name)
        if entry.flag_bits & ENCRYPTED:
            raise Refused(PROTECTED)
        _limit(name, entry.file_size, entry.compress_size)  # who admits it need not be tried
        count = 0
        try:
            with self._zip.open(entry) as part:
                while block := part.read(BLOCK_BYTES):
                    if count == 0 and block.startswith(WIDE):
                        raise Refused(DAMAGED, value=name)
                    count += len(block)
                    _limit(name, count, entry.compress_size)
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as problem:
            raise Refused(DAMAGED, value=name) from problem
        if count != entry.file_size:
            raise Refused(DAMAGED, value=name)


def _limit(name: str, count: int, packed: int) -> None:
    if count > MAX_UNPACKED_BYTES:
        raise Refused(TOO_LARGE, limit=MAX_UNPACKED_BYTES >> 20)
    if count > RATIO_FREE_BYTES and count > MAX_RATIO * packed:
        raise Refused(TOO_TIGHT, value=name, limit=MAX_RATIO)


def _name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
