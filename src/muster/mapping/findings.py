"""What is to be said about a header, collected as rows of a violations frame."""

import json
from dataclasses import dataclass, field

import polars as pl

from muster.catalogue import Entry
from muster.mapping.header import Header
from muster.model.chunk import no_violations, violations_frame
from muster.model.fields import BY_NAME

_FIRST_LINE = 1


@dataclass(slots=True)
class Findings:
    """Violations at the header's line; in a file without headers at its first line."""

    header: Header
    rows: list[dict[str, object]] = field(default_factory=list)

    def add(
        self,
        entry: Entry,
        *,
        column: int | None = None,
        value: str | None = None,
        target: str | None = None,
        suggestion: str | None = None,
        **params: object,
    ) -> None:
        """One violation. `column` is 0-based, `target` the Field.name that it concerns, `params` fill the message."""
        if target is not None:
            params["target"] = BY_NAME[target].header
        self.rows.append({
            "line": self.line, "end_line": self.line, "column": None if column is None else column + 1,
            "field": target, "code": entry.code, "severity": entry.severity.value, "value": value,
            "params": json.dumps(params, ensure_ascii=False) if params else None, "suggestion": suggestion,
        })  # fmt: skip

    @property
    def line(self) -> int:
        """Where the header is, or should be."""
        return self.header.line or _FIRST_LINE

    def frame(self) -> pl.DataFrame:
        """A violations frame without `file`: what concerns the whole file first, then from left to right."""
        if not self.rows:
            return no_violations()
        ordered = sorted(self.rows, key=lambda row: (row["column"] is not None, row["column"] or 0))
        return violations_frame(pl.DataFrame(ordered, infer_schema_length=None))
