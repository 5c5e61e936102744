"""What the user asked for, and what the environment says: settled before the first byte is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class OnError(StrEnum):
    """What an error does to its file."""

    STOP = "stop"  # the file is not written
    SKIP = "skip"  # the row is not written, the file's other rows are


class Blank(StrEnum):
    """What a blank cell in a present column does to the stored value."""

    CLEAR = "clear"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One import's options. Fields are named by Field.name, codes by the catalogue.

    `mapping` is header (or "header+header") → Field.name, or None to ignore the header. `blank` is the policy for the
    whole import (None: the source's default), `blank_by_field` the exceptions. `select` and `ignore` narrow the rules
    by code or prefix. `severities` are the environment's, overlaid by the settings file: code → error, warning, off.
    `max_cleared` and `max_renamed` answer the loss budget. `country` (ISO 3166-1 alpha-2) helps to read numbers and is
    never stored; `language` is the l of new customers who have none.
    """

    source: str = "auto"
    sheet: str | None = None
    country: str | None = None
    language: str | None = None
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    blank_words: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    on_error: OnError | None = None
    blank: Blank | None = None
    blank_by_field: Mapping[str, Blank] = field(default_factory=dict)
    max_cleared: int | None = None
    max_renamed: int | None = None
    yes: bool = False
    dry_run: bool = False
