"""Muster as a library, in a process that has used it before."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import muster


def check(path: str) -> Callable[[], object]:
    """`muster.check` on one file. A file of one row goes first: what is loaded only once is loaded then."""
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first.csv"
        first.write_text("lastname,firstname,companyName\nPeeters,Jan,\n", encoding="utf-8")
        muster.check([first])
    return lambda: muster.check([path])
