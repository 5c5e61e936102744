"""One customer at a terminal: values with their origins, and what was done by hand."""

from collections.abc import Collection, Iterator, Sequence

import typer
from rich.cells import set_cell_size

from muster import catalogue
from muster.apply.provenance import Origin
from muster.cli import terminal
from muster.customers.one import BY_ID, Customer, Edited, Known
from muster.customers.words import source
from muster.i18n import Translator, _, _n
from muster.model.fields import BY_HEADER, FIELDS
from muster.model.options import WrongOption
from muster.model.outcome import FileReport, FileStatus
from muster.report.words import render

HEADER_CELLS = 16
VALUE_CELLS = 36


def values(given: Sequence[str]) -> dict[str, str]:
    """`city=Gent` as Field.name → text. Raises WrongOption."""
    pairs = [text.partition("=") for text in given]
    if not all(equals for _header, equals, _value in pairs):
        raise WrongOption(_("New values need the form FIELD=VALUE, such as city=Gent."))
    return {fields([header])[0]: value for header, _equals, value in pairs}


def fields(headers: Collection[str]) -> list[str]:
    """Field.name of each header. Raises WrongOption for one that is none."""
    known = {header.lower(): field.name for header, field in BY_HEADER.items()}
    for header in headers:
        if header.lower() not in known:
            raise WrongOption(
                _("There is no field “{field}”. The fields are: {fields}."), field=header, fields=", ".join(BY_HEADER)
            )
    return [known[header.lower()] for header in headers]


def show(known: Known) -> None:
    """Every filled value, or one that was filled before, with its origin; below it what it was, with theirs."""
    translator = terminal.translator()
    for field in FIELDS:
        present, *earlier = known.held[field.name]
        if present.value is None and not earlier:
            continue
        typer.echo(
            f"{field.header:<{HEADER_CELLS}}{_value(present.value or '–')} {_origin(present.origin, translator)}"
        )
        for held in earlier:
            before = translator.text(_("before: {value}"), value=held.value or "–")
            shown = _value(before) + (f" {_origin(held.origin, translator)}" if held.value else "")
            typer.echo((" " * HEADER_CELLS + shown).rstrip())
    if known.earlier_numbers:
        numbers = translator.listing(known.earlier_numbers)
        typer.echo(translator.text(_("Merged into this customer, so that they lead here: {numbers}"), numbers=numbers))


def _value(text: str) -> str:
    return set_cell_size(text.replace("\n", " / "), VALUE_CELLS)


def agrees_to_merge(stays: Customer, goes: Customer, take: Collection[str]) -> bool:
    """Show both side by side, value by value, and ask."""
    translator = terminal.translator()
    for field in FIELDS:
        left, right = (customer.values[field.name] or "–" for customer in (stays, goes))
        if left != right:
            chosen = "<-" if field.name in take else "  "
            typer.echo(f"{field.header:<{HEADER_CELLS}}{set_cell_size(left, 28)} {chosen} {right}")
    return _agreed(translator.text(_("Merge the second customer into the first? (yes/no)")))


def agrees_to_delete(count: int) -> bool:
    """Ask before deleting."""
    return _agreed(
        terminal.translator().plural(
            *_n("Delete {count} customer? (yes/no)", "Delete {count} customers? (yes/no)"), count
        )
    )


def tell_edited(edited: Edited) -> None:
    """What the rules found, and what was written."""
    translator = terminal.translator()
    _tell_found(edited, translator)
    if edited.is_refused:
        typer.echo(translator.text(_("Nothing was written.")))
    elif edited.import_id is None:
        typer.echo(translator.text(_("Nothing was changed: it is stored just so already.")))
    else:
        typer.echo(translator.text(_("Changed. Take it back: muster undo {id}"), id=edited.import_id))


def tell_added(created: Edited, customer: Customer, alike: Sequence[Customer]) -> None:
    """What the rules found, that a customer was added, and who may be the same."""
    translator = terminal.translator()
    _tell_found(created, translator)
    name = customer.values["number"] or f"{BY_ID}{customer.id}"
    typer.echo(
        translator.text(_("Customer {name} was added. Take it back: muster undo {id}"), name=name, id=created.import_id)
    )
    for other in alike:
        shown = other.values["number"] or f"{BY_ID}{other.id}"
        typer.echo(translator.text(_("It may be the same as {name}."), name=f"{shown}, {other.name}"))


def tell_refused(created: Edited) -> None:
    """What the rules found; nothing was written."""
    translator = terminal.translator()
    _tell_found(created, translator)
    typer.echo(translator.text(_("Nothing was written.")))


def _tell_found(edited: Edited, translator: Translator) -> None:
    catalogue.load()
    rendered = render(edited.violations, [FileReport(name="", status=FileStatus.ACCEPTED, source="csv")], translator)
    for found in rendered.iter_rows(named=True):
        typer.echo(f"{found['code']}  {found['message']}\n        → {found['hint']}")


def tell_merged(import_id: int) -> None:
    """That two customers are one."""
    typer.echo(
        terminal.translator().text(_("The two are one customer now. Take it back: muster undo {id}"), id=import_id)
    )


def tell_deleted(count: int, import_id: int) -> None:
    """That customers are gone, and how they come back."""
    typer.echo(
        terminal.translator().plural(
            *_n(
                "{count} customer was deleted. Take it back: muster undo {id}",
                "{count} customers were deleted. Take it back: muster undo {id}",
            ),
            count, id=import_id,
        )
    )  # fmt: skip


def _agreed(question: str) -> bool:
    if not terminal.can_ask():
        terminal.say(
            terminal.translator().text(_("Nothing was written: nobody is here to say yes; repeat it with --yes."))
        )
        return False
    return terminal.ask(question)


def _origin(origin: Origin, translator: Translator) -> str:
    return ", ".join(_parts(origin, translator))


def _parts(origin: Origin, translator: Translator) -> Iterator[str]:
    if origin.import_id is None:
        return
    yield source(origin, translator)
    if origin.code:
        yield translator.text(_("rebuilt ({code})"), code=origin.code)
    if origin.typed_by:
        yield translator.text(_("typed by {who}"), who=origin.typed_by)
    yield translator.text(_("import {id}"), id=origin.import_id)
    if origin.file is not None:
        yield translator.text(_("by {who}"), who=origin.started_by)
    if origin.at:
        yield origin.at.strftime("%Y-%m-%d")
