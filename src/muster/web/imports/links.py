"""Links that mails carry: they know the import and no environment, and lead on to the page that does."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from muster.environments import people
from muster.imports import history
from muster.imports.history import UnknownImport
from muster.web.access import PersonRequest, for_everybody_signed_in
from muster.web.engine import engine


@for_everybody_signed_in
def to_import(request: PersonRequest, import_id: int) -> HttpResponse:
    """The import's page."""
    return redirect("import", environment_id=_environment_id(request, import_id), import_id=import_id)


@for_everybody_signed_in
def to_correction_file(request: PersonRequest, import_id: int) -> HttpResponse:
    """Its correction file."""
    return redirect("correction_file", environment_id=_environment_id(request, import_id), import_id=import_id)


@for_everybody_signed_in
def to_undo(request: PersonRequest, import_id: int) -> HttpResponse:
    """Where it is taken back."""
    return redirect("undo", environment_id=_environment_id(request, import_id), import_id=import_id)


def _environment_id(request: PersonRequest, import_id: int) -> int:
    """Whose import it is. Raises Http404 for one that is not the reader's."""
    try:
        found = history.find(engine(request), import_id, with_violations=False).environment_id
    except UnknownImport:
        raise Http404 from None
    if people.member(request.user, found) is None:
        raise Http404
    return found
