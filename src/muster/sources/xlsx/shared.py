"""The texts that the cells of a workbook share, kept small: half a million of them are no list of objects."""

import re
from array import array
from collections.abc import Iterator
from typing import Final

from muster.sources.xlsx import markup
from muster.sources.xlsx.archive import Archive
from muster.sources.xlsx.markup import LOCAL, Text

_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedTexts:
    """Text by its number. The part is read only as far as the numbers asked for need it."""

    def __init__(self, archive: Archive, part: str) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        self._reading = self._read(archive, part) if part in archive else iter(())

    def __getitem__(self, number: int) -> str:
        """Raises IndexError for a number that no text has."""
        if number < 0:
            raise IndexError(number)
        while number + 1 >= len(self._ends):
            if next(self._reading, ...) is ...:
                raise IndexError(number)
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode()

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
                    self._bytes.extend(unescaped("".join(item)).encode())
                    self._ends.append(len(self._bytes))
                    item.clear()

        return markup.read(part, archive.blocks(part), start, end, text.add)


def unescaped(text: str) -> str:
    """`_x000D_` is how files write characters that XML cannot hold. Halves of characters are left as they are."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: _character(found[0], int(found[1], 16)), text)


def _character(written: str, code: int) -> str:
    return written if 0xD800 <= code < 0xE000 else chr(code)
