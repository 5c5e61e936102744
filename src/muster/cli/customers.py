"""`muster customers`: who is stored."""

from typing import Annotated

import typer

from muster.cli import options as given
from muster.i18n import _

app_of_customers = typer.Typer(help=_("Look up customers."), rich_markup_mode=None)


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    app.command("customers", help=_("List customers, or those that fit a search."))(customers)


def customers(
    search: Annotated[
        str | None, typer.Argument(metavar="[SEARCH]", help=_("Part of a number, name or e-mail address."))
    ] = None,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.customers import export  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    with place.opened(database) as opened:
        found = export.some(opened, place.environment(opened, environment).id, export.Filter(search=search))
    terminal.show_customers(found)
    return 0
