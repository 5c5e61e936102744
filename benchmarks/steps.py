"""What a check spends its time on: `python -m benchmarks.steps FILE…`.

Each step runs alone over all chunks, after the one before it has ended, beside the least that its work could take. In a
real check they overlap, on two cores; the sum of their processor time is what there is to overlap.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

import polars as pl

from muster import mapping, pipeline, rules, sources
from muster.model.examined import Examined
from muster.model.fields import NAMES
from muster.model.options import settle
from muster.model.outcome import FileReport, FileStatus
from muster.rules.context import Context
from muster.rules.duplicates import Duplicates
from muster.rules.plain import has_proof, is_plain

ROUNDS: Final = 5

Work = TypeVar("Work")


def main() -> None:
    """Print a table per file, as Markdown."""
    for name in sys.argv[1:]:
        sys.stdout.write(f"### {name}\n\n| step | processor, seconds | its floor | seconds |\n|---|---:|---|---:|\n")
        for step, seconds, floor, least in steps(Path(name)):
            sys.stdout.write(f"| {step} | {seconds:.2f} | {floor} | {least:.2f} |\n")


def steps(path: Path) -> Iterator[tuple[str, float, str, float]]:
    """Step, its seconds, what its floor is, the floor's seconds: processor time of all threads, medians."""
    options = settle({})
    seconds, source = timed(lambda: sources.open_source(path, options))
    least, raw = timed(path.read_bytes)
    yield "find out the encoding and the header", seconds, "read the bytes", least

    seconds, chunks = timed(lambda: list(source.chunks()))
    least, _ = timed(lambda: pl.read_csv(raw, infer_schema=False, quote_char=None, truncate_ragged_lines=True))
    yield "read the rows, proven", seconds, "Polars cuts the bytes at every delimiter, unproven", least

    mapped = pipeline.mapped_labels(source.shape, options)
    report = FileReport(name=path.name, status=FileStatus.ACCEPTED, source=source.shape.source)
    context = Context(file=1, columns=mapping.column_of(mapped), source=report.source, guarded=True, is_keyed=False)
    laid = [mapping.lay(chunk.rows, mapped) for chunk in chunks]
    seconds, examined = timed(lambda: [rules.examine(rows, context) for rows in laid])
    least, _ = timed(lambda: [fields_proven(rows) for rows in laid])
    yield "examine them", seconds, "the proofs alone: one expression per field", least

    seconds, _ = timed(lambda: duplicates(examined))
    keys = pl.concat([part.rows.select("number", "email_key") for part in examined])
    least, _ = timed(lambda: keys.select(pl.all().n_unique()))
    yield "find duplicates, in bounded memory", seconds, "count distinct keys, all in memory", least


def fields_proven(rows: pl.DataFrame) -> pl.DataFrame:
    """Which cells of each field are plain."""
    home = pl.lit(None, dtype=pl.String).alias("@home")
    known = rows.with_columns(home, pl.col("country").alias("@country"), pl.col("company").alias("@company"))
    return known.select(is_plain(name).alias(name) for name in NAMES if has_proof(name))


def duplicates(examined: list[Examined]) -> None:
    """What occurs twice, as a check looks for it."""
    with TemporaryDirectory() as folder:
        found = Duplicates(Path(folder))
        for part in examined:
            found.add(part.rows)
        found.found()


def timed(work: Callable[[], Work]) -> tuple[float, Work]:
    """The median of some runs, and what the last one gave."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        done = work()
        seconds.append(time.process_time() - begun)
    return sorted(seconds)[ROUNDS // 2], done


if __name__ == "__main__":
    main()
