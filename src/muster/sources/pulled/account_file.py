"""A kept file of accounts (`Fetched`), read as chunks of customers: the file is JSON Lines, its columns are fields.

A repeated account counts once, as it came last: an API sends an account again that changed while it was being read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from muster.model.chunk import CHUNK_ROWS, Chunk, Skip, no_violations, violations_frame
from muster.model.fields import NAMES
from muster.model.source import Shape
from muster.sources.found import as_frame, violation
from muster.sources.pulled.codes import INCOMPLETE, NO_CODE
from muster.sources.pulled.fetched import About

READ_BYTES: Final = 4 << 20

Lay = Callable[[pl.DataFrame], pl.DataFrame]
"""Accounts (`line`, `json`) → the same rows with the columns of `NAMES` and `is_customer`, a Boolean without nulls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFile:
    """A source (model.source.Source). `outdated` are lines of accounts that come again further down."""

    path: Path
    shape: Shape
    lay: Lay
    outdated: pl.Series
    violations: pl.DataFrame = field(default_factory=no_violations)
    warn: Callable[[pl.DataFrame], pl.DataFrame] | None = None
    is_account: pl.Expr = field(default_factory=lambda: pl.lit(value=True))

    def chunks(self) -> Iterator[Chunk]:
        """All customers, each with the line of the kept file and the account's code."""
        read = 0
        for batch in self._batches():
            read += int(batch["json"].str.len_bytes().sum()) + batch.height
            yield self._chunk(self.lay(batch), read)

    def again(self, lines: Sequence[int]) -> pl.DataFrame:
        """The customers that stand at these lines."""
        wanted = pl.Series(lines, dtype=pl.Int64)
        found = [
            _as_rows(self.lay(some))
            for batch in self._batches()
            if (some := batch.filter(pl.col("line").is_in(wanted.implode()))).height
        ]
        return pl.concat(found) if found else _as_rows(self.lay(next(batches(self.path)).clear()))

    def _batches(self) -> Iterator[pl.DataFrame]:
        for batch in batches(self.path):
            yield batch.filter(self.is_account & ~pl.col("line").is_in(self.outdated.implode()))

    def _chunk(self, laid: pl.DataFrame, read: int) -> Chunk:
        customers = laid.filter("is_customer")
        without_code = customers.filter(pl.col("number").is_null())
        found = as_frame(
            [
                violation(NO_CODE, line=line, end_line=line, value=name)
                for line, name in without_code.select("line", _known_as()).iter_rows()
            ]
        )
        kept = customers.filter(pl.col("number").is_not_null())
        if self.warn is not None:
            found = pl.concat([found, self.warn(kept)])
        skipped = laid.height - customers.height
        return Chunk(
            rows=_as_rows(kept),
            broken=without_code.select("line", end_line="line"),
            violations=found,
            skipped={Skip.NOT_A_CUSTOMER: skipped} if skipped else {},
            bytes_read=read,
        )


def shape(path: Path, source: str, labels: Mapping[str, str]) -> Shape:
    """The shape of a file of accounts. `labels`: Field.name → what the API calls it."""
    return Shape(
        source=source, labels=tuple(labels[name] for name in NAMES), fields=NAMES, encoding="utf-8",
        size_bytes=path.stat().st_size,
    )  # fmt: skip


def batches(path: Path) -> Iterator[pl.DataFrame]:
    """The lines behind the first one: `line`, counted from 1 in the file, and `json`. At least one, maybe empty."""
    line = 1
    with path.open("rb") as file:
        file.readline()
        while block := file.readlines(READ_BYTES):
            for start in range(0, len(block), CHUNK_ROWS):
                texts = [text.decode("utf-8") for text in block[start : start + CHUNK_ROWS]]
                frame = pl.DataFrame({"json": texts}, schema={"json": pl.String})
                lines = pl.int_range(line + 1, line + 1 + len(texts), dtype=pl.Int64)
                yield frame.select(lines.alias("line"), pl.col("json").str.strip_chars_end("\n"))
                line += len(texts)
    if line == 1:
        yield pl.DataFrame(schema={"line": pl.Int64, "json": pl.String})


def at(path: str) -> pl.Expr:
    """The value at a JSONPath (`$.a.b`) as text, trimmed; null where it is missing, null or blank. For `said` only."""
    return pl.col(path)


def said(batch: pl.DataFrame, *passed: str, **columns: pl.Expr) -> pl.DataFrame:
    """`columns`, expressions over `at` and `json`, beside the columns `passed` on."""
    roots = {root for column in columns.values() for root in column.meta.root_names()}
    values = _values(batch["json"], sorted(root for root in roots if root.startswith("$.")))
    return batch.hstack(values).select(*passed, **columns)


def _values(json: pl.Series, paths: Sequence[str]) -> pl.DataFrame:
    """One column per path. Lines whose shape is as documented are parsed once, others once per path: 50 times slower."""
    frame = pl.DataFrame({"json": json}, schema={"json": pl.String})
    try:
        decoded = frame.select(decoded=pl.col("json").str.json_decode(_struct(paths)))
        found = decoded.select(_field(path).alias(path) for path in paths)
    except pl.exceptions.ComputeError:
        found = frame.select(pl.col("json").str.json_path_match(path).alias(path) for path in paths)
    return found.select(pl.col(path).str.strip_chars().replace("", None) for path in paths)


def _struct(paths: Sequence[str]) -> pl.Struct:
    """The shape that has these paths and no others."""
    names = [path.removeprefix("$.").split(".", 1) for path in paths]
    inner = {first: [f"$.{rest[0]}" for name, *rest in names if name == first and rest] for first, *_rest in names}
    return pl.Struct({first: _struct(below) if below else pl.String() for first, below in inner.items()})


def _field(path: str) -> pl.Expr:
    found = pl.col("decoded")
    for name in path.removeprefix("$.").split("."):
        found = found.struct.field(name)
    return found


def outdated_lines(accounts: pl.DataFrame) -> pl.Series:
    """`accounts` (`line`, `id`) whose id comes again further down."""
    known = accounts.drop_nulls("id")
    return known.filter(~known["id"].is_last_distinct())["line"]


def warnings(code: str, rows: pl.DataFrame) -> pl.DataFrame:
    """One violation of `code` for each of `rows` (`line`, `number`)."""
    found = as_frame([violation(code, line=line, end_line=line) for line in rows["line"]])
    return found.with_columns(record=rows["number"])


def counted(code: str, accounts: pl.DataFrame) -> list[dict[str, object]]:
    """A note on these accounts (`number`), if there are any: how many, and the first."""
    if accounts.is_empty():
        return []
    return [violation(code, value=accounts["number"][0], count=accounts.height)]


def incomplete(told: About, fetched: int) -> list[dict[str, object]]:
    """A warning where fewer accounts came than were announced."""
    if told.announced is None or fetched >= told.announced:
        return []
    return [violation(INCOMPLETE, fetched=fetched, announced=told.announced)]


def ids(path: Path, lines: pl.Series, expression: pl.Expr) -> list[str]:
    """What `expression` gives for the accounts at these lines, once each."""
    wanted = lines.drop_nulls().implode()
    found = [said(batch.filter(pl.col("line").is_in(wanted)), id=expression)["id"] for batch in batches(path)]
    return pl.concat(found).drop_nulls().unique(maintain_order=True).to_list()


def _known_as() -> pl.Expr:
    """What people know an account by that has no code."""
    name = pl.concat_str("firstname", "lastname", separator=" ", ignore_nulls=True).replace("", None)
    return pl.coalesce("company", name, "email", pl.lit("?"))


def _as_rows(laid: pl.DataFrame) -> pl.DataFrame:
    columns = {str(position): pl.col(name) for position, name in enumerate(NAMES)}
    return laid.select("line", pl.col("line").alias("end_line"), pl.col("number").alias("record"), **columns)


def notes(found: list[dict[str, object]]) -> pl.DataFrame:
    """Notes on the whole file as violations."""
    return as_frame(found) if found else violations_frame(pl.DataFrame(schema={"code": pl.String}))
