"""`muster export`: the customers as a file to edit and import again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from muster.cli import options as given
from muster.i18n import _, _n

Output = Annotated[str | None, typer.Option("-o", "--output", metavar="PATH", help=_("Write to this file."))]
Form = Annotated[str, typer.Option("--format", help=_("csv for spreadsheet programs, text for text editors, or xlsx."))]


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    app.command("export", help=_("Write customers to a file that can be edited and imported again."))(export)


def export(
    output: Output = None,
    form: Form = "csv",
    search: Annotated[str | None, typer.Option("--search", help=_("Part of a number, name or e-mail address."))] = None,
    kind: Annotated[str | None, typer.Option("--kind", help=_("person or company."))] = None,
    country: Annotated[str | None, typer.Option("--country", help=_("Only customers of this country."))] = None,
    language: Annotated[str | None, typer.Option("--language", help=_("Only customers of this language."))] = None,
    changed_by: Annotated[
        int | None, typer.Option("--changed-by", metavar="ID", help=_("Only customers that this import changed."))
    ] = None,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415  the engine takes half a second to load; help needs none of it
    from muster.customers import export as customers  # noqa: PLC0415
    from muster.customers.selection import Filter, Kind  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    terminal.refuse_unknown("--format", form, ("csv", "text", "xlsx"))
    terminal.refuse_unknown("--kind", kind or "person", ("person", "company"))
    wanted = Filter(
        search=search, kind=Kind(kind) if kind else None, country=country, language=language, changed_by=changed_by
    )
    translator = terminal.translator()
    with place.opened(database) as opened, destination(output) as out:
        here = place.environment(opened, environment)
        count = customers.write(opened, here.id, out, wanted, customers.Form(form), language=translator.language)
    if output:
        terminal.say(
            translator.plural(
                *_n("{count} customer was written to {path}.", "{count} customers were written to {path}."),
                count, path=output,
            )
        )  # fmt: skip
    return 0


@contextmanager
def destination(path: str | None) -> Iterator[BinaryIO]:
    """The file, made whole or not at all, or standard output."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    unfinished = Path(f"{path}.unfinished")
    try:
        with unfinished.open("wb") as file:
            unfinished.chmod(0o600)
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
