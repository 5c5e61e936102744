"""`muster customers`: who is stored, where each value came from; add, edit, merge and delete by hand."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from muster.cli import options as given
from muster.i18n import _


class _ListsByDefault(TyperGroup):
    """`muster customers peeters` lists: what is no command is a search."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return list(super().parse_args(ctx, args))


group = typer.Typer(
    help=_("Look up customers; show, add, edit, merge and delete one."), rich_markup_mode=None, cls=_ListsByDefault
)

Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("A customer number, or id:42."))]


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    group.command("list", help=_("List customers that fit a search; “customers SEARCH” does it too."))(listing)
    group.command("show", help=_("Show where each value of a customer came from."))(show)
    group.command("add", help=_("Add a customer: lastname=Peeters firstname=An country=BE."))(add)
    group.command("edit", help=_("Change values of a customer: city=Gent, mobile= deletes."))(edit)
    group.command("merge", help=_("Make one customer of two; the first one stays."))(merge)
    group.command("delete", help=_("Delete customers."))(delete)
    app.add_typer(group, name="customers")


def listing(
    search: Annotated[
        str | None, typer.Argument(metavar="[SEARCH]", help=_("Part of a number, name or e-mail address."))
    ] = None,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.cli import terminal  # noqa: PLC0415
    from muster.customers import listing as customers  # noqa: PLC0415
    from muster.customers.selection import Filter  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    with place.opened(database) as opened:
        here = place.environment(opened, environment)
        found = customers.page(opened, here.id, Filter(search=search))
    terminal.show_customers(found)
    return 0


def show(customer: Customer, environment: given.EnvironmentName = "default", database: given.DatabaseUrl = None) -> int:
    from muster.cli import one_customer  # noqa: PLC0415
    from muster.customers import one  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    with place.opened(database) as opened:
        one_customer.show(one.find(opened, place.environment(opened, environment), customer))
    return 0


def add(
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help=_("The values of the new customer."))],
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.apply.state import Kind  # noqa: PLC0415
    from muster.cli import one_customer  # noqa: PLC0415
    from muster.customers import one  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    typed = one_customer.values(values)
    with place.opened(database) as opened:
        here = place.environment(opened, environment)
        created = one.create(opened, here, one.by_hand(here, Kind.CREATE, person=place.user_name()), typed)
        if created.customer_id is not None:
            made = one.by_id(opened, here, created.customer_id)
            alike = [each for each in one.alike(opened, here, made.values) if each.id != made.id]
            one_customer.tell_added(created, made, alike)
        else:
            one_customer.tell_refused(created)
    return 1 if created.is_refused else 0


def edit(
    customer: Customer,
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help=_("New values; nothing deletes."))],
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.apply.state import Kind  # noqa: PLC0415
    from muster.cli import one_customer  # noqa: PLC0415
    from muster.customers import one  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    typed = one_customer.values(values)
    with place.opened(database) as opened:
        here = place.environment(opened, environment)
        request = one.by_hand(here, Kind.EDIT, person=place.user_name())
        edited = one.change(opened, here, request, one.identify(opened, here, customer), typed)
    one_customer.tell_edited(edited)
    return 1 if edited.is_refused else 0


def merge(
    stays: Annotated[str, typer.Argument(metavar="STAYS", help=_("The customer that stays."))],
    goes: Annotated[str, typer.Argument(metavar="GOES", help=_("The customer that is merged into it."))],
    take: Annotated[
        list[str] | None, typer.Option("--take", metavar="FIELD", help=_("A field whose value comes from the other."))
    ] = None,
    yes: given.Yes = False,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.apply.state import Kind  # noqa: PLC0415
    from muster.cli import one_customer  # noqa: PLC0415
    from muster.customers import one  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    fields = one_customer.fields(take or ())
    with place.opened(database) as opened:
        here = place.environment(opened, environment)
        staying, going = (one.by_id(opened, here, one.identify(opened, here, name)) for name in (stays, goes))
        if not yes and not one_customer.agrees_to_merge(staying, going, fields):
            return 3
        request = one.by_hand(here, Kind.MERGE, person=place.user_name())
        seen = (staying.version, going.version)
        import_id = one.merge(opened, request, stays=staying.id, goes=going.id, take=fields, seen_versions=seen)
    one_customer.tell_merged(import_id)
    return 0


def delete(
    customers: Annotated[list[str], typer.Argument(metavar="CUSTOMER...", help=_("Customer numbers, or id:42."))],
    yes: given.Yes = False,
    environment: given.EnvironmentName = "default",
    database: given.DatabaseUrl = None,
) -> int:
    from muster.apply.state import Kind  # noqa: PLC0415
    from muster.cli import one_customer  # noqa: PLC0415
    from muster.customers import one  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415

    with place.opened(database) as opened:
        here = place.environment(opened, environment)
        ids = [one.identify(opened, here, customer) for customer in customers]
        if not yes and not one_customer.agrees_to_delete(len(ids)):
            return 3
        import_id = one.delete(opened, one.by_hand(here, Kind.DELETE, person=place.user_name()), ids)
    one_customer.tell_deleted(len(ids), import_id)
    return 0
