"""Muster in a process of its own, called as a library."""

from collections.abc import Callable

import muster


def check(path: str, country: str | None = None) -> Callable[[], object]:
    """`muster.check` on one file, warmed up on nothing: what a program that imports Muster waits for."""
    options = {"country": country} if country else {}
    return lambda: muster.check([path], **options)
