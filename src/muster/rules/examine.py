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
from muster.rules.cells import FOUND, Settled, settle
from muster.rules.context import Context
from muster.rules.plain import is_plain

READ_FIRST: Final = ("country", "company")
READ_NEXT: Final = tuple(name for name in NAMES if name not in READ_FIRST)

NEVER_CLEARED: Final = frozenset({"number", "language"})
"""A blank cell of these sets nothing, whatever the policy."""

ABOUT_A_ROW: Final = ("line", "end_line", "record", "original_file", "original_line")

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
    unset: dict[str, pl.Series] = field(default_factory=dict)  # filled cells that set nothing
    erased: dict[str, pl.Series] = field(default_factory=dict)  # cells with the word that erases
    broken: dict[str, pl.Series] = field(default_factory=dict)  # cells that could not be read
    found: list[pl.DataFrame] = field(default_factory=list)
    waiting: pl.Series = field(default_factory=NO_ROWS.clone)
    absent: pl.Series = field(init=False)

    def __post_init__(self) -> None:
        self.absent = pl.repeat(None, self.rows.height, eager=True, dtype=pl.String)

    def settle_fields(self, names: Sequence[str]) -> None:
        """Bring the cells of these fields into stored form."""
        present = [name for name in names if name in self.rows.columns]
        known = pl.DataFrame([*(self.rows[name] for name in present), *self._known()])
        odd = known.select((self._is_odd(name) & (pl.col(name) != "")).alias(name) for name in present)
        filled = known.select(pl.when(pl.col(name) != "").then(name).alias(name) for name in present)
        for name in present:
            self.stored[name] = filled[name]
            odd_rows = odd[name].fill_null(value=False).arg_true()
            if odd_rows.len():
                cells = known.select(
                    pl.lit(odd_rows.alias("row")),
                    pl.col(name).gather(odd_rows).alias("raw"),
                    pl.col("@country").gather(odd_rows).alias("country"),
                    pl.col("@home").gather(odd_rows).alias("home"),
                    pl.col("@company").gather(odd_rows).alias("company"),
                )
                self._lay_down(name, settle(cells, name, self.context, self.broken))

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
        return rows.select(
            file=pl.lit(self.context.file, dtype=pl.Int64),
            line=self.rows["line"],
            end_line=self.rows["end_line"],
            record=self.rows["record"] if "record" in self.rows.columns else self.absent,
            **{name: pl.col(name) for name in NAMES if name != "language"},
            language=pl.col("language").fill_null(pl.lit(self.context.language, dtype=pl.String)),
            email_key=_email_key(rows["email"]),
            number_key=_number_key(rows["number"]),
            given=self._bits_given(),
            erased=self._bits_erased(),
            rejected=self._rejected(),
        ).select(pl.col(name).cast(dtype) for name, dtype in STAGED.items())

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
        at = self.rows.select(pl.all().gather(self.waiting))
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
        if not self.context.blank_words:
            return ~is_plain(name)
        return ~is_plain(name) | pl.col(name).str.to_lowercase().is_in(self.context.folded_blank_words)

    def _lay_down(self, name: str, settled: Settled) -> None:
        cells = settled.cells
        self.stored[name] = self.stored[name].scatter(cells["row"], cells["stored"])
        self.erased[name] = cells["row"].filter(cells["erased"])
        self.broken[name] = cells["row"].filter(cells["broken"])
        self.unset[name] = cells["row"].filter(cells["unset"])
        self.found += settled.found
        if settled.unsettled.len():
            self.waiting = settled.unsettled

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
        rejected = pl.repeat(value=False, n=self.rows.height, eager=True, dtype=pl.Boolean)
        for found in self.found:
            if found["severity"][0] == Severity.ERROR:
                rejected = rejected.scatter(found["row"], True)
        return rejected


@cache
def _rules_about_rows() -> tuple[Rule, ...]:
    return tuple(rule for rule in catalogue.rules() if not rule.entry.fields)


def _email_key(email: pl.Series) -> pl.Expr:
    """`keys.email_key`, which for ASCII is lower case and nothing else."""
    is_ascii = (email.str.len_bytes() == email.str.len_chars()).all()
    return pl.col("email").str.to_lowercase() if is_ascii else keys.email_key(pl.col("email"))


def _number_key(number: pl.Series) -> pl.Expr:
    """`keys.number_key`, which for letters and digits without leading zeros is lower case and nothing else."""
    is_bare = number.str.contains("^[1-9A-Za-z][0-9A-Za-z]*$").all()
    return pl.col("number").str.to_lowercase() if is_bare else keys.number_key(pl.col("number"))
