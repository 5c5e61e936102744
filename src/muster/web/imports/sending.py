"""A new import: choose where the customers come from, send files, fetch the empty template."""

import io
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from muster import settings
from muster.customers import template as templates
from muster.environments.roles import Role
from muster.i18n import Translator, _
from muster.imports import queue, running
from muster.model.options import Blank, OnError, Options
from muster.pipeline import Input
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine
from muster.web.forms import Form, said
from muster.web.imports.fetching import tiles
from muster.web.imports.person import person
from muster.web.language import wanted_by_browser

FIELDS_BYTES: Final = 1_000_000
"""What a request of somebody who is not signed in may weigh: forms, and no files."""

TEMPLATES: Final = {"xlsx": "xlsx", "csv": "csv", "text": "csv"}
"""Form of the template → ending of its file."""

Respond = Callable[[HttpRequest], HttpResponse]


class Sending(Form):
    """How the files are read. The defaults are what most people want."""

    blank = forms.ChoiceField(
        label=said(_("A blank cell in a column that is there …")),
        choices=lambda: [
            (Blank.CLEAR.value, said(_("deletes the stored value"))), (Blank.KEEP.value, said(_("keeps the stored value"))),
        ],
        initial=Blank.CLEAR.value,
        help_text=said(_("A column that is not in the file never changes anything. Customer number and language always stay.")),
    )  # fmt: skip
    on_error = forms.ChoiceField(
        label=said(_("A row with an error …")),
        choices=lambda: [
            (OnError.STOP.value, said(_("holds its whole file back"))),
            (OnError.SKIP.value, said(_("is left out, the file's other rows go in"))),
        ],
        initial=OnError.STOP.value,
    )


def refuse_too_large(respond: Respond) -> Respond:
    """Middleware: refuse before the first byte of the body is read what nobody may send (ASVS 5.1.1)."""

    def responded(request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        announced = int(length) if length.isdecimal() else 0
        known = settings_cookie() in request.COOKIES
        if announced > (settings.load().max_upload_bytes if known else FIELDS_BYTES):
            return _too_large(request)
        return respond(request)

    return responded


def settings_cookie() -> str:
    """The name of the cookie by which a browser is known."""
    from django.conf import settings as django_settings  # noqa: PLC0415

    return str(django_settings.SESSION_COOKIE_NAME)


@for_members(Role.IMPORTER)
def new(request: EnvironmentRequest) -> HttpResponse:
    """Drop files here."""
    return _form(request, Sending())


@for_members(Role.IMPORTER)
@require_POST
def upload(request: EnvironmentRequest) -> HttpResponse:
    """Keep the files that were sent, and leave them to a worker. A cut upload is refused, and nothing of it is kept."""
    form = Sending(request.POST)
    if not _is_whole(request):
        form.add_error(None, request.translator.text(_(
            "The files did not arrive completely, the connection broke off. Nothing was kept: send them again."
        )))  # fmt: skip
        return _form(request, form, status=400)
    files = [file for file in request.FILES.getlist("files") if isinstance(file, TemporaryUploadedFile)]
    if not files:
        form.add_error(None, request.translator.text(_("Choose at least one file.")))
    if not form.is_valid():
        return _form(request, form, status=422)
    import_id = _receive(request, files, form.cleaned_data)
    return redirect("import", environment_id=request.environment.id, import_id=import_id)


@for_members(Role.IMPORTER)
def template(request: EnvironmentRequest, form: str) -> FileResponse:
    """The empty file with headers and two examples."""
    if form not in TEMPLATES:
        raise Http404
    out = io.BytesIO()
    if form == "xlsx":
        templates.write_xlsx(out, request.translator)
    else:
        semicolon = form == "csv" and request.translator.language != "en"
        templates.write_csv(out, delimiter=";" if semicolon else ",", for_spreadsheets=form == "csv")
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{_file_name(request.translator)}.{TEMPLATES[form]}")


def _receive(request: EnvironmentRequest, files: list[TemporaryUploadedFile], given: dict[str, Any]) -> int:
    from pathlib import Path  # noqa: PLC0415

    options = Options(interactive=True, blank=Blank(given["blank"]), on_error=OnError(given["on_error"]))
    inputs = [Input(name=_shown_name(file.name), path=Path(file.temporary_file_path())) for file in files]
    database = engine(request)
    import_id = running.receive(database, request.environment, inputs, options, person(request))
    queue.defer(database, import_id)
    return import_id


def _is_whole(request: HttpRequest) -> bool:
    """Every byte that was announced came."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    received = request.META.get("muster.received")
    return received is None or received.count >= int(announced)


def _form(request: EnvironmentRequest, form: Sending, status: int = 200) -> HttpResponse:
    shown = {
        "section": "imports", "form": form, "max_bytes": settings.load().max_upload_bytes, "tiles": tiles(request),
    }  # fmt: skip
    return render(request, "imports/new.html", shown, status=status)


def _too_large(request: HttpRequest) -> HttpResponse:
    setattr(request, "translator", Translator(wanted_by_browser(request)))  # noqa: B010  nobody is known yet
    text = request.translator.text(_("This is more than may be sent at once. Nothing was kept."))  # type: ignore[attr-defined]
    response = render(request, "error.html", {"status": 413, "text": text}, status=413)
    response.headers["Connection"] = "close"
    return response


def _shown_name(name: str | None) -> str:
    """The name that the sender gave, without the folders that some browsers put before it."""
    return (name or "").replace("\\", "/").rpartition("/")[2][:255] or "–"


def _file_name(translator: Translator) -> str:
    return translator.text(_("customers"))
