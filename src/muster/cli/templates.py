"""`muster template`: an empty file to fill in, with two examples."""

from typing import Annotated

import typer

from muster.cli.exporting import Output, destination
from muster.i18n import _

Form = Annotated[str, typer.Option("--format", help=_("csv for spreadsheet programs, text for text editors, or xlsx."))]


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    app.command("template", help=_("Write an empty file with the headers and two examples, to be filled in."))(template)


def template(form: Form = "csv", output: Output = None) -> int:
    from muster.cli import terminal  # noqa: PLC0415  the engine takes half a second to load; help needs none of it
    from muster.customers import template as templates  # noqa: PLC0415

    terminal.refuse_unknown("--format", form, ("csv", "text", "xlsx"))
    translator = terminal.translator()
    with destination(output) as out:
        if form == "xlsx":
            templates.write_xlsx(out, translator)
        else:
            is_semicolon = form == "csv" and translator.language != "en"
            templates.write_csv(out, delimiter=";" if is_semicolon else ",", for_spreadsheets=form == "csv")
    if output:
        terminal.say(translator.text(_("The template was written to {path}."), path=output))
    return 0
