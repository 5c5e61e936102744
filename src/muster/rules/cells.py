"""The careful way: cells of all fields together are cleaned, repaired, read, and held to their rules.

Cells are a frame with one row per cell, whatever its field, so that a few odd cells cost as few expressions as many:
`cell` (its place in the frame), `field`, `row` (its place in the chunk), `raw` (as the user wrote it), `written` (the same
without an export's guard), `value` (cleaned and repaired), `country`, `home`, `company`, `source`, `limit`, and once they
are read `stored`, `verdict`, `suggestion`, `params`. Rules and repairs name the columns they look at.
"""

import functools
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import polars as pl

from muster import catalogue
from muster.catalogue import Repair, Rule, Severity, Step
from muster.model.fields import BY_NAME, ERASER, NAMES
from muster.model.guard import unguard
from muster.rules import normalise, reading
from muster.rules.context import Context
from muster.rules.reading.distinct import once

NEVER_ERASED: Final = frozenset({"number", "language", "country"})
"""Fields in which the word that erases is an error."""

SEEN_BY_READING: Final = ("value", "country", "home", "company", "source")
READ: Final = ("stored", "verdict", "suggestion", "params")
"""What a reading gets, and what it adds. Of the company it only gets to know whether there is one: "" or null."""

FOUND: Final = ("row", "field", "code", "severity", "value", "params", "suggestion")
"""Columns of a violation before its row's place is laid beside it."""

SAID: Final = ("cell", *READ)
NOTHING_SAID: Final = pl.DataFrame(schema={"cell": pl.UInt32, **dict.fromkeys(READ, pl.String)})

LIMITS: Final = {name: each.limit for name, each in BY_NAME.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of the cells, in their order.

    `cells` has `field`, `row`, `stored`, `erased`, `broken` (it could not be read; `stored` is its text where the rule is
    lowered) and `unset` (filled, but setting nothing). `found` are frames with the columns `FOUND`. `unsettled` are the
    rows whose reading depends on a country that is not in the file.
    """

    cells: pl.DataFrame
    found: list[pl.DataFrame]
    unsettled: pl.Series


def settle(cells: pl.DataFrame, context: Context, broken: Mapping[str, pl.Series]) -> Settled:
    """Take `cells` (`field`, `row`, `raw`, `country`, `home`, `company`) the careful way.

    `broken`: Field.name → rows whose cell of that field could not be read; rules silenced by it say nothing there.
    """
    way = _Way(context=context, broken=broken)
    cells = way.cleaned(cells.with_row_index("cell"))
    written = way.repaired(cells.filter(pl.col("value").is_not_null() & ~pl.col("erased")))
    written = way.held(written, Step.TEXT)
    written = way.held(way.read(written), Step.VALUE)
    written = written.with_columns(stored=pl.when("broken").then("value").otherwise("stored"))
    written = way.held(written, Step.STORED)
    stored = pl.when(~pl.col("rejected")).then("stored")
    outcome = written.select("cell", "broken", stored=stored, unset=pl.col("broken") | stored.is_null())
    cells = cells.select("cell", "field", "row", "erased").join(outcome, on="cell", how="left", maintain_order="left")
    return Settled(
        cells=cells.with_columns(pl.col("broken", "unset").fill_null(value=False)),
        found=way.found,
        unsettled=way.unsettled,
    )


@dataclass(slots=True, kw_only=True)
class _Way:
    context: Context
    broken: Mapping[str, pl.Series]
    found: list[pl.DataFrame] = field(default_factory=list)
    unsettled: pl.Series = field(default_factory=lambda: pl.Series("row", dtype=pl.UInt32))

    def cleaned(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Add `value`, null where the cell is blank, `erased`, and what rules may want to know.

        `doubted`: something was said of its text; `broken`: an error by nature, so that the value is not read;
        `rejected`: an error here.
        """
        is_guarded = self.context.guarded and cells["raw"].str.starts_with("'").any()
        cells = cells.with_columns(
            written=unguard(pl.col("raw")) if is_guarded else pl.col("raw"),
            source=pl.lit(self.context.source),
            limit=pl.col("field").replace_strict(LIMITS, return_dtype=pl.Int64),
            doubted=pl.lit(value=False),
            broken=pl.lit(value=False),
            rejected=pl.lit(value=False),
        )
        cells = _cleaned(cells.with_columns(value="written"))
        if self.context.blank_words:
            is_blank = pl.col("value").str.to_lowercase().is_in(self.context.folded_blank_words)
            cells = cells.with_columns(value=pl.when(~is_blank).then("value"))
        erased = (pl.col("value").str.to_uppercase() == ERASER) & ~pl.col("field").is_in(NEVER_ERASED)
        return cells.with_columns(erased=erased.fill_null(value=False))

    def repaired(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Chain the repairs of the text; each says what it mended. A cell whose content was blank drops out."""
        repairs = [repair for repair in catalogue.repairs() if repair.verdict is None and self._is_active(repair)]
        if not repairs:
            return cells
        changes = cells.select(
            (_is_of(each) & (catalogue.over(each.mend) != pl.col("value"))).any().alias(each.entry.code)
            for each in repairs
        )
        return self._mended(cells, repairs) if any(changes.row(0)) else cells

    def _mended(self, cells: pl.DataFrame, repairs: Sequence[Repair]) -> pl.DataFrame:
        for repair in repairs:
            before = cells["value"]
            mend = pl.when(_is_of(repair)).then(catalogue.over(repair.mend)).otherwise("value")
            cells = _cleaned(cells.with_columns(value=mend))
            mended = cells.filter(before.ne_missing(cells["value"]))
            if mended.height:
                self._report(mended, repair, suggestion=pl.col("value"))
            cells = cells.filter(pl.col("value").is_not_null())
        return cells

    def read(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Add what the readings say of the cells that are not broken; without a reading the value is what is stored."""
        parts = cells.filter(~pl.col("broken")).partition_by("field", maintain_order=True)
        said = pl.concat([NOTHING_SAID, *map(self._said, parts)])
        cells = cells.join(said, on="cell", how="left", maintain_order="left")
        verdicts = set(said["verdict"].unique()) - {None}
        for repair in catalogue.repairs():
            if repair.verdict in verdicts:
                mended = cells.filter(_is_of(repair), verdict=repair.verdict)
                self._report(mended, repair, suggestion=catalogue.over(repair.mend))
        return cells

    def _said(self, cells: pl.DataFrame) -> pl.DataFrame:
        """What the reading of one field says of its cells."""
        name = cells["field"][0]
        read = reading.of(name)
        if read is None:
            return cells.select("cell", *_nothing("verdict", "suggestion", "params"), stored="value").select(SAID)
        company = pl.when(pl.col("company").is_not_null()).then(pl.lit(""))
        seen = cells.select(*(name for name in SEEN_BY_READING if name != "company"), company=company)
        said = once(read.read, seen.select(SEEN_BY_READING), self._verdicts_off(name))
        if "unsettled" in said.columns:
            self.unsettled = cells["row"].filter(said["unsettled"])
        return cells.select("cell").hstack(said.select(READ))

    def held(self, cells: pl.DataFrame, step: Step) -> pl.DataFrame:
        """Hold the cells to the rules of this step; say where they are broken."""
        rules = _rules(step, frozenset(cells["field"].unique()))
        flags = cells.select(self._unsilenced(rule, broken).alias(rule.entry.code) for rule, broken in rules)
        fired = [rule for rule, _ in rules if flags[rule.entry.code].any()]
        if not fired:
            return cells
        cells = cells.hstack(flags.select(rule.entry.code for rule in fired))
        for rule in fired:
            suggestion = catalogue.over(rule.suggestion) if rule.suggestion else None
            params = _json(catalogue.over(rule.params)) if rule.params else None
            self._report(cells.filter(rule.entry.code), rule, suggestion=suggestion, params=params)
        errors = [pl.col(rule.entry.code) & self._is_error(rule) for rule in fired]
        unread = [pl.col(rule.entry.code) for rule in fired if rule.entry.severity is Severity.ERROR]
        said = [pl.col(rule.entry.code) for rule in fired if step is Step.TEXT]
        return cells.with_columns(
            doubted=functools.reduce(operator.or_, said, pl.col("doubted")),
            broken=functools.reduce(operator.or_, [*errors, *unread], pl.col("broken")),
            rejected=functools.reduce(operator.or_, errors, pl.col("rejected")),
        ).drop(rule.entry.code for rule in fired)

    def _unsilenced(self, rule: Rule, broken: pl.Expr) -> pl.Expr:
        for other in rule.silenced_by:
            if other in self.broken and self.broken[other].len():
                broken = broken & ~pl.col("row").is_in(self.broken[other].implode())
        return broken

    def _verdicts_off(self, name: str) -> frozenset[str]:
        repairs = (
            repair for repair in catalogue.repairs() if name in repair.entry.fields and not self._is_active(repair)
        )
        return frozenset(repair.verdict for repair in repairs if repair.verdict)

    def _is_active(self, repair: Repair) -> bool:
        return self.context.severity(repair.entry.code) is not None

    def _is_error(self, rule: Rule) -> pl.Expr:
        """Where, by its field, the rule is an error for this environment."""
        return _among(name for name, severity in self._severities(rule).items() if severity == Severity.ERROR)

    def _severity(self, of: Rule | Repair) -> pl.Expr:
        severities = self._severities(of)
        if len(severities) == len(of.entry.fields) and len(set(severities.values())) == 1:
            return pl.lit(severities[of.entry.fields[0]])
        return pl.col("field").replace_strict(severities, default=None, return_dtype=pl.String)

    def _severities(self, of: Rule | Repair) -> dict[str, str]:
        """Field.name → how bad it is there, where it is not off."""
        severities = ((name, self.context.severity(of.entry.code, name)) for name in of.entry.fields)
        return {name: severity for name, severity in severities if severity is not None}

    def _report(
        self,
        cells: pl.DataFrame,
        of: Rule | Repair,
        *,
        suggestion: pl.Expr | None = None,
        params: pl.Expr | None = None,
    ) -> None:
        """Keep what was found in these cells. What the rule does not say itself, a reading may have said."""
        found = cells.select(
            "row",
            "field",
            code=pl.lit(of.entry.code),
            severity=self._severity(of),
            value="raw",
            params=_said(cells, "params", params),
            suggestion=_said(cells, "suggestion", suggestion),
        ).drop_nulls("severity")
        if found.height:
            self.found.append(found)


def _said(cells: pl.DataFrame, name: str, said: pl.Expr | None) -> pl.Expr:
    """What is said now, else what was said in reading."""
    if said is not None:
        return said.cast(pl.String)
    return pl.col(name) if name in cells.columns else pl.lit(None, dtype=pl.String)


def _silencing(rule: Rule) -> str:
    """What must not be true of a cell for this rule to be said: one mistake gives one message."""
    if rule.step is Step.STORED:
        return "rejected"
    return "broken" if rule.step is Step.TEXT or rule.entry.severity is Severity.ERROR else "doubted"


def _is_of(of: Rule | Repair) -> pl.Expr:
    """Whether a cell is of a field that the rule or repair is about."""
    return _among(of.entry.fields)


def _among(names: Iterable[str]) -> pl.Expr:
    wanted = frozenset(names)
    chosen = [name for name in NAMES if name in wanted]
    return pl.lit(value=True) if len(chosen) == len(NAMES) else pl.col("field").is_in(chosen)


@cache
def _rules(step: Step, present: frozenset[str]) -> tuple[tuple[Rule, pl.Expr], ...]:
    """The rules of this step about fields that are present, each with where it finds a cell of its fields broken."""
    rules = (rule for rule in catalogue.rules() if rule.step is step and present & set(rule.entry.fields))
    return tuple((rule, _is_broken(rule)) for rule in rules)


def _is_broken(rule: Rule) -> pl.Expr:
    broken: pl.Expr = catalogue.over(rule.broken).fill_null(value=False)
    return broken & _is_of(rule) & ~pl.col(_silencing(rule))


def _cleaned(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells with `value` in its usual spelling (`normalise.clean`), at no cost where that changes nothing."""
    odd = cells.select((~pl.col("value").str.contains(normalise.CLEAN_ASCII)).arg_true()).to_series()
    if not odd.len():
        return cells
    kind = pl.when(pl.col("field").is_in(normalise.SPECIAL_FIELDS)).then("field").otherwise(pl.lit(""))
    parts = cells[odd].select("value", kind=kind, odd=odd).partition_by("kind", as_dict=True)
    cleaned = [part.select("odd", normalise.clean(pl.col("value"), str(kind))) for (kind,), part in parts.items()]
    by_place = pl.concat(cleaned)
    return cells.with_columns(cells["value"].scatter(by_place["odd"], by_place["value"]))


def _json(params: Mapping[str, pl.Expr]) -> pl.Expr:
    return pl.struct(value.alias(name) for name, value in params.items()).struct.json_encode()


def _nothing(*names: str) -> list[pl.Expr]:
    return [pl.lit(None, dtype=pl.String).alias(name) for name in names]
