#!/usr/bin/env python3
"""Writes docs/rules/, one page per code of the catalogue and an overview; `--check` fails if a page is not up to date.

A page whose code is gone stays: codes are never used again, and reports of yesterday still point to it.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from muster import catalogue
from muster.catalogue import Entry, Example
from muster.catalogue.places import PLACES
from muster.catalogue.severity import MEANING
from muster.model.fields import BY_NAME

PAGES: Final = Path(__file__).resolve().parents[1] / "docs" / "rules"

SHOWN: Final = 80
"""Characters of an example."""


def main() -> int:
    """Write the pages, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is not up to date")
    options = parser.parse_args()
    catalogue.load()
    wanted = {PAGES / f"{entry.name}.md": page(entry) for entry in catalogue.entries()}
    wanted[PAGES / "README.md"] = overview(list(catalogue.entries()))
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if options.check:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(PAGES.parents[1])} is not up to date: make rule-docs\n")
        return 1 if stale else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
    return 0


def overview(entries: list[Entry]) -> str:
    """All codes, grouped by their place."""
    unplaced = {entry.code[:3] for entry in entries} - set(PLACES)
    if unplaced:
        raise SystemExit(f"catalogue/places.py does not know {', '.join(sorted(unplaced))}")
    return "\n".join(overview_lines(entries)) + "\n"


def overview_lines(entries: list[Entry]) -> Iterator[str]:
    """The overview's lines."""
    yield "# Codes"
    yield ""
    yield "Everything Muster can find, made from the catalogue by `make rule-docs`. `muster rule CODE` shows a page."
    for place, title in PLACES.items():
        listed = [entry for entry in entries if entry.code.startswith(place)]
        if listed:
            yield from ("", f"## {title}", "", "| code | | what it says |", "|---|---|---|")
            yield from (f"| [{each.code}]({each.name}.md) | {each.severity} | {each.cause} |" for each in listed)


def page(entry: Entry) -> str:
    """One code's page."""
    return "\n".join(page_lines(entry)) + "\n"


def page_lines(entry: Entry) -> Iterator[str]:
    """The page's lines."""
    fixed = " This cannot be changed." if entry.fixed else ""
    meaning = MEANING[entry.severity]
    yield f"# {entry.code} {entry.name}"
    yield from ("", f"**{entry.severity}**: {meaning[0].lower()}{meaning[1:]}{fixed}")
    if entry.fields:
        yield from ("", f"Fields: {', '.join(f'`{BY_NAME[name].header}`' for name in entry.fields)}")
    yield from ("", f"> {entry.cause}", ">", f"> {entry.message}", ">", f"> {entry.hint}")
    if entry.option:
        yield from ("", f"On the command line: `{entry.option}`.")
    if entry.doc:
        yield from ("", entry.doc)
    for title, examples in (("Found in", entry.bad), ("Not found in", entry.good)):
        if examples:
            yield from ("", f"## {title}", "")
            yield from (f"- {in_words(example)}" for example in examples)


def in_words(example: Example) -> str:
    """An example as it stands in a list."""
    if isinstance(example, str):
        return as_code(example)
    return ", ".join(f"{headed(name)} {as_code(value)}" for name, value in example.items())


def headed(name: str) -> str:
    """What people call a field, or the setting beside the row."""
    return BY_NAME[name].header if name in BY_NAME else name


def as_code(value: str) -> str:
    """A value between back-ticks; invisible characters are named, long ones cut."""
    value = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in value)
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`" if shown else "(blank)"


if __name__ == "__main__":
    sys.exit(main())
