"""Which rows have cells that belong to a merged range without being its first."""

from collections.abc import Iterable


class Merged:
    """Asked for lines in rising order, as a sheet is read. Ranges are (first line, last line, first and last column)."""

    def __init__(self, ranges: Iterable[tuple[int, int, int, int]]) -> None:
        self._waiting = sorted(ranges, reverse=True)
        self._open: list[tuple[int, int, int, int]] = []

    def column(self, line: int) -> int | None:
        """The first 0-based column of the line whose cell is merged away, if any."""
        if not self._waiting and not self._open:
            return None
        while self._waiting and self._waiting[-1][0] <= line:
            self._open.append(self._waiting.pop())
        self._open = [each for each in self._open if each[1] >= line]
        return min(
            (left + (first == line) for first, _, left, right in self._open if first < line or right > left),
            default=None,
        )
