"""What the rows of a program's export are beside fields: closed accounts, children of others, repetitions.

Known by columns that the program's table names: `closed` is when an account was closed, `alive` says true of one that
was reopened, `parent` names the account that it belongs to, `payment` the payment method for which the row stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from muster.catalogue import Entry
from muster.mapping import codes
from muster.mapping.mapped import Mapped
from muster.model.chunk import Skip, no_violations, violations_frame


@dataclass(slots=True)
class _Some:
    """Rows of which the same is to be told: how many, and the first of them."""

    line: int
    number: str
    count: int = 0


@dataclass(slots=True)
class Accounts:
    """Leaves out the rows that are no customers, chunk by chunk, and then tells what it saw. Most files have none."""

    mapped: Mapped
    skipped: dict[Skip, int] = field(default_factory=dict)
    _seen: dict[str, _Some] = field(default_factory=dict)
    _above: pl.DataFrame | None = None

    def customers(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows (a chunk's, in the file's order) that are customers."""
        if not self.mapped.accounts:
            return rows
        repeated = self._repeated(rows)
        closed = rows.select(self._is_closed()).to_series()
        self._see(codes.REPEATED_ACCOUNTS, rows.filter(repeated), Skip.IDENTICAL)
        self._see(codes.CLOSED_ACCOUNTS, rows.filter(closed & ~repeated), Skip.NOT_A_CUSTOMER)
        customers = rows.filter(~repeated & ~closed)
        self._see(codes.CHILD_ACCOUNTS, customers.filter(self._is_filled("parent")))
        return customers

    def found(self) -> pl.DataFrame:
        """A violations frame: one note for each of what was seen."""
        found = [
            pl.DataFrame({
                "line": [some.line], "end_line": [some.line], "field": ["number"], "code": [code], "value": [some.number],
                "params": [f'{{"count": {some.count}}}'],
            })
            for code, some in self._seen.items()
        ]  # fmt: skip
        return violations_frame(pl.concat(found)) if found else no_violations()

    def _repeated(self, rows: pl.DataFrame) -> pl.Series:
        """Rows that say of an account what the row above says: they stand there for another payment method."""
        if "payment" not in self.mapped.accounts:
            return pl.repeat(value=False, n=rows.height, dtype=pl.Boolean, eager=True)
        said = rows.select(*self._columns_of_fields(), pl.col(str(self.mapped.accounts["payment"])).alias("payment"))
        above = said.clear(1) if self._above is None else self._above
        self._above = said.tail(1) if said.height else self._above
        both = pl.concat([above, said])
        same = pl.all_horizontal(
            pl.col(name).eq_missing(pl.col(name).shift(1)) for name in said.columns if name != "payment"
        )
        return both.select(
            (same & (pl.col("payment") != pl.col("payment").shift(1))).fill_null(value=False)
        ).to_series()[1:]

    def _columns_of_fields(self) -> Iterator[str]:
        used = {column for columns in self.mapped.columns.values() for column in columns}
        return (str(column) for column in sorted(used))

    def _is_closed(self) -> pl.Expr:
        alive = self.mapped.accounts.get("alive")
        is_alive = pl.lit(value=False) if alive is None else pl.col(str(alive)).str.to_lowercase().is_in(["true", "1"])
        return self._is_filled("closed") & ~is_alive.fill_null(value=False)

    def _is_filled(self, what: str) -> pl.Expr:
        column = self.mapped.accounts.get(what)
        if column is None:
            return pl.lit(value=False)
        return (pl.col(str(column)).str.strip_chars() != "").fill_null(value=False)

    def _see(self, entry: Entry, rows: pl.DataFrame, skipped: Skip | None = None) -> None:
        if rows.is_empty():
            return
        if skipped is not None:
            self.skipped[skipped] = self.skipped.get(skipped, 0) + rows.height
        some = self._seen.setdefault(entry.code, _Some(line=rows["line"][0], number=self._number(rows)))
        some.count += rows.height

    def _number(self, rows: pl.DataFrame) -> str:
        """The customer number of the first row."""
        columns = self.mapped.columns.get("number")
        return str(rows[str(columns[0])][0] or "") if columns else ""
