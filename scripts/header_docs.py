#!/usr/bin/env python3
"""Writes docs/headers.md from the tables of src/muster/mapping; `--check` fails if the page is not up to date."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from muster.mapping.programs import Program, programs
from muster.mapping.vocabulary import NAME_KINDS, PIECES, Kind, Meaning, Rank, synonyms
from muster.model.fields import FIELDS, LANGUAGES, Field

Wanted = Callable[[Meaning], bool]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "headers.md"

LANGUAGE_NAMES = {
    "en": "English", "nl": "Dutch", "fr": "French", "de": "German", "it": "Italian", "es": "Spanish", "pt": "Portuguese",
}  # fmt: skip

LEVELS = {
    Rank.FIRST: "",
    Rank.SECOND: "if there is none of these",
    Rank.THIRD: "if there is none of those either",
    Rank.FOURTH: "if there is nothing else",
    Rank.GUESS: "as a guess",
}

INTRODUCTION = """\
# Headers that Muster recognises

*This page is written by `scripts/header_docs.py` from `src/muster/mapping/`; change the tables there.*

Order, case, spaces, underscores, hyphens, dots, accents and a byte order mark do not matter: `E-mail`, `EMAIL` and
`e_mail` are one header. What stands in brackets does not matter either, unless only that tells two columns apart.

`lastname`, `firstname` and `companyName` must be there as columns; their cells may be empty. An export of a program
that keeps no such column is accepted without it.

## Who wins

1. what you say with `--map`, 2. a saved mapping, 3. the template's own header, 4. a header of a recognised program,
5. a synonym from the lists below, 6. a guess: a weak header or one that is nearly right.

The column that loses is ignored, with a note. Two columns of equal rank are an error, unless they are joined.

## `--map`

| you write | it means |
|---|---|
| `--map "Klantref=customerNumber"` | the column Klantref is the customer number |
| `--map "Straat+Nr+Bus=address"` | three columns form the address, in this order |
| `--map "Opmerking="` | the column is ignored |
| `--map "4=email"` | the fourth column, if no header is called 4 |
| `--map "D=email"` | the same, in a file without a header row |

## Names

“Name”, “Naam”, “Nom” are the last name beside a column with first names; “Nombre”, “Nome” are the first name beside a
column with last names. Without such a column they may hold whole names or company names: the file is refused until you
say what they are, with `--map`, or confirm last names with `--yes`. Muster never splits a whole name.
"""


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is stale")
    if parser.parse_args().check:
        if PAGE.is_file() and PAGE.read_text("utf-8") == page():
            return 0
        sys.stderr.write(f"{PAGE.name} is stale: run scripts/header_docs.py\n")
        return 1
    PAGE.write_text(page(), "utf-8")
    return 0


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, "\n".join(_names()), *("\n".join(_field(field)) for field in FIELDS), "\n".join(_programs())]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _names() -> Iterator[str]:
    return _table(lambda meaning: meaning.kind in NAME_KINDS)


def _field(field: Field) -> Iterator[str]:
    yield f"## {field.header}\n"
    for rank, level in LEVELS.items():
        yield from _section(level, _is_of(field, Kind.FIELD, rank=rank))
    for piece in PIECES.get(field.name, ()):
        yield from _section(f"joined to it ({piece})", _is_of(field, Kind.PIECE, piece=piece))


def _section(title: str, wanted: Wanted) -> Iterator[str]:
    rows = list(_table(wanted))
    if rows:
        if title:
            yield f"{title.capitalize()}:\n"
        yield from rows
        yield ""


def _is_of(field: Field, kind: Kind, **facts: object) -> Wanted:
    def wanted(meaning: Meaning) -> bool:
        same = all(getattr(meaning, name) == value for name, value in facts.items())
        return same and meaning.kind is kind and meaning.field == field.name

    return wanted


def _table(wanted: Wanted) -> Iterator[str]:
    """One line per language that has such labels."""
    for language in LANGUAGES:
        labels = [each.label for each in synonyms() if each.language == language and wanted(each.meaning)]
        if labels:
            yield f"- **{LANGUAGE_NAMES[language]}**: {', '.join(labels)}"


def _programs() -> Iterator[str]:
    yield "## Programs\n"
    yield "An export is recognised by headers that only this program puts together; then its headers mean:\n"
    for program in programs():
        yield f"### {program.name}\n"
        yield from _program(program)
        yield ""


def _program(program: Program) -> Iterator[str]:
    yield f"Recognised by {'; or '.join(', '.join(f'`{label}`' for label in each) for each in program.signatures)}.\n"
    if program.lacks:
        missing = ", ".join(field.header for field in FIELDS if field.name in program.lacks)
        yield f"Has no column for {missing}.\n"
    if program.names:
        yield "One column holds all names; another says whether it is a company's (companyName) or a person's (lastname).\n"
    yield "| field | headers, best first |"
    yield "|---|---|"
    for field in FIELDS:
        labels = [
            *program.fields.get(field.name, ()),
            *(block[field.name] for block in program.blocks if field.name in block),
        ]
        if labels:
            yield f"| {field.header} | {', '.join(f'`{label}`' for label in labels)} |"


if __name__ == "__main__":
    sys.exit(main())
