"""`muster people`: who can sign in, and inviting somebody where nobody can yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli import options as given
from muster.i18n import _

if TYPE_CHECKING:
    from muster.store import Database

BASE_URL = "http://localhost:8000"
"""Where `muster serve` is found if nobody says otherwise."""

ROLES = ("viewer", "importer", "administrator")


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    people = typer.Typer(help=_("Who can sign in, and may do what where."), rich_markup_mode=None)
    people.callback(invoke_without_command=True)(listed_unless_told_otherwise)
    people.command("list", help=_("List members and invitations of all environments."))(listed)
    people.command("invite", help=_("Invite somebody; the link that is printed accepts it."))(invite)
    app.add_typer(people, name="people")


def listed_unless_told_otherwise(context: typer.Context, database: given.DatabaseUrl = None) -> int:
    return 0 if context.invoked_subcommand else listed(database)


def listed(database: given.DatabaseUrl = None) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.environments import roles  # noqa: PLC0415

    speaker = terminal.translator()
    with _with_people(database):
        from muster.environments import people  # noqa: PLC0415  models can be used only now

        members, invitations = people.everybody(), people.everybody_invited()
    for member in members:
        role = speaker.text(roles.NAMES[roles.Role(member.role)])
        typer.echo(f"{member.environment.name}  {member.user.email}  {member.user.name}  {role}")
    for invitation in invitations:
        role = speaker.text(roles.NAMES[roles.Role(invitation.role)])
        until = _("invited, too long ago") if invitation.is_over else _("invited")
        typer.echo(f"{invitation.environment.name}  {invitation.email}  {role}  ({speaker.text(until)})")
    if not members and not invitations:
        terminal.say(speaker.text(_("Nobody can sign in yet, and nobody is invited.")))
    return 0


def invite(
    email: Annotated[str, typer.Argument(help=_("Their e-mail address."))],
    role: Annotated[
        str, typer.Option("--role", metavar="viewer|importer|administrator", help=_("What they may do."))
    ] = "administrator",
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster import settings  # noqa: PLC0415
    from muster.cli import terminal  # noqa: PLC0415
    from muster.environments.roles import Role  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415
    from muster.model.options import WrongOption  # noqa: PLC0415
    from muster.notify.audience import ADDRESS  # noqa: PLC0415

    terminal.refuse_unknown("--role", role, ROLES)
    if not ADDRESS.fullmatch(email):
        raise WrongOption(_("“{value}” is not possible for {key}."), value=email, key="EMAIL")
    with _with_people(database) as opened:
        from muster.environments import people  # noqa: PLC0415  models can be used only now

        home = place.environment(opened, environment)
        invited = people.invite(home.id, email=email, role=Role(role), language=home.language, by=None)
        days = people.INVITATION_DAYS
    base = settings.load().base_url
    speaker = terminal.translator()
    terminal.say(speaker.text(_("Who opens this link can accept the invitation, once, within {days} days:"), days=days))
    typer.echo(f"{base or BASE_URL}/invitation/{invited.token}/")
    if not base:
        terminal.say(
            speaker.text(_("If Muster is served elsewhere, set MUSTER_BASE_URL, or put its address before it."))
        )
    return 0


@contextmanager
def _with_people(url: str | None) -> Iterator["Database"]:
    """The database with the tables of signing in, for the engine and for Django."""
    from muster.environments.migrate import migrate_for_pages, pointed  # noqa: PLC0415  that loads Django
    from muster.imports import place  # noqa: PLC0415

    with place.opened(url) as opened:
        migrate_for_pages(opened.url)
        with pointed(opened.url):
            yield opened
