"""What an undo did, or would do, on a terminal."""

from collections.abc import Iterator

import typer

from muster import catalogue
from muster.apply.undo import Undone
from muster.cli import terminal
from muster.i18n import Translator, _, _n
from muster.model.fields import BY_NAME

SHOWN = 20
"""Kept values listed one by one; the others are counted."""


def show(undone: Undone, import_id: int) -> None:
    """Say what was restored, deleted, brought back, and what stays as it is."""
    catalogue.load()
    for line in _lines(undone, import_id, terminal.translator()):
        typer.echo(line)


def agreed() -> bool:
    """Whether the person at the terminal wants it."""
    return terminal.ask(terminal.translator().text(_("Take it back? (yes/no)")))


def _lines(undone: Undone, import_id: int, translator: Translator) -> Iterator[str]:
    if undone.import_id is None:
        yield translator.text(_("This would take back import {id}; nothing is written yet."), id=import_id)
    else:
        yield translator.text(
            _("Import {id} was taken back; this is import {undo}."), id=import_id, undo=undone.import_id
        )
    for count, words in (
        (undone.restored, _n("{count} customer as before", "{count} customers as before")),
        (undone.deleted, _n("{count} customer deleted again", "{count} customers deleted again")),
        (undone.returned, _n("{count} customer brought back", "{count} customers brought back")),
        (
            undone.kept.height,
            _n("{count} value or customer kept as it is", "{count} values or customers kept as they are"),
        ),
    ):
        if count:
            yield "  " + translator.plural(*words, count)
    for row in undone.kept.head(SHOWN).iter_rows(named=True):
        entry = catalogue.entry(row["code"])
        what = BY_NAME[row["field"]].header if row["field"] else "–"
        yield f"  {row['number'] or row['customer_id']}  {what}  {row['code']}  {translator.text(entry.cause)}"
    if undone.kept.height > SHOWN:
        yield "  " + translator.plural(*_n("and {count} more", "and {count} more"), undone.kept.height - SHOWN)
    if undone.import_id is not None:
        yield translator.text(_("Do it again: muster undo {undo}"), undo=undone.import_id)
