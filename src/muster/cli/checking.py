"""`muster check`: what is wrong in these files, without a database."""

from typing import Annotated

import typer

from muster.cli import options as given
from muster.i18n import _

Format = Annotated[str, typer.Option("--format", help=_("text, json, csv, html or xlsx."))]
Output = Annotated[str | None, typer.Option("-o", "--output", metavar="PATH", help=_("Write the report to this file."))]


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    app.command("check", help=_("Examine files and say what is wrong, where, and how to mend it."))(check)


def check(
    files: given.Files,
    source: given.SourceKind = "auto",
    sheet: given.Sheet = None,
    country: given.Country = None,
    language: given.CustomerLanguage = None,
    mapping: given.Map = None,
    blank_word: given.BlankWords = None,
    select: given.Select = None,
    ignore: given.Ignore = None,
    report_format: Format = "text",
    output: Output = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415  the engine takes half a second to load; help needs none of it
    from muster.imports import running  # noqa: PLC0415
    from muster.model.options import settle  # noqa: PLC0415

    options = settle(
        given.reading_options(
            source=source, sheet=sheet, country=country, language=language, mapping=mapping, blank_words=blank_word,
            select=select, ignore=ignore,
        )
    )  # fmt: skip
    terminal.refuse_unknown_format(report_format, output)
    with terminal.inputs(files) as inputs, terminal.progress() as tell:
        report = running.check(inputs, options, tell=tell)
    terminal.show(report, report_format, output)
    return terminal.exit_code(report)
