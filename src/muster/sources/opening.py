"""Which source reads a file: what its bytes are, what its name says, and what the user asked for."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from muster.model.options import Options
from muster.model.source import Source, Unreadable
from muster.sources.codes import EMPTY, EXTENSION, NOT_A_TABLE
from muster.sources.kinds import CSV, SUFFIXES_OF_OTHERS, Kind, kind_of

Opener = Callable[[Path, Options], Source]

OPENERS: Final = {
    "csv": "muster.sources.csv.reader:open_csv",
    "xlsx": "muster.sources.xlsx.reader:open_workbook",
    "recurly": "muster.sources.recurly.accounts:open_accounts",
    "exact-online": "muster.sources.exact_online.accounts:open_accounts",
    "exact-xml": "muster.sources.exact_xml.reader:open_exact_xml",
}
"""Name of a source → module and function that opens a file for it. A room is imported only when a file needs it."""

WORKBOOKS: Final = {"xls": "xlsx", "ods": "xlsx"}
"""Kinds that another source reads, too: a user names one source for all workbooks."""


def open_source(path: Path, options: Options) -> Source:
    """Open a file as the source that its bytes show. Raises Unreadable if it is none, or not the one asked for.

    With `options.source` auto, name and content must agree; a source named by the user settles what the name leaves
    open, but never turns bytes into something they are not.
    """
    if path.stat().st_size == 0:
        raise Unreadable(EMPTY)
    kind = kind_of(path)
    name = WORKBOOKS.get(kind.name, kind.name)
    if name not in OPENERS or options.source not in {"auto", name}:
        raise Unreadable(NOT_A_TABLE, kind=kind.label)
    if options.source == "auto" and not _agrees(path.suffix.lower(), kind):
        raise Unreadable(EXTENSION, value=path.suffix, kind=kind.label)
    return _opener(name)(path, options)


def _agrees(suffix: str, kind: Kind) -> bool:
    if kind is CSV:
        return suffix not in SUFFIXES_OF_OTHERS
    return suffix in kind.suffixes or suffix not in SUFFIXES_OF_OTHERS | {".csv", ".tsv", ".txt"}


def _opener(name: str) -> Opener:
    module, function = OPENERS[name].split(":")
    return cast("Opener", getattr(import_module(module), function))
