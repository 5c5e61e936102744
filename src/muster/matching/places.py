"""Rows of an import, named by file and line, as a working table that SQL can join."""

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from muster.matching.snapshot import snapshot
from muster.store import Database


@contextmanager
def places(database: Database, rows: pl.DataFrame, **columns: str) -> Iterator[None]:
    """Within the block the temporary table `place` has `file`, `line` and these `columns` (name → SQL type) of `rows`."""
    types = {"file": "BIGINT", "line": "BIGINT", **columns}
    with snapshot(database):
        database.execute("DROP TABLE IF EXISTS place")
        database.execute(
            f"CREATE TEMPORARY TABLE place ({', '.join(f'{name} {type_}' for name, type_ in types.items())})"
        )
        database.copy_in("place", rows.select(list(types)))
        database.analyze("place")
        yield
        database.execute("DROP TABLE place")
