"""The texts that the cells of a workbook share, kept small: half a million of them are no list of objects."""

import re
from array import array
from collections.abc import Iterator
from typing import Final

from muster.sources.xlsx import markup
from muster.sources.xlsx.archive import Archive
from muster.sources.xlsx.markup import LOCAL, Text
from muster.sources.xlsx.proof import SHARED, left_over, unescaped_entities

_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


MAX_AT_HAND: Final = 1_000_000
"""So many texts are kept as they are, which is fast; all others as bytes, which is small."""


class SharedTexts:
    """Text by its number. The part is read only as far as the numbers asked for need it.

    `at_hand` are the first texts, as far as they were read.
    """

    def __init__(self, archive: Archive, part: str) -> None:
        self.at_hand: list[str] = []
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        self._reading = self._read(archive, part) if part in archive else iter(())

    def __getitem__(self, number: int) -> str:
        """Raises IndexError for a number that no text has."""
        while not 0 <= number < len(self):
            if number < 0 or next(self._reading, ...) is ...:
                raise IndexError(number)
        if number < MAX_AT_HAND:
            return self.at_hand[number]
        begin, end = self._ends[number - MAX_AT_HAND : number - MAX_AT_HAND + 2]
        return self._bytes[begin:end].decode()

    def __len__(self) -> int:
        """How many were read so far."""
        return len(self.at_hand) + len(self._ends) - 1

    def _keep(self, text: str) -> None:
        if len(self.at_hand) < MAX_AT_HAND:
            self.at_hand.append(unescaped(text))
        else:
            self._bytes.extend(unescaped(text).encode())
            self._ends.append(len(self._bytes))

    def _read(self, archive: Archive, part: str) -> Iterator[None]:
        text, item, is_phonetic = Text(part), list[str](), False

        def start(name: str, _attributes: dict[str, str]) -> None:
            nonlocal is_phonetic
            match LOCAL[name]:
                case "t":
                    text.is_wanted = not is_phonetic
                case "rPh":
                    is_phonetic = True

        def end(name: str) -> None:
            nonlocal is_phonetic
            match LOCAL[name]:
                case "t":
                    item.append(text.take())
                case "rPh":
                    is_phonetic = False
                case "si":
                    self._keep("".join(item))
                    item.clear()

        blocks = left_over(archive.blocks(part), b"<sst", b"</si>", self._take)
        return markup.read(part, blocks, start, end, text.add)

    def _take(self, piece: str) -> Iterator[str] | None:
        """Keep the plain texts of a piece that holds nothing else."""
        found = SHARED.findall(piece)
        if sum(len(whole) for whole, _ in found) != len(piece):
            return None
        for _, text in found:
            self._keep(unescaped_entities(text))
        return iter(())


def unescaped(text: str) -> str:
    """`_x000D_` is how files write characters that XML cannot hold. Halves of characters are left as they are."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: _character(found[0], int(found[1], 16)), text)


def _character(written: str, code: int) -> str:
    return written if 0xD800 <= code < 0xE000 else chr(code)
