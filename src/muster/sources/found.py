"""What the source finds, as rows of a violations frame."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import polars as pl

from muster.catalogue import entry
from muster.model.chunk import violations_frame

MAX_VALUE: Final = 100
"""A violation quotes so many characters of a cell."""

SURROGATES: Final = dict.fromkeys(range(0xD800, 0xE000), "�")


def violation(code: str, /, *, value: str | None = None, **places: Any) -> dict[str, Any]:
    """One row of a violations frame. Of what is no place, the placeholders of its message are kept."""
    placed = {name: places.pop(name, None) for name in ("line", "end_line", "column")}
    return {
        **placed,
        "code": code,
        "severity": str(entry(code).severity),
        "value": None if value is None else _short(value),
        "params": _params(code, tuple(places.items())),
    }


@lru_cache(maxsize=1_000)
def _params(code: str, given: tuple[tuple[str, Any], ...]) -> str | None:
    """The placeholders of the message, as they are kept. Many rows have the same ones."""
    message = entry(code).message
    params = {name: value for name, value in given if f"{{{name}}}" in message}
    return json.dumps(params, ensure_ascii=False) if params else None


def as_frame(found: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Violations as the frame that all stages know."""
    schema = {
        "line": pl.Int64, "end_line": pl.Int64, "column": pl.Int64, "code": pl.String, "severity": pl.String,
        "value": pl.String, "params": pl.String,
    }  # fmt: skip
    return violations_frame(pl.DataFrame(list(found), schema=schema, orient="row"))


def has_surrogates(text: str) -> bool:
    """Whether some of the text could not be decoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _short(value: str) -> str:
    text = readable(value)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…"


def readable(text: str) -> str:
    """The text with a mark for each character that could not be decoded."""
    return text if text.isascii() else text.translate(SURROGATES)
