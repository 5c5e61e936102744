"""`muster serve`, `muster worker`: the pages, and the work behind them."""

from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli import options as given
from muster.i18n import _

if TYPE_CHECKING:
    from muster.server.serve import Served


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    app.command("serve", help=_("Serve the pages, and work on what they start."))(serve)
    app.command("worker", help=_("Work on imports that pages on this or other machines start."))(worker)


def serve(
    host: Annotated[str, typer.Option("--host", help=_("Listen here; 0.0.0.0 is everywhere."))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=_("Listen at this port."))] = 8000,
    processes: Annotated[int, typer.Option("--processes", min=1, help=_("Processes that serve pages."))] = 1,
    threads: Annotated[int, typer.Option("--threads", min=1, help=_("Threads of each of them."))] = 8,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help=_("Leave the work to “muster worker” elsewhere."))
    ] = False,
    database: given.DatabaseUrl = None,
) -> int:
    from muster import settings  # noqa: PLC0415
    from muster.server import serve as server  # noqa: PLC0415

    server.serve(
        database_url=database or settings.load().database_url, host=host, port=port, processes=processes,
        threads=threads, with_worker=not no_worker, told=_say_where,
    )  # fmt: skip
    return 0


def worker(
    at_once: Annotated[int, typer.Option("--at-once", min=1, help=_("Number of imports at once."))] = 2,
    database: given.DatabaseUrl = None,
) -> int:
    from muster.environments.migrate import migrate_for_pages  # noqa: PLC0415
    from muster.imports import place  # noqa: PLC0415
    from muster.worker.run import run  # noqa: PLC0415

    with place.opened(database) as opened:
        url = opened.url
    migrate_for_pages(url)
    run(url, at_once)
    return 0


def _say_where(served: "Served") -> None:
    from muster.cli import terminal  # noqa: PLC0415

    speaker = terminal.translator()
    terminal.say(speaker.text(_("Muster is at {address}"), address=served.address))
    if served.first_run:
        terminal.say(speaker.text(_("Nobody can sign in yet. Make the first administrator here:")))
        terminal.say(f"  {served.first_run}")
    else:
        terminal.say(speaker.text(_("Sign in with your e-mail address and password.")))
    terminal.say(speaker.text(_("Ctrl-C ends it; imports under way are given back and go on next time.")))
