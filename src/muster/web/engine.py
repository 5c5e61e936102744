"""The engine's own connection to the database: opened by the first view that needs it, closed with the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from muster import settings
from muster.store import Database, open_database
from muster.web import errors

Respond = Callable[[HttpRequest], HttpResponse]


def engine(request: HttpRequest) -> Database:
    """The connection of this request. Raises StoreError."""
    opened: Database | None = getattr(request, "_engine", None)
    if opened is None:
        opened = open_database(settings.load().database_url)
        setattr(request, "_engine", opened)  # noqa: B010  Django's type knows nothing of it
    return opened


class with_an_engine:  # noqa: N801  it is named in the settings like a function, and Django asks it for two things
    """Middleware: close the engine's connection, and say in a page what failed outside the program."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._respond(request)
        finally:
            opened: Database | None = getattr(request, "_engine", None)
            if opened is not None:
                opened.close()

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A page for a database that does not answer, a full disk, an import that is gone; None for our own mistakes."""
        return errors.explained_page(request, problem)
