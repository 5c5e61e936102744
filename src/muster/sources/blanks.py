"""Which cells nobody sees anything in."""

from typing import Final

BLANKS: Final = " \t\r\n\v\f\x00\xa0\u200b\u2060\ufeff"
"""Characters that nobody sees: a cell of only these is blank."""


def is_blank(cell: str) -> bool:
    """Whether nobody sees anything in the cell."""
    return not cell.strip(BLANKS)
