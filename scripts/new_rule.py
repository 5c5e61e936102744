#!/usr/bin/env python3
"""Begins a rule: `new_rule.py unlikely-post-code ZIP001 zip` writes its file and its case, to be filled in.

They do not pass the tests until words, examples and cells are there: what is missing fails by name.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Final

from muster import catalogue
from muster.model.fields import NAMES

HOME: Final = Path(__file__).resolve().parents[1]
RULES: Final = HOME / "src" / "muster" / "rules" / "rules"
CASES: Final = HOME / "tests" / "rules" / "cases"

TEXT: Final = '''\
import polars as pl

from muster.catalogue import Severity, rule
from muster.i18n import _


@rule(
    code="{code}",
    severity=Severity.WARNING,
    fields=["{field}"],
    cause=_(""),
    message=_(""),
    hint=_(""),
    bad=[],
    good=[],
)
def {function}(value: pl.Expr) -> pl.Expr:
    """"""
    return value.str.contains(r"")
'''


CASE: Final = """\
- name: what is in order, and what is not
  rows:
    - {{number: C-1, {field}: ""}}
    - {{number: C-2, {field}: ""}}
  expected: [[3, {field}]]
"""
"""The header is line 1."""


def main() -> int:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="names the problem, words joined by hyphens")
    parser.add_argument("code", help="three letters and three digits that nobody has")
    parser.add_argument("field", choices=NAMES, help="the field it is about")
    options = parser.parse_args()
    catalogue.load()
    problem = refusal(options.name, options.code)
    if problem:
        sys.stderr.write(problem + "\n")
        return 2
    function = options.name.replace("-", "_")
    path = RULES / options.field / f"{function}.py"
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    path.write_text(TEXT.format(code=options.code, field=options.field, function=function), encoding="utf-8")
    case = CASES / f"{options.code}.yml"
    case.write_text(CASE.format(field=options.field), encoding="utf-8")
    sys.stdout.write(
        f"{path}\n{case}\nFill in its words, its examples and its expression; CONTRIBUTING.md lists what else.\n"
    )
    return 0


def refusal(name: str, code: str) -> str | None:
    """Why the name or the code cannot be given; None if they can."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
        return f"{name}: a name is words in lower case, joined by hyphens."
    if not re.fullmatch(r"[A-Z]{3}\d{3}", code):
        return f"{code}: a code is three letters and three digits."
    taken = [entry for entry in catalogue.entries() if entry.name == name or entry.code == code]
    return f"{taken[0].code} {taken[0].name} is there already." if taken else None


if __name__ == "__main__":
    sys.exit(main())
