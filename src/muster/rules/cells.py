"""The careful way of one field: its cells are cleaned, repaired, read, and held to its rules.

Cells are a frame with one row per cell: `row` (its place in the chunk), `raw` (as the user wrote it), `written` (the
same without an export's guard), `value` (cleaned and repaired), `country`, `home`, `company`, `source`, `field`, `limit`, and once they are read `stored`, `verdict`,
`suggestion`, `params`. Rules and repairs name the columns they look at.
"""

import functools
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import polars as pl

from muster import catalogue
from muster.catalogue import Repair, Rule, Severity, Step
from muster.model.fields import BY_NAME, ERASER
from muster.model.guard import unguard
from muster.rules import normalise, reading
from muster.rules.context import Context

NEVER_ERASED: Final = frozenset({"number", "language", "country"})
"""Fields in which the word that erases is an error."""

ERASED: Final = f"(?i)^{ERASER}$"

SEEN_BY_READING: Final = ("value", "country", "home", "company", "source")
READ: Final = ("stored", "verdict", "suggestion", "params")
"""What a reading gets, and what it adds."""

FOUND: Final = ("row", "field", "code", "severity", "value", "params", "suggestion")
"""Columns of a violation before its row's place is laid beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of the cells, in their order.

    `cells` has `row`, `stored`, `erased`, `broken` (it could not be read; `stored` is its text where the rule is lowered)
    and `unset` (filled, but setting nothing). `found` are frames with the columns `FOUND`. `unsettled` are the rows
    whose reading depends on a country that is not in the file.
    """

    cells: pl.DataFrame
    found: list[pl.DataFrame]
    unsettled: pl.Series


def settle(cells: pl.DataFrame, name: str, context: Context, broken: Mapping[str, pl.Series]) -> Settled:
    """Take `cells` (`row`, `raw`, `country`, `home`, `company`) of one field the careful way.

    `broken`: Field.name → rows whose cell of that field could not be read; rules silenced by it say nothing there.
    """
    way = _Way(name=name, context=context, broken=broken)
    cells = way.cleaned(cells)
    written = way.repaired(cells.filter(pl.col("value").is_not_null() & ~pl.col("erased")))
    written = way.held(written, Step.TEXT)
    written = way.held(way.read(written), Step.VALUE)
    if written["broken"].any():
        written = written.with_columns(stored=pl.when("broken").then("value").otherwise("stored"))
    written = way.held(written, Step.STORED)
    stored = pl.when(~pl.col("rejected")).then("stored")
    outcome = written.select("row", "broken", stored=stored, unset=pl.col("broken") | stored.is_null())
    cells = cells.select("row", "erased").join(outcome, on="row", how="left", maintain_order="left")
    return Settled(
        cells=cells.with_columns(pl.col("broken", "unset").fill_null(value=False)),
        found=way.found,
        unsettled=way.unsettled,
    )


@dataclass(slots=True, kw_only=True)
class _Way:
    name: str
    context: Context
    broken: Mapping[str, pl.Series]
    found: list[pl.DataFrame] = field(default_factory=list)
    unsettled: pl.Series = field(default_factory=lambda: pl.Series("row", dtype=pl.UInt32))

    def cleaned(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Add `value`, null where the cell is blank, `erased`, and what rules may want to know.

        `doubted`: something was said of its text; `broken`: an error by nature, so that the value is not read;
        `rejected`: an error here.
        """
        raw = pl.col("raw")
        cells = cells.with_columns(
            written=unguard(raw) if self.context.guarded else raw,
            source=pl.lit(self.context.source),
            field=pl.lit(self.name),
            limit=pl.lit(BY_NAME[self.name].limit, dtype=pl.Int64),
            doubted=pl.lit(value=False),
            broken=pl.lit(value=False),
            rejected=pl.lit(value=False),
        )
        cells = cells.with_columns(_cleaned(cells["written"], self.name).alias("value"))
        if self.context.blank_words:
            is_blank = pl.col("value").str.to_lowercase().is_in(self.context.folded_blank_words)
            cells = cells.with_columns(value=pl.when(~is_blank).then("value"))
        erased = pl.lit(value=False) if self.name in NEVER_ERASED else pl.col("value").str.contains(ERASED)
        return cells.with_columns(erased=erased.fill_null(value=False))

    def repaired(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Chain the repairs of the text; each says what it mended. A cell whose content was blank drops out."""
        repairs = [repair for repair in _repairs(self.name) if repair.verdict is None and self._severity(repair)]
        if not repairs:
            return cells
        changes = cells.select(
            (catalogue.over(each.mend) != pl.col("value")).any().alias(each.entry.code) for each in repairs
        )
        return self._mended(cells, repairs) if any(changes.row(0)) else cells

    def _mended(self, cells: pl.DataFrame, repairs: Sequence[Repair]) -> pl.DataFrame:
        for repair in repairs:
            cells = cells.with_columns(after=normalise.clean(catalogue.over(repair.mend), self.name))
            is_mended = pl.col("after").ne_missing(pl.col("value"))
            self._report(cells.lazy().filter(is_mended).with_columns(_nothing("params"), suggestion="after"), repair)
            cells = cells.with_columns(value="after").filter(pl.col("value").is_not_null())
        return cells

    def read(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Add what the field's reading says of the cells that are not broken."""
        if not cells["broken"].any():
            return self._read(cells)
        unread = cells.filter("broken").with_columns(_nothing(*READ))
        return pl.concat([self._read(cells.filter(~pl.col("broken"))), unread], how="diagonal")

    def _read(self, cells: pl.DataFrame) -> pl.DataFrame:
        read = reading.of(self.name)
        if read is None:
            return cells.with_columns(_nothing("verdict", "suggestion", "params"), stored="value")
        said = read.read(cells.select(SEEN_BY_READING), self._verdicts_off())
        cells = cells.with_columns(said.select(READ).get_columns())
        if "unsettled" in said.columns:
            self.unsettled = cells["row"].filter(said["unsettled"])
        verdicts = set(cells["verdict"].unique())
        for repair in _repairs(self.name):
            if repair.verdict in verdicts - {None}:
                mended = cells.lazy().filter(pl.col("verdict") == repair.verdict)
                self._report(mended.with_columns(suggestion=catalogue.over(repair.mend)), repair)
        return cells

    def held(self, cells: pl.DataFrame, step: Step) -> pl.DataFrame:
        """Hold the cells to the rules of this step; say where they are broken."""
        rules = _rules(self.name, step)
        if not rules or not cells.height:
            return cells
        flags = cells.select((self._broken(rule) & ~pl.col(_silencing(rule))).alias(rule.entry.code) for rule in rules)
        fired = [rule for rule in rules if flags[rule.entry.code].any()]
        for rule in fired:
            self._report_broken(cells.filter(flags[rule.entry.code]).lazy(), rule)
        errors = {rule.entry.code for rule in fired if self._severity(rule) == Severity.ERROR}
        unread = {rule.entry.code for rule in fired if rule.entry.severity is Severity.ERROR}
        said = {rule.entry.code for rule in fired} if step is Step.TEXT else set()
        return cells.with_columns(
            doubted=functools.reduce(operator.or_, [flags[code] for code in said], cells["doubted"]),
            broken=functools.reduce(operator.or_, [flags[code] for code in errors | unread], cells["broken"]),
            rejected=functools.reduce(operator.or_, [flags[code] for code in errors], cells["rejected"]),
        )

    def _broken(self, rule: Rule) -> pl.Expr:
        broken: pl.Expr = catalogue.over(rule.broken).fill_null(value=False)
        for other in rule.silenced_by:
            if other in self.broken:
                broken = broken & ~pl.col("row").is_in(self.broken[other].implode())
        return broken

    def _verdicts_off(self) -> frozenset[str]:
        repairs = (repair for repair in _repairs(self.name) if self._severity(repair) is None)
        return frozenset(repair.verdict for repair in repairs if repair.verdict)

    def _report_broken(self, cells: pl.LazyFrame, rule: Rule) -> None:
        if rule.step is Step.TEXT:
            cells = cells.with_columns(_nothing("suggestion", "params"))
        if rule.suggestion is not None:
            cells = cells.with_columns(suggestion=catalogue.over(rule.suggestion))
        if rule.params is not None:
            cells = cells.with_columns(params=_json(catalogue.over(rule.params)))
        self._report(cells, rule)

    def _severity(self, of: Rule | Repair) -> str | None:
        return self.context.severity(of.entry.code, self.name)

    def _report(self, cells: pl.LazyFrame, of: Rule | Repair) -> None:
        severity = self._severity(of)
        if severity is None:
            return
        said = cells.with_columns(value="raw", code=pl.lit(of.entry.code), severity=pl.lit(severity)).select(FOUND)
        found = said.with_columns(pl.col("params", "suggestion").cast(pl.String)).collect()
        if found.height:
            self.found.append(found)


def _silencing(rule: Rule) -> str:
    """What must not be true of a cell for this rule to be said: one mistake gives one message."""
    if rule.step is Step.STORED:
        return "rejected"
    return "broken" if rule.step is Step.TEXT or rule.entry.severity is Severity.ERROR else "doubted"


@cache
def _rules(name: str, step: Step) -> tuple[Rule, ...]:
    return tuple(rule for rule in catalogue.rules() if rule.step is step and name in rule.entry.fields)


@cache
def _repairs(name: str) -> tuple[Repair, ...]:
    return tuple(repair for repair in catalogue.repairs() if name in repair.entry.fields)


def _cleaned(written: pl.Series, name: str) -> pl.Series:
    """`normalise.clean`, at no cost where it would change nothing."""
    cells = written.to_frame("value")
    odd = cells.select((~pl.col("value").str.contains(normalise.CLEAN_ASCII)).arg_true()).to_series()
    if not odd.len():
        return written
    cleaned = cells.select(normalise.clean(pl.col("value").gather(odd), name)).to_series()
    return written.clone().scatter(odd, cleaned)


def _json(params: Mapping[str, pl.Expr]) -> pl.Expr:
    return pl.struct(value.alias(name) for name, value in params.items()).struct.json_encode()


def _nothing(*names: str) -> list[pl.Expr]:
    return [pl.lit(None, dtype=pl.String).alias(name) for name in names]
