"""Lines of a terminal: wrapping and cutting by what characters really take, so that 中 counts two."""

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, set_cell_size

ELLIPSIS: Final = "…"

_BREAKABLE: Final = re.compile(r"[ \t\n]+")


def wrap(text: str, width: int, *, first: str = "", rest: str | None = None) -> Iterator[str]:
    """`text` in lines of at most `width` cells, the first beginning with `first`, the others with `rest`.

    Broken at spaces, but not at those that must not break (16 500 in French); a word longer than a line is broken
    anywhere.
    """
    indent = first
    following = first if rest is None else rest
    line = ""
    for word in _BREAKABLE.split(text.strip(" \n\t")):
        candidate = f"{line} {word}" if line else word
        if cell_len(indent + candidate) <= width:
            line = candidate
            continue
        if line:
            yield indent + line
            indent = following
        *full, line = _pieces(word, width - cell_len(indent), width - cell_len(following))
        for piece in full:
            yield indent + piece
            indent = following
    if line:
        yield indent + line


def fit(text: str, width: int) -> str:
    """`text`, cut to `width` cells with an ellipsis if it is longer."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + ELLIPSIS


def flow(parts: list[str], width: int, lines: int, *, first: str, rest: str, more: str) -> list[str]:
    """`parts` joined by commas in at most `lines` lines; if they do not fit, as many as do, then `more`.

    `more` has the placeholder `{count}` for the parts left out.
    """
    kept = len(parts)
    while True:
        left_out = len(parts) - kept
        text = ", ".join(parts[:kept]) + (more.format(count=left_out) if left_out else "")
        wrapped = list(wrap(text, width, first=first, rest=rest))
        if len(wrapped) <= lines or not kept:
            return wrapped
        # Far too many: jump near the answer first, then step.
        kept = min(kept - 1, max(1, kept * lines // len(wrapped) + 1)) if len(wrapped) > lines + 1 else kept - 1


def _pieces(word: str, first: int, rest: int) -> list[str]:
    """`word` cut into pieces of at most `first`, then `rest` cells; never an empty last piece."""
    pieces: list[str] = []
    piece = ""
    for character in word:
        if piece and cell_len(piece + character) > max(rest if pieces else first, 2):
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]
