"""Where a value came from and what befell a customer, in the reader's words."""

from collections.abc import Callable
from typing import Final

from muster.apply.provenance import Event, Origin
from muster.apply.state import Kind
from muster.i18n import Translator, _
from muster.report.words import FETCHED, shown

_BY_HAND: Final = {
    Kind.CREATE: _("typed by {who}"),
    Kind.EDIT: _("typed by {who}"),
    Kind.MERGE: _("taken over in a merge by {who}"),
    Kind.UNDO: _("brought back by {who}, who took back import {undone}"),
}

_EVENTS: Final = {
    ("create", Kind.FILE): _("Created by an import"),
    ("create", Kind.PULL): _("Created by fetching"),
    ("create", Kind.CREATE): _("Added by hand"),
    ("update", Kind.FILE): _("Changed by an import"),
    ("update", Kind.PULL): _("Changed by fetching"),
    ("update", Kind.EDIT): _("Edited by hand"),
    ("update", Kind.MERGE): _("Another customer was merged into this one"),
    ("update", Kind.UNDO): _("Import {undone} was taken back"),
    ("delete", Kind.DELETE): _("Deleted"),
    ("delete", Kind.MERGE): _("Merged into another customer"),
    ("delete", Kind.UNDO): _("Deleted, because import {undone} was taken back"),
    ("return", Kind.UNDO): _("Brought back, because import {undone} was taken back"),
}


def source(origin: Origin, speaker: Translator) -> str:
    """The place in a file, or who typed the value: “klanten.csv, line 214”, “typed by An”."""
    if origin.file_name is None:
        return _said(speaker, _BY_HAND.get(_kind(origin), _("import {import}")), origin)
    name = shown(origin.file_name)
    if origin.line is None or origin.file_source in FETCHED:
        return name
    if origin.sheet:
        text = _("{file}, sheet “{sheet}”, row {line}")
        return speaker.text(text, file=name, sheet=shown(origin.sheet), line=origin.line)
    return speaker.text(_("{file}, line {line}"), file=name, line=origin.line)


def event(befallen: Event, speaker: Translator) -> str:
    """What befell a customer, without when and who."""
    kind = _kind(befallen.origin)
    return _said(speaker, _EVENTS.get((befallen.what, kind), _("import {import}")), befallen.origin)


def _kind(origin: Origin) -> Kind:
    return Kind(origin.kind) if origin.kind else Kind.FILE


def _said(speaker: Translator, text: str, origin: Origin) -> str:
    said: Callable[..., str] = speaker.text
    return said(
        text, **{"who": origin.started_by or "–", "undone": origin.undoes or "–", "import": origin.import_id or "–"}
    )
