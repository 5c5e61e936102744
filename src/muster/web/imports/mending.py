"""Mending in the page: another value for all of a kind, cell by cell, rows left out. The file stays as it was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from muster import catalogue
from muster.environments.roles import Role
from muster.i18n import _, _n
from muster.imports import editing, problems
from muster.imports.history import Kept
from muster.imports.problems import ROWS_A_PAGE, Row
from muster.model.fields import BY_NAME, NAMES
from muster.model.outcome import State
from muster.report.words import render as worded
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine
from muster.web.imports.finding import find, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell to be edited: its key in the form, what stands there, and what is wrong with it now."""

    key: str
    field: str
    value: str
    messages: list[str]
    suggestion: str | None
    is_edited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where another row stands."""

    file: int
    line: int
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row as the page shows it: the cells in question, who it is about, what else is wrong with it.

    `firsts` are the rows in which what may occur once stands already; either may be the one to be changed.
    """

    row: Row
    cells: list[Cell]
    file_name: str
    who: str
    remarks: list[str]
    firsts: list[Place]


@for_members(Role.IMPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: EnvironmentRequest, import_id: int, code: str) -> HttpResponse:
    """The rows in which a code was found, fifty a page, to be mended cell by cell."""
    kept = _waiting(request, import_id)
    if request.method == "POST":
        count = _keep_cells(request, kept)
        if count:
            said = request.translator.plural(
                *_n("{count} correction was kept.", "{count} corrections were kept."), count
            )
            messages.success(request, said)
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    found = problems.of(engine(request), kept)
    after = (number(request.GET.get("file")), number(request.GET.get("line")))
    page = found.page(code, after=after, value=request.GET.get("value"))
    catalogue.load()
    try:
        facts = catalogue.entry(code)
    except KeyError:
        raise Http404 from None
    shown = {
        "section": "imports", "kept": kept, "code": code, "cause": request.translator.text(facts.cause),
        "rows": _shown(request, kept, page, code),
        "several_files": len(kept.report.files) > 1,
        "next": _next(page), "value": request.GET.get("value"), "is_first": after == (0, 0),
    }  # fmt: skip
    return render(request, "imports/mend_rows.html", shown)


@for_members(Role.IMPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: EnvironmentRequest, import_id: int, file: int, line: int) -> HttpResponse:
    """One row with all its cells."""
    kept = _waiting(request, import_id)
    if request.method == "POST":
        _keep_cells(request, kept)
    found = problems.of(engine(request), kept).row(file, line)
    if found is None:
        raise Http404
    errors = found.violations.filter(pl.col("severity") == "error")
    if request.method == "POST" and errors.is_empty():
        messages.success(request, request.translator.text(_("The row is correct now.")))
        return redirect("import", environment_id=request.environment.id, import_id=import_id)
    shown = {
        "section": "imports", "kept": kept, "row": _shown(request, kept, [found], None)[0],
        "file_name": kept.report.files[file - 1].name,
    }  # fmt: skip
    return render(request, "imports/mend_row.html", shown)


@for_members(Role.IMPORTER)
@require_POST
def replace(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Put another value in the place of one, wherever that stands in the field."""
    kept = _waiting(request, import_id)
    file, field = number(request.POST.get("file")), request.POST.get("field", "")
    old, new = request.POST.get("old", ""), request.POST.get("new", "").strip()
    if field not in NAMES or not 1 <= file <= len(kept.report.files):
        raise Http404
    wrong = problems.of(engine(request), kept).still_wrong(file, field, old, new)
    if not wrong.is_empty():
        said = worded(wrong.head(1), kept.report.files, request.translator)
        messages.error(request, f"{said['message'][0]} {said['hint'][0]}")
        return _back(request, kept)
    editing.replace_everywhere(
        engine(request), kept.id, file=file, field=field, replaced=old, value=new, user_id=request.user.pk
    )
    return _back(request, kept)


@for_members(Role.IMPORTER)
@require_POST
def accept(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Accept everything that is suggested for one code in one field."""
    kept = _waiting(request, import_id)
    file, field, code = number(request.POST.get("file")), request.POST.get("field", ""), request.POST.get("code", "")
    pairs = problems.of(engine(request), kept).suggestions(code, file, field)
    editing.replace_each(engine(request), kept.id, file=file, field=field, pairs=pairs, user_id=request.user.pk)
    return _back(request, kept)


@for_members(Role.IMPORTER)
@require_POST
def accept_all(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Accept everything that is suggested for errors."""
    kept = _waiting(request, import_id)
    for (file, field), pairs in problems.of(engine(request), kept).all_suggestions().items():
        editing.replace_each(engine(request), kept.id, file=file, field=field, pairs=pairs, user_id=request.user.pk)
    return _back(request, kept)


@for_members(Role.IMPORTER)
@require_POST
def leave_out(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Leave a row out of the import, or take it back in."""
    kept = _waiting(request, import_id)
    file, _dash, line = request.POST.get("place", "").partition("-")
    place = {"file": number(file), "line": number(line)}
    row = problems.of(engine(request), kept).row(**place)
    change = editing.take_in if row is not None and row.left_out else editing.leave_out
    change(engine(request), kept.id, **place, user_id=request.user.pk)
    back = request.POST.get("back", "")
    return redirect(back if back.startswith(_address(request, kept)) else _address(request, kept))


@for_members(Role.IMPORTER)
@require_POST
def forget(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Forget all corrections: the file as it was sent."""
    kept = _waiting(request, import_id)
    editing.forget(engine(request), kept.id)
    messages.success(
        request,
        request.translator.text(_("All corrections were forgotten. Check again to see the file as it was sent.")),
    )
    return _back(request, kept)


def _waiting(request: EnvironmentRequest, import_id: int) -> Kept:
    kept = find(request, import_id)
    if kept.state is not State.WAITING or kept.folder is None:
        raise Http404
    return kept


def _keep_cells(request: EnvironmentRequest, kept: Kept) -> int:
    """Every cell of the form that now holds something else than it was shown with."""
    count = 0
    for key, sent in request.POST.items():
        value = str(sent)
        if not key.startswith("cell-"):
            continue
        _cell, file, line, field = key.split("-", 3)
        if field in NAMES and value != request.POST.get(f"was-{key}", ""):
            editing.set_cell(
                engine(request), kept.id, file=int(file), line=int(line), field=field, value=value.strip(),
                user_id=request.user.pk,
            )  # fmt: skip
            count += 1
    return count


def _shown(request: EnvironmentRequest, kept: Kept, rows: Sequence[Row], code: str | None) -> list[Shown]:
    """Rows with the cells that the code is about; with all of them where it is about the row, or none is named.

    What is wrong is put into words for all of them at once.
    """
    if not rows:
        return []
    said = worded(pl.concat([row.violations for row in rows]), kept.report.files, request.translator).to_dicts()
    ends = accumulate(row.violations.height for row in rows)
    return [
        _shown_row(kept, row, said[end - row.violations.height : end], code)
        for row, end in zip(rows, ends, strict=True)
    ]


def _shown_row(kept: Kept, row: Row, said: Sequence[Mapping[str, Any]], code: str | None) -> Shown:
    about = {each["field"] for each in said if each["code"] == code}
    names = [name for name in row.cells if name in about] or list(row.cells)
    wrong = [each for each in said if each["severity"] in {"error", "warning"}]
    places = dict.fromkeys((each["first_file"], each["first_line"]) for each in said if each["first_line"] is not None)
    return Shown(
        row=row,
        cells=[_cell(row, name, [each for each in wrong if each["field"] == name]) for name in names],
        file_name=kept.report.files[row.file - 1].name,
        who=_who(row),
        remarks=[each["message"] for each in wrong if each["field"] not in names],
        firsts=[Place(file=file, line=line, file_name=kept.report.files[file - 1].name) for file, line in places],
    )


def _cell(row: Row, name: str, wrong: Sequence[Mapping[str, Any]]) -> Cell:
    return Cell(
        key=f"cell-{row.file}-{row.line}-{name}",
        field=BY_NAME[name].name,
        value=row.cells[name] or "",
        messages=[each["message"] for each in wrong],
        suggestion=next((each["suggestion"] for each in wrong if each["suggestion"] is not None), None),
        is_edited=name in row.edited,
    )


def _who(row: Row) -> str:
    cells = row.cells
    name = cells.get("company") or " ".join(filter(None, (cells.get("firstname"), cells.get("lastname"))))
    return " · ".join(filter(None, (cells.get("number"), name, cells.get("email"))))


def _next(page: list[Row]) -> str | None:
    last = page[-1] if len(page) == ROWS_A_PAGE else None
    return urlencode({"file": last.file, "line": last.line}) if last else None


def _address(request: EnvironmentRequest, kept: Kept) -> str:
    return reverse("import", kwargs={"environment_id": request.environment.id, "import_id": kept.id})


def _back(request: EnvironmentRequest, kept: Kept) -> HttpResponse:
    return redirect(_address(request, kept))
