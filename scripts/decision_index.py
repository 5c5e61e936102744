#!/usr/bin/env python3
"""Writes docs/decisions/README.md, the list of all decisions; `--check` fails if it is not up to date."""

import argparse
import re
import sys
from pathlib import Path
from typing import Final

DECISIONS: Final = Path(__file__).resolve().parents[1] / "docs" / "decisions"
PAGE: Final = DECISIONS / "README.md"

INTRODUCTION: Final = """\
# Decisions

Why things are as they are: one page per decision somebody would ask “why?” about, in the minimal form of
[MADR](https://adr.github.io/madr/), with what confirms that it still holds. `make rule-docs` writes this list.

"""


def main() -> int:
    """Write the list, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the list is not up to date")
    options = parser.parse_args()
    wanted = INTRODUCTION + "".join(line(path) for path in sorted(DECISIONS.glob("[0-9]*.md")))
    if options.check:
        if PAGE.read_text(encoding="utf-8") != wanted:
            sys.stderr.write("docs/decisions/README.md is not up to date: make rule-docs\n")
            return 1
        return 0
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


def line(path: Path) -> str:
    """One decision: its number and its title, which is the page's heading."""
    heading = path.read_text(encoding="utf-8").splitlines()[0]
    title = re.sub(r"^# *(\d+\.?)? *", "", heading)
    return f"- [{path.name[:4]}]({path.name}) {title}\n"


if __name__ == "__main__":
    sys.exit(main())
