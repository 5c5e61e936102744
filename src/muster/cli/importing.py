"""`muster import`, `confirm`, `cancel`, `undo`, `imports`: customers go in, wait, come back out, and are looked up."""

from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli import options as given
from muster.i18n import _

if TYPE_CHECKING:
    from muster.model.outcome import Report

Format = Annotated[str, typer.Option("--format", help=_("text, json, csv, html or xlsx."))]
Output = Annotated[str | None, typer.Option("-o", "--output", metavar="PATH", help=_("Write the report to this file."))]
Rejects = Annotated[
    str | None,
    typer.Option("--rejects", metavar="PATH", help=_("Write the rows that did not go in to this file, .csv or .xlsx.")),
]
ImportId = Annotated[int, typer.Argument(metavar="ID", help=_("The number of the import."))]


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    app.command("import", help=_("Import customers: new ones are made, known ones updated, in one transaction."))(start)
    app.command("imports", help=_("List the imports, or show one of them."))(imports)
    app.command("confirm", help=_("Let a waiting import go in."))(confirm)
    app.command("cancel", help=_("Cancel an import that waits."))(cancel)
    app.command("undo", help=_("Take back what an import wrote; undoing an undo does it again."))(undo)


def start(
    files: given.Files,
    source: given.SourceKind = "auto",
    sheet: given.Sheet = None,
    country: given.Country = None,
    language: given.CustomerLanguage = None,
    mapping: given.Map = None,
    blank_word: given.BlankWords = None,
    select: given.Select = None,
    ignore: given.Ignore = None,
    blank: given.BlankChoice = None,
    on_error: Annotated[
        str, typer.Option("--on-error", help=_("stop: an error refuses its file. skip: only its row."))
    ] = "stop",
    max_cleared: given.MaxCleared = None,
    max_renamed: given.MaxRenamed = None,
    yes: given.Yes = False,
    dry_run: given.DryRun = False,
    notify: given.Notify = None,
    rejects: Rejects = None,
    report_format: Format = "text",
    output: Output = None,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415  the engine takes half a second to load; help needs none of it
    from muster.cli.question import ask  # noqa: PLC0415
    from muster.imports import place, running, telling  # noqa: PLC0415
    from muster.model.options import Given, settle  # noqa: PLC0415

    options = settle(
        Given(
            **given.reading_options(
                source=source, sheet=sheet, country=country, language=language, mapping=mapping,
                blank_words=blank_word, select=select, ignore=ignore,
            ),
            **given.blank_options(blank),
            on_error=on_error, max_cleared=max_cleared, max_renamed=max_renamed, yes=yes, dry_run=dry_run,
        )
    )  # fmt: skip
    terminal.refuse_unknown_format(report_format, output)
    with terminal.inputs(files) as inputs, place.opened(database) as opened:
        person = terminal.person(notify or ())
        with terminal.progress() as tell:
            report = running.start(
                opened, environment, inputs, options, person,
                ask=ask if terminal.can_ask() and not yes and not dry_run else None, tell=tell,
            )  # fmt: skip
        telling.deliver(opened, report)
        terminal.show(report, report_format, output, how_to_see_rest=how_to_see_rest(report))
        if rejects:
            terminal.write_rejects(opened, report, rejects)
    return terminal.exit_code(report)


def confirm(
    import_id: ImportId,
    max_cleared: given.MaxCleared = None,
    max_renamed: given.MaxRenamed = None,
    report_format: Format = "text",
    output: Output = None,
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.imports import place, running, telling  # noqa: PLC0415

    terminal.refuse_unknown_format(report_format, output)
    with place.opened(database) as opened:
        with terminal.progress() as tell:
            report = running.confirm(opened, import_id, max_cleared=max_cleared, max_renamed=max_renamed, tell=tell)
        telling.deliver(opened, report)
        terminal.show(report, report_format, output, how_to_see_rest=how_to_see_rest(report))
    return terminal.exit_code(report)


def cancel(import_id: ImportId, database: given.DatabaseUrl = None) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.imports import place, running  # noqa: PLC0415

    with place.opened(database) as opened:
        running.cancel(opened, import_id)
    terminal.say(terminal.translator().text(_("Import {id} was cancelled. Nothing was written."), id=import_id))
    return 0


def undo(
    import_id: ImportId,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import taking_back, terminal  # noqa: PLC0415
    from muster.imports import place, telling, undoing  # noqa: PLC0415

    with place.opened(database) as opened:
        person = terminal.person(())
        if not yes:
            taking_back.show(undoing.take_back(opened, import_id, person, dry_run=True), import_id)
            if not terminal.can_ask():
                terminal.say(terminal.translator().text(_("Nothing was taken back yet: repeat it with --yes.")))
                return 3
            if not taking_back.agreed():
                return 3
        undone = undoing.take_back(opened, import_id, person)
        telling.deliver(opened)
    taking_back.show(undone, import_id)
    return 0 if undone.kept.is_empty() else 1


def imports(
    import_id: Annotated[int | None, typer.Argument(metavar="[ID]", help=_("The number of the import."))] = None,
    rejects: Rejects = None,
    send_again: Annotated[
        bool, typer.Option("--send-again", help=_("Try the e-mails about it again that could not be delivered."))
    ] = False,
    report_format: Format = "text",
    output: Output = None,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from muster.cli import terminal  # noqa: PLC0415
    from muster.imports import history, place, telling  # noqa: PLC0415

    terminal.refuse_unknown_format(report_format, output)
    with place.opened(database) as opened:
        if import_id is not None:
            if send_again:
                telling.send_again(opened, import_id)
            report = history.find(opened, import_id).report
            terminal.show(report, report_format, output)
            if rejects:
                terminal.write_rejects(opened, report, rejects)
            return 0
        home = place.environment(opened, environment)
        listed = history.latest(opened, home.id)
    terminal.show_imports(listed, ZoneInfo(home.zone))
    return 0


def how_to_see_rest(report: "Report") -> str | None:
    """The command that shows what a report leaves out; None where nothing is kept."""
    return None if report.import_id is None else f"muster imports {report.import_id} --format csv"
