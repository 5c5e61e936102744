"""Which cells nobody sees anything in."""

from typing import Final

BLANKS: Final = (
    "".join(map(chr, range(33)))
    + "\x7f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
    + "".join(map(chr, range(0x2000, 0x200F)))
)
"""Spaces, controls and marks that nobody sees: a cell of only these is blank."""


def is_blank(cell: str) -> bool:
    """Whether nobody sees anything in the cell."""
    return not cell.strip(BLANKS)
