"""Examining: rows as the user wrote them become rows in stored form, and everything wrong with them is located.

Country and company first, because other fields are read by them. Per field one expression proves most cells plain;
only the others go the careful way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import polars as pl

from muster import catalogue
from muster.catalogue import Rule, Severity
from muster.model import keys
from muster.model.chunk import violations_frame
from muster.model.examined import STAGED, Examined
from muster.model.fields import BIT, NAMES
from muster.rules.cells import FOUND, settle
from muster.rules.context import Context
from muster.rules.plain import is_plain
from muster.rules.quick import quickly

READ_FIRST: Final = ("country", "company")
READ_NEXT: Final = tuple(name for name in NAMES if name not in READ_FIRST)

NEVER_CLEARED: Final = frozenset({"number", "language"})
"""A blank cell of these sets nothing, whatever the policy."""

ABOUT_A_ROW: Final = ("line", "end_line", "record", "original_file", "original_line")

MANY_CELLS: Final = 500
"""Fewer are taken the careful way at once, together with those of other fields: the quick ways have to be set up too."""

NO_ROWS: Final = pl.Series("row", dtype=pl.UInt32)


def examine(rows: pl.DataFrame, context: Context) -> Examined:
    """Examine `rows`: `line`, `end_line`, maybe `record`, `original_file`, `original_line`, and the fields in the file.

    A field that is absent from the file is absent from the frame; cells are as the user wrote them.
    """
    catalogue.load()
    table = _Table(rows=rows, context=context)
    table.settle_fields(READ_FIRST)
    table.settle_fields(READ_NEXT)
    table.hold_rows()
    return Examined(rows=table.staged(), violations=table.violations(), unsettled=table.unsettled())


@dataclass(slots=True, kw_only=True)
class _Table:
    """A chunk while it is examined: what each field came to so far. Rows are named by their position."""

    rows: pl.DataFrame
    context: Context
    stored: dict[str, pl.Series] = field(default_factory=dict)
    odd: dict[str, pl.Series] = field(default_factory=dict)  # cells that are not plain
    unset: dict[str, pl.Series] = field(default_factory=dict)  # filled cells that set nothing
    erased: dict[str, pl.Series] = field(default_factory=dict)  # cells with the word that erases
    broken: dict[str, pl.Series] = field(default_factory=dict)  # cells that could not be read
    found: list[pl.DataFrame] = field(default_factory=list)
    waiting: list[pl.Series] = field(default_factory=list)  # rows that a stored customer's country may change
    absent: pl.Series = field(init=False)

    def __post_init__(self) -> None:
        self.absent = pl.repeat(None, self.rows.height, eager=True, dtype=pl.String)

    def settle_fields(self, names: Sequence[str]) -> None:
        """Bring the cells of these fields into stored form."""
        present = [name for name in names if name in self.rows.columns]
        known = pl.DataFrame([*(self.rows[name] for name in present), *self._known()])
        odd = known.select(self._is_odd(name).alias(name) for name in present)
        left = []
        for name in present:
            self.stored[name] = known[name]
            if odd[name].any():
                self.odd[name] = odd[name].arg_true()
                left.append(self._settle_quickly(name, _cells(known, name, self.odd[name])))
        if any(cells.height for cells in left):
            self._settle_carefully(pl.concat(left))

    def _settle_quickly(self, name: str, cells: pl.DataFrame) -> pl.DataFrame:
        """Settle cells that are blank or another spelling of what is stored; those that are left."""
        is_blank = cells["raw"] == ""
        if is_blank.any():
            self._store(name, cells["row"].filter(is_blank), None)
            cells = cells.filter(~is_blank)
        if self.context.is_careful or cells.height < MANY_CELLS:
            return cells
        quick = quickly(name, cells, self.context.folded_blank_words)
        is_settled = quick["stored"].is_not_null()
        settled = cells["row"].filter(is_settled)
        self._store(name, settled, quick["stored"].filter(is_settled))
        if "unsettled" in quick.columns:
            self.waiting.append(settled.filter(quick["unsettled"].filter(is_settled)))
        return cells.filter(~is_settled)

    def _settle_carefully(self, cells: pl.DataFrame) -> None:
        settled = settle(cells, self.context, self.broken)
        for part in settled.cells.partition_by("field", maintain_order=True):
            name = part["field"][0]
            self._store(name, part["row"], part["stored"])
            self.erased[name], self.broken[name], self.unset[name] = (
                part["row"].filter(part[word]) for word in ("erased", "broken", "unset")
            )
        self.found += settled.found
        self.waiting.append(settled.unsettled)

    def _store(self, name: str, rows: pl.Series, values: pl.Series | None) -> None:
        self.stored[name] = self.stored[name].scatter(rows, values)

    def hold_rows(self) -> None:
        """Hold whole rows to the rules about more than one cell."""
        stored = pl.DataFrame([self._stored(name) for name in NAMES])
        for rule in _rules_about_rows():
            broken = stored.select(catalogue.over(rule.broken).fill_null(value=False).arg_true()).to_series()
            silenced = [self.broken[name] for name in rule.silenced_by if name in self.broken]
            rows = broken.filter(~broken.is_in(pl.concat(silenced).implode())) if silenced else broken
            severity = self.context.severity(rule.entry.code)
            if severity is not None and rows.len():
                nothing = [pl.lit(None, dtype=pl.String).alias(name) for name in FOUND if name != "row"]
                said = rows.alias("row").to_frame().with_columns(nothing)
                self.found.append(said.with_columns(code=pl.lit(rule.entry.code), severity=pl.lit(severity)))

    def staged(self) -> pl.DataFrame:
        """The rows in stored form, with keys and bits (`STAGED`)."""
        rows = pl.DataFrame([self._stored(name) for name in NAMES])
        language = pl.col("language")
        number_key, name_key = pl.lit(None, dtype=pl.String), self.absent
        if self.context.language:
            language = language.fill_null(pl.lit(self.context.language))
        if self.context.is_keyed:
            number_key, name_key = _number_key(rows["number"]), keys.name_key(rows)
        return rows.select(
            file=pl.lit(self.context.file, dtype=pl.Int64),
            line=self.rows["line"],
            end_line=self.rows["end_line"],
            record=self.rows["record"] if "record" in self.rows.columns else self.absent,
            **{name: pl.col(name) for name in NAMES if name != "language"},
            language=language,
            email_key=self._email_keys(),
            number_key=number_key,
            name_key=name_key,
            given=self._bits_given(),
            erased=self._bits_erased(),
            rejected=self._rejected(),
        ).select(pl.col(name).cast(dtype) for name, dtype in STAGED.items())

    def _email_keys(self) -> pl.Series:
        """A plain address is its own key."""
        emails = self._stored("email")
        odd = self.odd.get("email", NO_ROWS)
        key = keys.email_key(pl.col("email"))
        return emails.scatter(odd, emails.gather(odd).to_frame().select(key).to_series()) if odd.len() else emails

    def violations(self) -> pl.DataFrame:
        """Everything found, each at its place, in the order of the file."""
        if not self.found:
            return violations_frame(pl.DataFrame(schema={"file": pl.Int64()}))
        found = pl.concat(self.found)
        places = self.rows.select(name for name in ABOUT_A_ROW if name in self.rows.columns)
        found = found.hstack(places.select(pl.all().gather(found["row"])).get_columns())
        columns = {name: column for name, column in self.context.columns.items() if name in NAMES}
        found = found.with_columns(
            file=pl.lit(self.context.file),
            column=pl.col("field").replace_strict(columns, default=None, return_dtype=pl.Int64()),
        ).sort("row", "column", maintain_order=True, nulls_last=True)
        return violations_frame(found)

    def unsettled(self) -> pl.DataFrame:
        """The rows whose mobile number needs a country that only a stored customer may know."""
        at = self.rows[pl.concat([NO_ROWS, *self.waiting]).sort()]
        return at.select(
            file=pl.lit(self.context.file, dtype=pl.Int64),
            line=pl.col("line").cast(pl.Int64),
            column=pl.lit(self.context.columns.get("mobile"), dtype=pl.Int64),
            mobile=pl.col("mobile") if "mobile" in at.columns else pl.lit(None, dtype=pl.String),
        )

    def _known(self) -> list[pl.Series]:
        """What is known of each row when a field is read: its country, the environment's, its company."""
        home = pl.repeat(self.context.country, self.rows.height, eager=True, dtype=pl.String).alias("@home")
        if "country" in self.broken:
            home = home.scatter(self.broken["country"], None)
        return [self._stored("country").alias("@country"), home, self._stored("company").alias("@company")]

    def _is_odd(self, name: str) -> pl.Expr:
        """Whether a cell must be looked at; null where it is null."""
        if self.context.is_careful:
            return pl.col(name).is_not_null()
        if not self.context.blank_words:
            return ~is_plain(name)
        return ~is_plain(name) | pl.col(name).str.to_lowercase().is_in(self.context.folded_blank_words)

    def _stored(self, name: str) -> pl.Series:
        return self.stored.get(name, self.absent).alias(name)

    def _bits_given(self) -> pl.Expr:
        always = [name for name in self.stored if name not in NEVER_CLEARED and self.context.clears(name)]
        given = pl.lit(sum(BIT[name] for name in always), dtype=pl.Int64)
        for name in self.stored.keys() - set(always):
            given = given + pl.col(name).is_not_null() * BIT[name]
        if not self.unset:
            return given
        return given + pl.lit(self._corrections(always))

    def _corrections(self, always: Sequence[str]) -> pl.Series:
        """What cells that the careful way settled add to the bits given, or take from them."""
        bits = pl.repeat(0, self.rows.height, eager=True, dtype=pl.Int64)
        for name, unset in self.unset.items():
            if name in always:
                bits = bits.scatter(unset, bits.gather(unset) - BIT[name])
            else:
                counted = unset.filter(self.stored[name].gather(unset).is_not_null())
                bits = bits.scatter(counted, bits.gather(counted) - BIT[name])
                erased = self.erased[name]
                bits = bits.scatter(erased, bits.gather(erased) + BIT[name])
        return bits

    def _bits_erased(self) -> pl.Series:
        bits = pl.repeat(0, self.rows.height, eager=True, dtype=pl.Int64)
        for name, erased in self.erased.items():
            bits = bits.scatter(erased, bits.gather(erased) + BIT[name])
        return bits

    def _rejected(self) -> pl.Series:
        errors = [found.filter(severity=Severity.ERROR)["row"] for found in self.found]
        rejected = pl.repeat(value=False, n=self.rows.height, eager=True, dtype=pl.Boolean)
        return rejected.scatter(pl.concat(errors), True) if errors else rejected


@cache
def _rules_about_rows() -> tuple[Rule, ...]:
    return tuple(rule for rule in catalogue.rules() if not rule.entry.fields)


def _cells(known: pl.DataFrame, name: str, at: pl.Series) -> pl.DataFrame:
    """The cells of this field at these rows, with what is known there."""
    return known.select(
        pl.lit(name).alias("field"),
        pl.lit(at.alias("row")),
        pl.col(name).gather(at).alias("raw"),
        *(pl.col(f"@{each}").gather(at).alias(each) for each in ("country", "home", "company")),
    )


def _number_key(number: pl.Series) -> pl.Expr:
    """`keys.number_key`, which for letters and digits without leading zeros is lower case and nothing else."""
    is_bare = number.str.contains("^[1-9A-Za-z][0-9A-Za-z]*$").all()
    return pl.col("number").str.to_lowercase() if is_bare else keys.number_key(pl.col("number"))
