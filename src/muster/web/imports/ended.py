"""An import that has ended: what came of it, its report, its correction file, and taking it back."""

import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from muster import catalogue
from muster.apply.state import Kind
from muster.apply.undo import NotUndoable, TooLate, check_undoable
from muster.environments.roles import Role
from muster.i18n import _
from muster.imports import editing, history, queue, rejects, undoing
from muster.imports.history import Kept
from muster.model.outcome import State
from muster.model.source import Unreadable
from muster.report import causes, csv, html, json, verdict, xlsx
from muster.report.words import severity_name
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine
from muster.web.imports.finding import find, number, way
from muster.web.imports.person import person

FORMATS: Final = {"html": "html", "csv": "csv", "xlsx": "xlsx", "json": "json"}
CAUSES_SHOWN: Final = 30
STAYS_SHOWN: Final = 200

WORKBOOK_ROWS: Final = 50_000
"""A workbook of so many rows takes eight seconds; of more a CSV file is given, which does not keep anybody waiting."""

TRIED_AT_ONCE: Final = 2_000
TRIED_LATER: Final = 20_000
"""An undo of so few customers is tried out for its page, before it is shown or while it is read: 10,000 take a second."""


def result(request: EnvironmentRequest, kept: Kept) -> HttpResponse:
    """The page of an import that has ended."""
    speaker = request.translator
    full = history.find(engine(request), kept.id)
    report = full.report
    catalogue.load()
    is_not_fetched = verdict.not_fetched(report)
    shown = {
        "section": "imports", "kept": full, "report": report,
        **way(full, 4 if report.state in {State.DONE, State.PARTIAL, State.UNDONE} else 1 if is_not_fetched else 2),
        "said": verdict.first_sentence(report, speaker), "deletions": verdict.deletions(report, speaker),
        "circumstances": verdict.circumstances(replace(report, import_id=None), speaker),  # the heading has its number
        "files": [(file, verdict.rows(file.totals, speaker), verdict.asides(file, speaker)) for file in report.files],
        "causes": [
            (cause, severity_name(cause.severity, speaker))
            for cause in causes.grouped(report, speaker)[:CAUSES_SHOWN]
        ],
        "names": {position: file.name for position, file in enumerate(report.files, start=1)},
        "stays": _stays(request, full), "not_fetched": is_not_fetched,
        "corrected_there": verdict.corrected_there(report, speaker) if report.totals.rejected else "",
        "rejects": rejects.of_files(full), "may_be_undone": full.state in {State.DONE, State.PARTIAL} and report.totals.written,
    }  # fmt: skip
    return render(request, "imports/result.html", shown)


@for_members(Role.IMPORTER)
def correction_file(request: EnvironmentRequest, import_id: int) -> HttpResponseBase:
    """The rows that did not go in, in the user's own columns; of several files those of the one that is named.

    Accounts have no columns of the user's: they are corrected where they come from.
    """
    kept = find(request, import_id, with_violations=True)
    there = rejects.of_files(kept)
    position = number(request.GET.get("file")) or next(iter(there), 0)
    if position not in there:
        raise Http404
    is_many = kept.report.files[position - 1].totals.rejected > WORKBOOK_ROWS
    ending = "csv" if is_many or request.GET.get("format") == "csv" else "xlsx"
    edits = editing.by_file(engine(request), import_id)
    with tempfile.TemporaryDirectory(prefix="muster-") as folder:
        path = Path(folder) / f"correction.{ending}"
        try:
            rejects.write_one(kept, position, path, request.translator, edits)
        except Unreadable:
            raise Http404 from None
        content = path.open("rb")  # read while it is sent; it has no name any more by then
    name = request.translator.text(_("correction-of-import-{id}"), id=import_id)
    suffix = f"-{position}" if position != next(iter(there)) else ""
    return FileResponse(content, as_attachment=True, filename=f"{name}{suffix}.{ending}")


@for_members(Role.VIEWER)
def report(request: EnvironmentRequest, import_id: int) -> HttpResponseBase:
    """The whole report as a file: HTML for a colleague, CSV, a workbook, or JSON."""
    kept = find(request, import_id, with_violations=True)
    ending = request.GET.get("format", "html")
    if ending not in FORMATS:
        raise Http404
    catalogue.load()
    content: io.BytesIO
    if ending == "xlsx":
        with tempfile.TemporaryDirectory(prefix="muster-") as folder:
            path = Path(folder) / "report.xlsx"
            xlsx.write(kept.report, path, request.translator)
            content = io.BytesIO(path.read_bytes())
    else:
        text = io.StringIO(newline="")
        {"html": html, "csv": csv, "json": json}[ending].write(kept.report, text, request.translator)
        content = io.BytesIO(text.getvalue().encode())
    name = request.translator.text(_("report-of-import-{id}"), id=import_id)
    return FileResponse(content, as_attachment=True, filename=f"{name}.{ending}")


@for_members(Role.IMPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Say what taking back would do, and leave it to a worker."""
    kept = find(request, import_id)
    database, is_part = engine(request), "HX-Request" in request.headers
    try:
        if request.method == "POST":
            undone = undoing.ask_to_take_back(database, import_id, person(request))
            queue.defer(database, undone)
            return redirect("import", environment_id=request.environment.id, import_id=undone)
        check_undoable(database, kept.environment_id, import_id)
        most = TRIED_LATER if is_part else TRIED_AT_ONCE
        would = undoing.tried(database, import_id, person(request)) if kept.report.totals.written <= most else None
    except (NotUndoable, TooLate) as problem:
        text = (
            _("It is too late: the time in which this import could be taken back is over.")
            if isinstance(problem, TooLate)
            else _("This import wrote nothing that could be taken back, or it was taken back already.")
        )
        messages.error(request, request.translator.text(text))
        return redirect("import", environment_id=request.environment.id, import_id=import_id)
    shown = {
        "section": "imports", "kept": kept, "would": would, "stay": would.kept.height if would else 0,
        "is_counted_later": would is None and kept.report.totals.written <= TRIED_LATER,
    }  # fmt: skip
    return render(request, "imports/undo.html#effect" if is_part else "imports/undo.html", shown)


def _stays(request: EnvironmentRequest, kept: Kept) -> list[dict[str, object]]:
    """What an undo left as it was, and why."""
    if kept.kind != Kind.UNDO or kept.undoes is None:
        return []
    left = undoing.left_by_undo(engine(request), kept).head(STAYS_SHOWN)
    cause = request.translator.text
    return [{**row, "cause": cause(catalogue.entry(row["code"]).cause)} for row in left.iter_rows(named=True)]
