"""`muster migrate`, `muster doctor`, `muster tidy`, `muster environments`: for whoever runs Muster."""

from typing import Annotated

import typer

from muster.cli import options as given
from muster.i18n import _

environments_app = typer.Typer(help=_("Whose customers are kept here."), rich_markup_mode=None)


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    app.command("migrate", help=_("Make or update the tables of the database."))(migrate)
    app.command("doctor", help=_("Say whether everything Muster needs is there."))(doctor)
    app.command("tidy", help=_("Delete what is kept longer than its environment wants. Workers do it every hour."))(
        tidy
    )
    environments_app.callback(invoke_without_command=True)(environments)
    environments_app.command("add", help=_("Add an environment."))(add)
    environments_app.command("show", help=_("Show what an environment sets."))(show)
    environments_app.command("set", help=_("Change what an environment sets: undo_days=14, notify=boss@example.com."))(
        change
    )
    app.add_typer(environments_app, name="environments")


def migrate(database: given.DatabaseUrl = None) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.environments.migrate import migrate_for_pages  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    with place.opened(database) as opened:
        migrate_for_pages(opened.url)
        terminal.say(terminal.translator().text(_("The tables are up to date.")))
    return 0


def doctor(database: given.DatabaseUrl = None) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.cli.diagnosis import findings  # noqa: PLC0415

    healthy = True
    for finding in findings(database, terminal.translator()):
        healthy = healthy and finding.well
        typer.echo(f"{'ok' if finding.well else '!!'}  {finding.text}")
    return 0 if healthy else 4


def tidy(database: given.DatabaseUrl = None) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.imports import place, retention  # noqa: PLC0415

    with place.opened(database) as opened:
        purged = retention.purge(opened)
    speaker = terminal.translator()
    terminal.say(
        speaker.text(
            _("Imports whose files were deleted: {files}. Imports whose earlier values were deleted: {values}."),
            files=speaker.number(purged.files), values=speaker.number(purged.values),
        )
    )  # fmt: skip
    return 0


def environments(context: typer.Context, database: given.DatabaseUrl = None) -> int:
    if context.invoked_subcommand:
        return 0
    from muster.apply.environments import every  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    with place.opened(database) as opened:
        for environment in every(opened):
            typer.echo(environment.name)
    return 0


def add(
    name: Annotated[str, typer.Argument(help=_("Its name."))],
    country: given.Country = None,
    language: given.CustomerLanguage = None,
    database: given.DatabaseUrl = None,
) -> int:
    from muster.apply import environments  # noqa: PLC0415
    from muster.cli import terminal  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415
    from muster.model.options import Given, settle  # noqa: PLC0415

    home = settle(Given(country=country, language=language))
    with place.opened(database) as opened:
        environments.add(opened, name, country=home.country, language=home.language or "en")
    terminal.say(terminal.translator().text(_("Environment “{name}” was added."), name=name))
    return 0


def show(
    name: Annotated[str, typer.Argument(help=_("Its name."))] = "default", database: given.DatabaseUrl = None
) -> int:
    from muster.environments import choices  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    with place.opened(database) as opened:
        for key, value in choices.shown(opened, place.environment(opened, name)).items():
            typer.echo(f"{key:<18}{value}")
    return 0


def change(
    name: Annotated[str, typer.Argument(help=_("Its name."))],
    values: Annotated[list[str], typer.Argument(metavar="KEY=VALUE...", help=_("What to set; nothing resets it."))],
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.environments import choices  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    with place.opened(database) as opened:
        choices.change(opened, place.environment(opened, name), values)
    terminal.say(terminal.translator().text(_("Environment “{name}” was changed."), name=name))
    return 0
