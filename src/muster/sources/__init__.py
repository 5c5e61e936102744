"""The first stage: bytes become chunks of strings with their places. One complete room per source."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muster.sources.opening import open_source

__all__ = ["open_source"]


def __getattr__(name: str) -> Any:
    """Loaded where it is asked for: the process that reads a workbook needs nothing of it."""
    if name == "open_source":
        from muster.sources.opening import open_source  # noqa: PLC0415

        return open_source
    raise AttributeError(name)
