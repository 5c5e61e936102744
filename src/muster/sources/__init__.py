"""The first stage: bytes become chunks of strings with their places. One complete room per source."""

from muster.sources.opening import open_source

__all__ = ["open_source"]
