"""Exports written in a test, only what it is about; and an export read to its end."""

import json
from collections import Counter
from dataclasses import dataclass

from muster.model.fields import BY_HEADER
from muster.model.source import Unreadable
from muster.sources.exact_xml.reader import ExactXmlSource

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<eExact>\n'


def export(*accounts, behind=""):
    """An export of these accounts, the first in line 4."""
    return HEAD + "<Accounts>\n" + "\n".join(accounts) + "\n</Accounts>\n" + behind + "</eExact>\n"


def account(inside="", code="1", status="C"):
    """An account of one line."""
    return f'<Account code="{code}" status="{status}">{inside}</Account>'


@dataclass
class Read:
    """An export, read to its end. `rows` are dictionaries by header, blank cells left out."""

    source: ExactXmlSource
    chunks: list
    refused: Unreadable | None

    @property
    def rows(self):
        names = {str(at): header for at, header in enumerate(BY_HEADER)}
        return [
            {names.get(name, name): cell for name, cell in row.items() if cell is not None}
            for chunk in self.chunks
            for row in chunk.rows.rows(named=True)
        ]

    @property
    def row(self):
        """The fields of the only row."""
        (row,) = self.rows
        return {name: cell for name, cell in row.items() if name in BY_HEADER}

    @property
    def places(self):
        return [(row["line"], row["end_line"], row["record"]) for row in self.rows]

    @property
    def broken(self):
        return [place for chunk in self.chunks for place in chunk.broken.rows()]

    @property
    def skipped(self):
        total = Counter()
        for chunk in self.chunks:
            total.update(chunk.skipped)
        return dict(total)

    @property
    def found(self):
        """(line, code), in the file's order; what has no line comes last."""
        rows = [row for chunk in self.chunks for row in chunk.violations.select("line", "code").rows()]
        return sorted(rows, key=lambda row: (row[0] is None, row))

    def told(self, code):
        """The value and the placeholders of the only violation with this code."""
        (row,) = [
            row
            for chunk in self.chunks
            for row in chunk.violations.select("code", "value", "params").rows()
            if row[0] == code
        ]
        return row[1], json.loads(row[2] or "{}")


def told(source):
    chunks, refused = [], None
    try:
        for chunk in source.chunks():
            chunks.append(chunk)  # noqa: PERF402  what came before a break is kept
    except Unreadable as problem:
        refused = problem
    return Read(source, chunks, refused)
