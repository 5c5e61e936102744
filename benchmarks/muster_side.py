"""Muster as a library, in a process that has used it before."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import muster
from muster.model.fields import BY_HEADER

OF_A_CUSTOMER: Final = (
    "K1", "jan@example.com", "nl", "Peeters", "Jan", "+32470123456", "Bakkerij Peeters", "0403019261", "Kerkstraat 7", "Gent", "9000",
    "BE",
)  # fmt: skip


def check(path: str) -> Callable[[], object]:
    """`muster.check` on one file. A file of one customer goes first: what is loaded only once is loaded then."""
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first.csv"
        first.write_text(f"{','.join(BY_HEADER)}\n{','.join(OF_A_CUSTOMER)}\n", encoding="utf-8")
        muster.check([first])
    return lambda: muster.check([path])
