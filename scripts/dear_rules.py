#!/usr/bin/env python3
"""Measures every rule, repair, reading, proof and quick way on cells that all have to be looked at; shows the ten dearest.

`dear_rules.py --rows 200000`. Times are processor seconds for a million cells, so that other work on the machine does not
count.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

import polars as pl

from muster import catalogue
from muster.model.fields import BY_NAME, NAMES
from muster.rules import reading
from muster.rules.cells import READ, SEEN_BY_READING
from muster.rules.plain import is_plain
from muster.rules.quick import quickly

SHOWN: Final = 10
MILLION: Final = 1_000_000

CELLS: Final = {
    "number": "C-{}", "email": "Jan.Peeters{}@EXAMPLE.com", "language": "nl-BE", "lastname": "Peeters {}", "firstname": "An",
    "mobile": "0470 {:06}", "company": "Bakkerij {} BV", "coc": "0{:09}", "address": "Kerkstraat {}", "city": "Gent",
    "zip": "{:04}", "country": "be",
}  # fmt: skip
"""One cell of each field, with a number in it where cells differ."""


def main() -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="cells of each field")
    rows = parser.parse_args().rows
    catalogue.load()
    seconds = {name: _seconds(work) * MILLION / rows for name, work in _everything(rows)}
    for name, each in sorted(seconds.items(), key=lambda each: -each[1])[:SHOWN]:
        sys.stdout.write(f"{each:8.3f} s  {name}\n")
    return 0


def _everything(rows: int) -> Iterator[tuple[str, Callable[[], object]]]:
    for name in NAMES:
        cells = _cells(name, rows)
        yield f"{name}: plain", _selects(_raw(name, cells), is_plain(name))
        known = cells.select("country", "home", "company", raw="value")
        yield f"{name}: quick", lambda name=name, known=known: quickly(name, known)
        read = reading.of(name)
        said = cells.with_columns(_nothing("verdict", "suggestion", "params"), stored="value")
        if read is not None:
            yield (
                f"{name}: reading",
                lambda read=read, cells=cells: read.read(cells.select(SEEN_BY_READING), frozenset()),
            )
            said = cells.with_columns(read.read(cells.select(SEEN_BY_READING), frozenset()).select(READ).get_columns())
        for rule in catalogue.rules():
            if name in rule.entry.fields:
                yield f"{name}: {rule.entry.code} {rule.entry.name}", _selects(said, catalogue.over(rule.broken))
        for repair in catalogue.repairs():
            if name in repair.entry.fields:
                yield f"{name}: {repair.entry.code} {repair.entry.name}", _selects(said, catalogue.over(repair.mend))


def _cells(name: str, rows: int) -> pl.DataFrame:
    """Cells as rules see them before they are read."""
    values = pl.Series("value", [CELLS[name].format(number % 10**6) for number in range(rows)])
    return values.to_frame().with_columns(
        _nothing("company"),
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        raw="value",
        written="value",
        country=pl.lit("BE"),
        home=pl.lit("BE"),
        source=pl.lit("csv"),
        field=pl.lit(name),
        limit=pl.lit(BY_NAME[name].limit),
    )


def _raw(name: str, cells: pl.DataFrame) -> pl.DataFrame:
    known = [pl.col(each).alias(f"@{each}") for each in ("country", "home", "company")]
    return cells.select(pl.col("value").alias(name), *known)


def _selects(cells: pl.DataFrame, expression: pl.Expr) -> Callable[[], object]:
    return lambda: cells.select(expression.alias("measured"))


def _nothing(*names: str) -> list[pl.Expr]:
    return [pl.lit(None, dtype=pl.String).alias(name) for name in names]


def _seconds(work: Callable[[], object]) -> float:
    """Processor seconds, the better of two."""
    return min(_once(work) for _ in range(2))


def _once(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
