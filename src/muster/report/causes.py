"""Violations grouped by cause: counts, a few examples, and the lines as ranges."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from muster import catalogue
from muster.i18n import Translator
from muster.model.chunk import VIOLATIONS
from muster.model.outcome import FileReport, Report
from muster.report.verdict import SEVERITIES
from muster.report.words import render

RANGES_KEPT: Final = 1_000
"""Ranges of lines that are looked at per cause and file; nobody reads further."""

HINTS_KEPT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """All violations of one code in one severity.

    `count` is exact. `examples` are the first violations, rendered; `hints` what to do about them: mostly one. `lines` has the places by file (1-based position):
    ranges such as 3–7 of lines, or the records of a source without lines; `whole` says that no file has any.
    """

    code: str
    severity: str
    count: int
    cause: str
    hints: list[str]
    examples: pl.DataFrame
    lines: dict[int, list[str]]

    @property
    def whole(self) -> bool:
        """About whole files, not about lines of them."""
        return not self.lines


def grouped(report: Report, translator: Translator, *, examples: int = 3) -> list[Cause]:
    """The causes of `report`: errors first, then warnings, repairs, notes; in each, whole files first, then by count."""
    counts = _counts(report)
    if counts.is_empty():
        return []
    shown = render(_examples(report.violations, examples), report.files, translator)
    lines = _lines(report.violations)
    causes = [_cause(severity, code, count, shown, lines, translator) for severity, code, count in counts.iter_rows()]
    order = list(SEVERITIES)
    return sorted(causes, key=lambda cause: (order.index(cause.severity), not cause.whole, -cause.count, cause.code))


def has_rows(file: FileReport) -> bool:
    """Whether what people call a line is a row of a sheet here."""
    return bool(file.sheet) or file.source == "xlsx"


def has_accounts(file: FileReport) -> bool:
    """Whether its rows are accounts of another program: people know their codes, not lines and columns."""
    return file.source in {"exact-online", "exact-xml", "recurly"}


def ranges(places: pl.DataFrame) -> pl.DataFrame:
    """`places` (group columns, `line`, `end_line`) as unbroken ranges: group columns, `low`, `high`, sorted."""
    groups = [name for name in places.columns if name not in {"line", "end_line"}]
    ordered = (
        places.drop_nulls("line")
        .select(*groups, low=pl.col("line"), high=pl.max_horizontal("line", "end_line"))
        .sort(*groups, "low")
    )
    reached = pl.col("high").cum_max().shift(1).over(groups)
    return (
        ordered.with_columns(run=(pl.col("low") > reached + 1).fill_null(value=False).cum_sum().over(groups))
        .group_by(*groups, "run", maintain_order=True)
        .agg(pl.col("low").min(), pl.col("high").max())
        .drop("run")
    )


def _examples(violations: pl.DataFrame, count: int) -> pl.DataFrame:
    """Up to `count` violations per cause, the first of every file before the second of any."""
    rank = pl.int_range(pl.len()).over("severity", "code", "file")
    chosen = violations.with_row_index("_row").with_columns(_rank=rank).filter(pl.col("_rank") < count)
    first = chosen.sort("_rank", "_row").group_by("severity", "code", maintain_order=True).head(count)
    return first.sort("_row").select(*VIOLATIONS)


def _counts(report: Report) -> pl.DataFrame:
    """`severity`, `code`, `count` over all files."""
    if "count" in report.counts.columns:
        return report.counts.group_by("severity", "code").agg(pl.col("count").sum())
    return report.violations.group_by("severity", "code").agg(pl.len().alias("count"))


def _lines(violations: pl.DataFrame) -> pl.DataFrame:
    """`severity`, `code`, `file`, `text`: each a range, or a record where there are no lines."""
    groups = ["severity", "code", "file"]
    spans = ranges(violations.filter(pl.col("record").is_null()).select(*groups, "line", "end_line"))
    low, high = pl.col("low").cast(pl.String()), pl.col("high").cast(pl.String())
    text = pl.when(pl.col("low") == pl.col("high")).then(low).otherwise(low + "–" + high)
    records = violations.drop_nulls("record").select(*groups, text=pl.col("record")).unique(maintain_order=True)
    found = pl.concat([spans.select(*groups, text=text), records])
    return found.group_by(groups, maintain_order=True).head(RANGES_KEPT).select(*groups, "text")


def _cause(
    severity: str, code: str, count: int, shown: pl.DataFrame, lines: pl.DataFrame, translator: Translator
) -> Cause:
    facts = catalogue.entry(code)
    mine = (pl.col("severity") == severity) & (pl.col("code") == code)
    by_file = lines.filter(mine).sort("file", maintain_order=True).group_by("file", maintain_order=True).agg("text")
    examples = shown.filter(mine)
    return Cause(
        code=code,
        severity=severity,
        count=count,
        cause=translator.text(facts.cause),
        hints=_hints(examples),
        examples=examples,
        lines={int(file): list(texts) for file, texts in by_file.iter_rows()},
    )


def _hints(examples: pl.DataFrame) -> list[str]:
    """The different hints of the examples: “at most 50 characters” for one field, 140 for another."""
    return examples["hint"].unique(maintain_order=True).head(HINTS_KEPT).to_list()
