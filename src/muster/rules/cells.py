"""The careful way of one field: its cells are cleaned, repaired, read, and held to its rules.

Cells are a frame with one row per cell: `row` (its place in the chunk), `raw` (as the user wrote it), `written` (the
same without an export's guard), `value` (cleaned and repaired), `country`, `home`, `company`, `source`, `field`, `limit`, and once they are read `stored`, `verdict`,
`suggestion`, `params`. Rules and repairs name the columns they look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import polars as pl

from muster import catalogue
from muster.catalogue import Repair, Rule, Severity, Step
from muster.model.fields import BY_NAME, ERASER
from muster.rules import normalise, reading
from muster.rules.context import PULLED, Context

NEVER_ERASED: Final = frozenset({"number", "language", "country"})
"""Fields in which the word that erases is an error."""

SEEN_BY_READING: Final = ("value", "country", "home", "company", "source")
READ: Final = ("stored", "verdict", "suggestion", "params")
"""What a reading gets, and what it adds."""

FOUND: Final = ("row", "field", "code", "severity", "value", "params", "suggestion")
"""Columns of a violation before its row's place is laid beside it."""

STANDING: Final[dict[str, pl.Expr]] = {
    "broken": pl.lit(value=False),  # an error by nature: the value was not read, whatever its severity here
    "rejected": pl.lit(value=False),  # an error here
}


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
    written = way.repaired(cells.filter(pl.col("value").is_not_null() & ~pl.col("erased")).with_columns(**STANDING))
    written = way.held(written, Step.TEXT)
    written = way.held(way.read(written), Step.VALUE)
    written = written.with_columns(stored=pl.when("broken").then("value").otherwise("stored"))
    written = way.held(written, Step.STORED)
    written = written.with_columns(stored=pl.when(~pl.col("rejected")).then("stored"))
    outcome = written.select("row", "stored", "broken", unset=pl.col("broken") | pl.col("stored").is_null())
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
        """Add `value`, null where the cell is blank, `erased`, and what rules may want to know."""
        raw = cells["raw"].alias("written")
        written = raw if self.context.source in PULLED else _each(raw, normalise.unguard(pl.col("written")))
        value = _cleaned(written, self.name).alias("value")
        folded = value.str.to_lowercase()
        if self.context.blank_words:
            value = value.set(folded.is_in(self.context.folded_blank_words).fill_null(value=False), None)
        erases = self.name not in NEVER_ERASED
        return cells.with_columns(
            written,
            value,
            ((folded == ERASER.lower()) & erases).fill_null(value=False).alias("erased"),
            source=pl.lit(self.context.source),
            field=pl.lit(self.name),
            limit=pl.lit(BY_NAME[self.name].limit, dtype=pl.Int64),
        )

    def repaired(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Chain the repairs of the text; each says what it mended. A cell whose content was blank drops out."""
        for repair in _repairs(self.name):
            if repair.verdict is None and self._severity(repair):
                after = normalise.clean(catalogue.over(repair.mend), self.name)
                cells = cells.with_columns(after=after)
                mended = cells.filter(pl.col("after").ne_missing(pl.col("value")))
                if mended.height:
                    self._report(mended.with_columns(_nothing("params"), suggestion="after"), repair)
                    cells = cells.with_columns(value="after").filter(pl.col("value").is_not_null())
        return cells

    def read(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Add what the field's reading says of the cells that are not broken."""
        readable, unread = cells.filter(~pl.col("broken")), cells.filter("broken")
        read = reading.of(self.name)
        if read is None:
            readable = readable.with_columns(_nothing("verdict", "suggestion", "params"), stored="value")
        else:
            said = read.read(readable.select(SEEN_BY_READING), self._verdicts_off())
            readable = readable.with_columns(said.select(READ).get_columns())
            if "unsettled" in said.columns:
                self.unsettled = readable.filter(said["unsettled"])["row"]
            self._report_mended_by_reading(readable)
        return (
            pl.concat([readable, unread.with_columns(_nothing(*READ))], how="diagonal") if unread.height else readable
        )

    def held(self, cells: pl.DataFrame, step: Step) -> pl.DataFrame:
        """Hold the cells to the rules of this step; say where they are broken."""
        rules = _rules(self.name, step)
        if not rules or not cells.height:
            return cells
        done = "rejected" if step is Step.STORED else "broken"
        flags = cells.select((self._broken(rule) & ~pl.col(done)).alias(rule.entry.code) for rule in rules)
        fired = [rule for rule in rules if flags[rule.entry.code].any()]
        for rule in fired:
            self._report_broken(cells.filter(flags[rule.entry.code]), rule)
        errors = [rule.entry.code for rule in fired if self._severity(rule) == Severity.ERROR]
        unread = [rule.entry.code for rule in fired if rule.entry.severity is Severity.ERROR]
        return cells.with_columns(
            (cells["broken"] | _any(flags, {*errors, *unread})).alias("broken"),
            (cells["rejected"] | _any(flags, errors)).alias("rejected"),
        )

    def _broken(self, rule: Rule) -> pl.Expr:
        broken = catalogue.over(rule.broken).fill_null(value=False)
        for other in rule.silenced_by:
            if other in self.broken:
                broken = broken & ~pl.col("row").is_in(self.broken[other].implode())
        return broken

    def _verdicts_off(self) -> frozenset[str]:
        repairs = (repair for repair in _repairs(self.name) if self._severity(repair) is None)
        return frozenset(repair.verdict for repair in repairs if repair.verdict)

    def _report_mended_by_reading(self, cells: pl.DataFrame) -> None:
        for repair in _repairs(self.name):
            if repair.verdict is not None:
                mended = cells.filter(pl.col("verdict") == repair.verdict)
                if mended.height:
                    self._report(mended.with_columns(suggestion=catalogue.over(repair.mend)), repair)

    def _report_broken(self, cells: pl.DataFrame, rule: Rule) -> None:
        if rule.suggestion is not None:
            cells = cells.with_columns(suggestion=catalogue.over(rule.suggestion))
        if rule.params is not None:
            cells = cells.with_columns(params=_json(catalogue.over(rule.params)))
        absent = [name for name in ("suggestion", "params") if name not in cells.columns]
        self._report(cells.with_columns(_nothing(*absent)), rule)

    def _severity(self, of: Rule | Repair) -> str | None:
        return self.context.severity(of.entry.code, self.name)

    def _report(self, cells: pl.DataFrame, of: Rule | Repair) -> None:
        severity = self._severity(of)
        if severity is None:
            return
        said = cells.with_columns(value="raw", code=pl.lit(of.entry.code), severity=pl.lit(severity))
        self.found.append(said.select(FOUND).cast({"params": pl.String(), "suggestion": pl.String()}))


@cache
def _rules(name: str, step: Step) -> tuple[Rule, ...]:
    return tuple(rule for rule in catalogue.rules() if rule.step is step and name in rule.entry.fields)


@cache
def _repairs(name: str) -> tuple[Repair, ...]:
    return tuple(repair for repair in catalogue.repairs() if name in repair.entry.fields)


def _cleaned(raw: pl.Series, name: str) -> pl.Series:
    """`normalise.clean`, at no cost where it would change nothing."""
    simple = raw.str.contains(normalise.CLEAN_ASCII).fill_null(value=False)
    if simple.all():
        return raw
    odd = (~simple).arg_true()
    cleaned = _each(raw.gather(odd), normalise.clean(pl.col(raw.name), name))
    return raw.clone().scatter(odd, cleaned)


def _each(values: pl.Series, expression: pl.Expr) -> pl.Series:
    return values.to_frame().select(expression).to_series()


def _any(flags: pl.DataFrame, codes: set[str] | list[str]) -> pl.Series:
    return flags.select(pl.any_horizontal(*codes) if codes else pl.lit(value=False)).to_series()


def _json(params: Mapping[str, pl.Expr]) -> pl.Expr:
    return pl.struct(value.alias(name) for name, value in params.items()).struct.json_encode()


def _nothing(*names: str) -> list[pl.Expr]:
    return [pl.lit(None, dtype=pl.String).alias(name) for name in names]
