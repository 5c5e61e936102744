"""The page of one import: what it shows depends on where the import is."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from muster.apply.state import Kind
from muster.environments.roles import Role
from muster.imports.history import Kept
from muster.model.outcome import State
from muster.web.access import EnvironmentRequest, for_members
from muster.web.imports import ended, reviewing
from muster.web.imports.fetching import TITLES
from muster.web.imports.finding import find, way

UNDER_WAY: Final = frozenset([State.RECEIVED, State.CHECKING, State.APPLYING])


@never_cache
@for_members(Role.VIEWER)
def show(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """An import while it is under way, waits, or has ended."""
    kept = find(request, import_id)
    if kept.state in UNDER_WAY:
        return render(request, "imports/progress.html", {**_progress(kept), "section": "imports"})
    if kept.state is State.WAITING and kept.report.reason == "columns":
        return redirect("import_columns", environment_id=request.environment.id, import_id=import_id)
    if kept.state is State.WAITING:
        return reviewing.review(request, kept)
    return ended.result(request, kept)


@for_members(Role.VIEWER)
def progress(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """The fragment that a page asks for again and again; it has the page loaded anew when something else is due."""
    kept = find(request, import_id)
    response = render(request, "imports/progress.html#progress", _progress(kept))
    if kept.state not in UNDER_WAY:
        response.headers["HX-Refresh"] = "true"
    return response


def _progress(kept: Kept) -> dict[str, object]:
    far = kept.progress or {}
    size = sum(file.size_bytes for file in kept.report.files)
    before = _bytes_before(kept, str(far.get("name", "")))
    read = min(size, before + int(far.get("bytes_read", 0)))
    seconds = float(far.get("seconds", 0) or 0)
    rows = int(far.get("rows", 0))
    program = _fetched_from(kept)
    return {
        "kept": kept, "program": program, "rows": rows,
        **way(kept, 3 if kept.state is State.APPLYING else 1 if program else 2),
        "percent": round(100 * read / size) if size and read else None,
        "is_read": bool(size) and read >= size,
        "pace": round(rows / seconds) if seconds else None,
    }  # fmt: skip


def _fetched_from(kept: Kept) -> str | None:
    """The program that is being asked for its customers; None as soon as they are here, and for files."""
    is_fetching = kept.kind == Kind.PULL and kept.state is State.CHECKING and not kept.paths
    return TITLES.get(str(kept.options.get("source"))) if is_fetching else None


def _bytes_before(kept: Kept, name: str) -> int:
    """Of the files that were read before the one in hand."""
    before = 0
    for file in kept.report.files:
        if file.name == name:
            return before
        before += file.size_bytes
    return 0
