"""The customers of a list as a file that can be edited and imported again."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from tempfile import TemporaryFile
from zoneinfo import ZoneInfo

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from muster import settings
from muster.customers import export as customers
from muster.customers.export import Form
from muster.customers.selection import Filter
from muster.environments.roles import Role
from muster.i18n import _
from muster.store import open_database
from muster.web.access import EnvironmentRequest, for_members, signed_in_lately
from muster.web.customers.query import Query
from muster.web.engine import engine

ROWS_AT_A_TIME = 5_000
"""Small enough that a slow line takes one before the database gives up waiting for the next to be asked for."""

TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.TEXT: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@for_members(Role.IMPORTER)
@signed_in_lately
def export(request: EnvironmentRequest) -> HttpResponseBase:
    """A download of the customers that the address asks for. Raises WrongOption for more than a workbook can hold."""
    sent = request.GET.get("form")
    form = Form(sent) if sent in set(Form) else Form.CSV
    wanted = Query.of(request.GET).wanted
    response = _workbook(request, wanted) if form is Form.XLSX else _text(request, wanted, form)
    response.headers["Content-Type"] = TYPES[form]
    response.headers["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=_file_name(request, form))
    )
    return response


def _text(request: EnvironmentRequest, wanted: Filter, form: Form) -> StreamingHttpResponse:
    return StreamingHttpResponse(_parts(request.environment.id, wanted, form, request.translator.language))


def _parts(environment_id: int, wanted: Filter, form: Form, language: str) -> Iterator[bytes]:
    """On a connection of its own: the request's is closed when the first part is sent."""
    database = open_database(settings.load().database_url)
    try:
        parts = customers.csv_parts(database, environment_id, wanted, form, language=language, rows=ROWS_AT_A_TIME)
        for content, _count in parts:
            yield content
    finally:
        database.close()


def _workbook(request: EnvironmentRequest, wanted: Filter) -> FileResponse:
    """A workbook is whole before its first byte can be sent."""
    database, language = engine(request), request.translator.language
    with ExitStack() as until_it_is_whole:
        file = until_it_is_whole.enter_context(TemporaryFile(dir=settings.load().data_dir / "uploads"))
        customers.write(database, request.environment.id, file, wanted, Form.XLSX, language=language)
        file.seek(0)
        until_it_is_whole.pop_all()
    return FileResponse(file)


def _file_name(request: EnvironmentRequest, form: Form) -> str:
    """Customers north 2026-05-03.csv, without what a file's name cannot have."""
    here = request.environment
    day = datetime.now(ZoneInfo(here.zone)).date().isoformat()
    name = request.translator.text(_("Customers {environment} {day}"), environment=here.name, day=day)
    safe = "".join(letter if letter.isprintable() and letter not in '\\/:*?"<>|' else "-" for letter in name)
    return f"{safe}.{'xlsx' if form is Form.XLSX else 'csv'}"
