"""Measure Muster beside its floors and its peers: `make bench`, or `python -m benchmarks.run --help`.

Every case runs once per round, the cases of a round one after the other, so that whatever else the machine does meets
all of them. What is printed are medians over the rounds; a ratio is the median of the ratios within each round.
"""

import argparse
import os
import platform
import re
import signal
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

import psycopg

from benchmarks import cases
from benchmarks.files import ROOT, Files
from benchmarks.goals import GOALS, PEAK_BYTES, Goal
from benchmarks.measure import Measurement
from benchmarks.postgresql import running_server

Results = dict[str, list[Measurement]]

MEGABYTE: Final = 1_000_000


def main() -> None:
    """Measure what the command line asks for, and print it as Markdown."""
    options = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that the server is stopped
    with running_server() as server:
        databases = cases.Databases(options.folder / "databases", server)
        say(f"{describe_machine(server)}, {options.rounds} rounds.\n")
        results = {rows: measure(rows, databases, options) for rows in options.rows}
    for rows, found in results.items():
        say("\n".join(table(rows, found)))
        say("\n".join(goals_table(rows, found)))
    if len(results) > 1:
        say("\n".join(growth_table(results)))


def parse_arguments() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes = [1_000, 100_000, 1_000_000]
    parser.add_argument(
        "--rows", type=int, nargs="+", default=sizes, help="sizes of the files (default 1000 100000 1000000)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured (default 5)")
    parser.add_argument("--peer-rows", type=int, default=100_000, metavar="N",
                        help="leave the peers out of larger files (default 100000); they take minutes")  # fmt: skip
    parser.add_argument("--stored", type=int, metavar="N", help="also import into environments with N customers")
    parser.add_argument("--only", default="", metavar="REGEX", help="only the cases whose name matches")
    parser.add_argument("--folder", type=Path, default=ROOT / "bench-data", help="where files and databases are made")
    return parser.parse_args()


def measure(rows: int, databases: cases.Databases, options: argparse.Namespace) -> Results:
    """All cases of one size, `rounds` times."""
    chosen = [case for case in all_cases(rows, databases, options) if re.search(options.only, case[0])]
    results: Results = {name: [] for name, _ in chosen}
    for number in range(1, options.rounds + 1):
        for name, run in chosen:
            progress(f"{rows:,} rows, round {number} of {options.rounds}: {name}")
            results[name].append(run())
    progress("")
    return results


def all_cases(rows: int, databases: cases.Databases, options: argparse.Namespace) -> Iterator[cases.Case]:
    """In the order of a round."""
    files = Files(folder=options.folder, rows=rows)
    yield from cases.checks(files)
    yield from cases.imports(files, databases)
    yield from cases.floors(files, databases)
    if rows == min(options.rows):
        yield from cases.small(files, databases)
    if rows <= options.peer_rows:
        yield from cases.peers(files, databases)
    if rows == max(options.rows):
        yield from cases.pages(files, databases)
    if options.stored:
        yield from cases.into_stored(files, databases, options.stored)


def table(rows: int, results: Results) -> Iterator[str]:
    """One line per case."""
    yield f"## {rows:,} rows\n"
    yield "| case | seconds | range | rows per second | peak memory, MB |"
    yield "|---|---:|---:|---:|---:|"
    for name, runs in results.items():
        seconds = median(run.seconds for run in runs)
        peak = max(run.peak_bytes for run in runs)
        limits = spread((run.seconds for run in runs), "{:.2f}")
        of_files = f"{rows / seconds:,.0f} | {peak / MEGABYTE:.0f}" if peak else " | "  # a page reads no file
        yield f"| {name} | {seconds:.2f} | {limits} | {of_files} |"
    yield ""


def goals_table(rows: int, results: Results) -> Iterator[str]:
    """One line per goal that was measured."""
    lines = [goal_line(goal, results) for goal in GOALS if rows >= goal.from_rows and is_measured(goal, results)]
    limit = PEAK_BYTES.get(rows)
    ours = [run.peak_bytes for name, runs in results.items() if name.startswith(("check", "import")) for run in runs]
    if limit and ours:
        most, allowed = max(ours) / MEGABYTE, limit / MEGABYTE
        lines.append(f"| peak memory | | ≤ {allowed:.0f} MB | {most:.0f} MB | | {yes(most <= allowed)} |")
    if lines:
        yield "| work | beside | goal | median | range | met |"
        yield "|---|---|---:|---:|---:|---|"
        yield from lines
        yield ""


def is_measured(goal: Goal, results: Results) -> bool:
    """Whether there is something to say about it."""
    return goal.case in results and (goal.seconds is not None or goal.beside in results)


def goal_line(goal: Goal, results: Results) -> str:
    """The goal, and what was measured."""
    ours = [run.seconds for run in results[goal.case]]
    theirs = [run.seconds for run in results.get(goal.beside, [])]
    if goal.seconds is not None:
        found, wanted, met = ours, f"≤ {goal.seconds:g} s", median(ours) <= goal.seconds
    elif goal.at_most is not None:
        found = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        wanted, met = f"≤ {goal.at_most:g} ×", median(found) <= goal.at_most
    else:
        found = [other / mine for mine, other in zip(ours, theirs, strict=True)]
        wanted, met = f"≥ {goal.at_least:g} × faster", median(found) >= (goal.at_least or 0)
    return f"| {goal.case} | {goal.beside} | {wanted} | {median(found):.2f} | {spread(found, '{:.2f}')} | {yes(met)} |"


def growth_table(results: dict[int, Results]) -> Iterator[str]:
    """Microseconds per row at each size: flat where time grows with rows and nothing else."""
    sizes = list(results)
    yield "## How time grows: microseconds per row\n"
    yield f"| case | {' | '.join(f'{rows:,}' for rows in sizes)} |"
    yield f"|---|{'---:|' * len(sizes)}"
    for name in next(iter(results.values())):
        per_row = (in_microseconds(results[rows].get(name), rows) for rows in sizes)
        yield f"| {name} | {' | '.join(per_row)} |"


def in_microseconds(runs: Sequence[Measurement] | None, rows: int) -> str:
    """Of one row; blank where it was not measured."""
    return f"{median(run.seconds for run in runs) / rows * 1e6:.2f}" if runs else ""


def spread(values: Iterable[float], form: str) -> str:
    """Lowest and highest."""
    found = sorted(values)
    return f"{form.format(found[0])}–{form.format(found[-1])}"


def yes(met: bool) -> str:  # noqa: FBT001  that is what it words
    """As the table says it."""
    return "yes" if met else "**no**"


def describe_machine(server: str) -> str:
    """When, and on what."""
    with psycopg.connect(server.format(name="postgres")) as connection:
        version = connection.info.server_version // 10_000
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {os.cpu_count()} cores, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, PostgreSQL {version}"
    )


def say(text: str) -> None:
    """To standard output."""
    sys.stdout.write(text + "\n")


def progress(text: str) -> None:
    """To a terminal only, each line in place of the one before."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


if __name__ == "__main__":
    main()
