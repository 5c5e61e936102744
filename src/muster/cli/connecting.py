"""`muster connect`, `pull`, `rotate-keys`: customers from Recurly and Exact Online, and the keys that open these."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli import options as given
from muster.cli.importing import Format, Output, how_to_see_rest
from muster.i18n import _

if TYPE_CHECKING:
    from muster.model.outcome import Report

REGIONS = ("us", "eu")
SOURCES = {"recurly": "recurly", "exact": "exact-online"}

Source = Annotated[str, typer.Argument(metavar="recurly|exact", help=_("The other program."))]


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    connect = typer.Typer(
        help=_("Connect to another program, whose customers “muster pull” then brings in."),
        no_args_is_help=True, rich_markup_mode=None, add_completion=False,
    )  # fmt: skip
    connect.command("recurly", help=_("Connect to a site of Recurly. The API key is asked for."))(recurly)
    connect.command("exact", help=_("Connect to a division of Exact Online, with an application registered there."))(
        exact
    )
    app.add_typer(connect, name="connect")
    app.command("pull", help=_("Bring in the customers that changed in another program since the last time."))(pull)
    app.command(
        "rotate-keys",
        help=_("Encrypt what opens the other programs, and what one-time codes are made from, with a new key."),
    )(rotate_keys)


def recurly(
    domain: Annotated[str, typer.Option("--domain", help=_("The site: acme, or acme.recurly.com."))],
    region: Annotated[str | None, typer.Option("--region", metavar="us|eu", help=_("Where the site is."))] = None,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415  the engine takes half a second to load; help needs none of it
    from muster.imports import connecting, place  # noqa: PLC0415

    if region is not None:
        terminal.refuse_unknown("--region", region, REGIONS)
    with place.opened(database) as opened:
        name = connecting.connect_recurly(
            opened, environment, domain=domain, region=region,
            api_key=_secret(connecting.RECURLY_KEY, terminal.translator().text(_("API key of Recurly:"))),
        )  # fmt: skip
    terminal.say(
        terminal.translator().text(_("Connected to {site}. “muster pull recurly” brings its customers in."), site=name)
    )
    return 0


def exact(
    client_id: Annotated[str, typer.Option("--client-id", help=_("The client id of the application."))],
    country: Annotated[
        str, typer.Option("--country", metavar="nl|be|de|uk|us|es|fr", help=_("Which Exact Online it is."))
    ] = "nl",
    redirect: Annotated[
        str, typer.Option("--redirect", metavar="URL", help=_("The redirect address of the application."))
    ] = "http://localhost:8765/",
    division: Annotated[int | None, typer.Option("--division", metavar="N", help=_("Which division."))] = None,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import consent, terminal  # noqa: PLC0415
    from muster.imports import connecting, place  # noqa: PLC0415

    speaker = terminal.translator()
    with place.opened(database) as opened:
        number, name = connecting.connect_exact(
            opened, environment, host=country.lower(), client_id=client_id, redirect=redirect, division=division,
            client_secret=_secret(connecting.EXACT_SECRET, speaker.text(_("Client secret of the application:"))),
            consent=consent.asking(redirect), choose=consent.choose_division,
        )  # fmt: skip
    terminal.say(
        speaker.text(
            _("Connected to division {number}, {name}. “muster pull exact” brings its customers in."),
            number=number, name=name,
        )
    )  # fmt: skip
    return 0


def pull(
    source: Source,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Fetch all customers, not only those changed since the last time."))
    ] = False,
    country: given.Country = None,
    language: given.CustomerLanguage = None,
    select: given.Select = None,
    ignore: given.Ignore = None,
    blank: given.BlankChoice = None,
    on_error: Annotated[
        str, typer.Option("--on-error", help=_("skip: an error refuses only its account. stop: the whole pull."))
    ] = "skip",
    max_cleared: given.MaxCleared = None,
    max_renamed: given.MaxRenamed = None,
    yes: given.Yes = False,
    dry_run: given.DryRun = False,
    notify: given.Notify = None,
    report_format: Format = "text",
    output: Output = None,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.cli.question import ask  # noqa: PLC0415
    from muster.imports import place, pulling, telling  # noqa: PLC0415
    from muster.model.options import Given, settle  # noqa: PLC0415

    terminal.refuse_unknown("muster pull", source, tuple(SOURCES))
    options = settle(
        Given(
            **given.reading_options(
                source="auto", sheet=None, country=country, language=language, mapping=None, blank_words=None,
                select=select, ignore=ignore,
            ),
            **given.blank_options(blank),
            on_error=on_error, max_cleared=max_cleared, max_renamed=max_renamed, yes=yes, dry_run=dry_run,
        )
    )  # fmt: skip
    terminal.refuse_unknown_format(report_format, output)
    with place.opened(database) as opened:
        report: Report | None = None
        try:
            with terminal.progress() as tell:
                report = pulling.pull(
                    opened, environment, SOURCES[source], options, terminal.person(notify or ()), everything=everything,
                    ask=ask if terminal.can_ask() and not yes and not dry_run else None, tell=tell,
                )  # fmt: skip
        finally:
            telling.deliver(opened, report)
        terminal.show(report, report_format, output, how_to_see_rest=how_to_see_rest(report))
    return terminal.exit_code(report)


def rotate_keys(
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help=_("Delete the old keys: no other database was encrypted with them."))
    ] = False,
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.environments import connections, factors, secrecy  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    with place.opened(database) as opened:
        secrecy.add_key()
        count = connections.rotate(opened)
        factors.rotate(opened)
    if drop_old:
        secrecy.drop_old_keys()
    speaker = terminal.translator()
    terminal.say(speaker.text(_("Encrypted with the newest key: {count} connections."), count=speaker.number(count)))
    return 0


def _secret(variable: str, question: str) -> str:
    """A secret from the environment, else typed unseen, else from standard input: never from the command line."""
    if os.environ.get(variable):
        return os.environ[variable].strip()
    if sys.stdin.isatty():
        from getpass import getpass  # noqa: PLC0415

        return getpass(f"{question} ", stream=sys.stderr).strip()
    return sys.stdin.readline().strip()
