"""An import that waits: what is wrong in it, what it would do, and what a person decides."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from muster import catalogue
from muster.catalogue import Severity
from muster.environments.roles import Role
from muster.i18n import Translator, _, _n
from muster.imports import asked, looking, preview, problems, queue, rejects, running
from muster.imports.history import Kept
from muster.imports.looking import Looked
from muster.imports.preview import PlanGone
from muster.imports.problems import Problem
from muster.imports.running import NotWaiting
from muster.model.fields import BY_NAME, NAMES
from muster.model.options import Blank, OnError, Options
from muster.model.outcome import FileReport, Totals
from muster.model.plan import Reason
from muster.report import plan as plan_words
from muster.report import verdict
from muster.store import Database
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine
from muster.web.imports.finding import find, number, way


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A problem with its words: what is wrong, in which file and field, what to do."""

    problem: Problem
    cause: str
    hint: str
    file_name: str
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedFile:
    """A file as the page sums it up; `looked` says of a workbook which sheets it has."""

    position: int
    file: FileReport
    rows: str
    asides: list[str]
    looked: Looked | None


def review(request: EnvironmentRequest, kept: Kept) -> HttpResponse:
    """The page of a waiting import."""
    speaker = request.translator
    found = problems.of(engine(request), kept)
    groups = {severity: _worded(found.groups(severity), kept, speaker) for severity in Severity}
    report = kept.report
    may_write = not groups[Severity.ERROR] or bool(report.totals.written)
    shown = {
        "section": "imports", "kept": kept, "report": report, **way(kept, 2 if groups[Severity.ERROR] else 3),
        "said": verdict.first_sentence(report, speaker),
        "files": [*_reviewed(kept, speaker)],
        "errors": groups[Severity.ERROR], "warnings": groups[Severity.WARNING],
        "others": [*groups[Severity.REPAIR], *groups[Severity.NOTE]],
        "new_edits": found.new_edits.height,
        "suggested": sum(group.problem.suggested for group in groups[Severity.ERROR]),
        "may_write": may_write and bool(report.totals.written) and not found.new_edits.height,
        "stops": [(stop, plan_words.question(stop, speaker)) for stop in report.stops],
        "cleared": [(BY_NAME[name], count, report.filled_by_field.get(name, count))
                    for name, count in report.cleared_by_field.items() if count],
        "keeps_blank": any(stop.reason is Reason.CLEARED for stop in report.stops),
        "earlier": verdict.imported_before(report.earlier, speaker) if report.earlier else "",
        "skips": asked.read(kept.options).on_error is OnError.SKIP,
        "changes": _changes(kept), "corrected_there": verdict.corrected_there(report, speaker),
        "rejects": rejects.of_files(kept),
        "write": _write(report.totals, speaker),
    }  # fmt: skip
    return render(request, "imports/review.html", shown)


@for_members(Role.IMPORTER)
@require_POST
def again(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Check again, with the corrections made and whatever the button says: keep blanks, leave bad rows out, a blank word."""
    kept = find(request, import_id)
    return _decided(request, kept, _chosen(request, _plain(asked.read(kept.options))))


@for_members(Role.IMPORTER)
@require_POST
def sheet(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Read another sheet of a workbook: from its headers on, without corrections, which were made in the one before."""
    kept = find(request, import_id)
    file, name = number(request.POST.get("file")), request.POST.get("sheet", "")
    looked = _looked(kept).get(file)
    if looked is None or name not in looked.sheets:
        raise Http404
    options = _plain(asked.read(kept.options))
    return hand_over(request, kept, partial(running.read_sheet, options=options, file=file, sheet=name))


@for_members(Role.IMPORTER)
@require_POST
def apply(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Write what was shown. The yes holds for the plan on the page: with another one by now the import asks again."""
    kept = find(request, import_id)
    if request.POST.get("plan") != kept.fingerprint:
        messages.warning(
            request, request.translator.text(_("What would be written has changed meanwhile. Look at it again."))
        )
        return _back(request, kept)
    if kept.report.stops and not request.POST.get("sure"):
        messages.error(request, request.translator.text(_("Tick that this is what you want, then write.")))
        return _back(request, kept)
    return _decided(request, kept, running.agreed(kept))


@for_members(Role.IMPORTER)
@require_POST
def cancel(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Give an import up that was not written yet."""
    kept = find(request, import_id)
    try:
        running.cancel(engine(request), kept.id)
        messages.success(request, request.translator.text(_("The import was cancelled. Nothing was written.")))
    except NotWaiting:
        messages.warning(request, request.translator.text(_("It was too late to cancel.")))
    return _back(request, kept)


@for_members(Role.VIEWER)
def rows(request: EnvironmentRequest, import_id: int, kind: str) -> HttpResponse:
    """What would be created, changed or deleted, row by row."""
    kept = find(request, import_id)
    after = (number(request.GET.get("file")), number(request.GET.get("line")))
    field = request.GET.get("field", "")
    database = engine(request)
    shown: dict[str, object] = {"section": "imports", "kept": kept, "kind": kind, "names": NAMES, "after": after}
    try:
        if kind == "created":
            page: list[Any] = [*preview.created(database, kept, after=after)]
        elif kind == "updated":
            page = [*preview.updated(database, kept, after=after)]
        else:
            cleared = [name for name, count in kept.report.cleared_by_field.items() if count]
            field = field if field in cleared else next(iter(cleared), "")
            page = preview.deleted(database, kept, field, after=after).rows(named=True) if field else []
            shown |= {"field": field, "fields": [BY_NAME[name] for name in cleared]}
    except PlanGone:
        messages.warning(request, request.translator.text(_("These lists are gone. Check again to have them back.")))
        return _back(request, kept)
    shown |= {"rows": page, "last": page[-1] if len(page) == preview.ROWS_A_PAGE else None}
    return render(request, "imports/rows.html", shown)


def _looked(kept: Kept) -> dict[int, Looked]:
    """Position of a file → what was seen of it before its rows were read."""
    return dict(enumerate(looking.kept(kept.folder), start=1)) if kept.folder else {}


def _reviewed(kept: Kept, speaker: Translator) -> Iterator[ReviewedFile]:
    looked = _looked(kept)
    for position, file in enumerate(kept.report.files, start=1):
        yield ReviewedFile(
            position=position, file=file, rows=verdict.rows(file.totals, speaker),
            asides=verdict.asides(file, speaker), looked=looked.get(position),
        )  # fmt: skip


def _decided(request: EnvironmentRequest, kept: Kept, options: Options) -> HttpResponse:
    return hand_over(request, kept, partial(running.decide, options=options))


def hand_over(request: EnvironmentRequest, kept: Kept, decide: Callable[[Database, int], None]) -> HttpResponse:
    """Give the import back to the workers as a person decided, unless somebody else was quicker; then its page."""
    database = engine(request)
    try:
        decide(database, kept.id)
    except NotWaiting:
        messages.warning(request, request.translator.text(_("Somebody else has gone on with this import meanwhile.")))
        return _back(request, kept)
    queue.defer(database, kept.id)
    return _back(request, kept)


def _back(request: EnvironmentRequest, kept: Kept) -> HttpResponse:
    return redirect("import", environment_id=request.environment.id, import_id=kept.id)


def _plain(options: Options) -> Options:
    """Without a yes: whoever checks again says it again."""
    return replace(options, yes=False, confirmed=None, mapping_confirmed=True, max_cleared=None, max_renamed=None)


def _chosen(request: EnvironmentRequest, options: Options) -> Options:
    """The options as the buttons of the page change them."""
    sent = request.POST
    keep = [name for name in sent.getlist("keep") if name in NAMES]
    words = [word for word in sent.getlist("blank_word") if word.strip()]
    on_error = sent.get("on_error")
    return replace(
        options,
        on_error=OnError(on_error) if on_error in set(OnError) else options.on_error,
        blank_by_field={**options.blank_by_field, **dict.fromkeys(keep, Blank.KEEP)},
        blank_words=tuple(dict.fromkeys([*options.blank_words, *words])),
    )


def _write(totals: Totals, speaker: Translator) -> str:
    """The button that writes repeats the numbers."""
    parts = [
        speaker.plural(one, many, count)
        for count, (one, many) in (
            (totals.created, _n("{count} new customer", "{count} new customers")),
            (totals.updated, _n("{count} changed customer", "{count} changed customers")),
        )
        if count
    ]
    return speaker.text(_("Write {customers}"), customers=speaker.listing(parts))


def _worded(found: Iterable[Problem], kept: Kept, speaker: Translator) -> list[Group]:
    catalogue.load()
    return [
        Group(
            problem=problem,
            cause=speaker.text(catalogue.entry(problem.code).cause),
            hint=_hint(problem.code, speaker),
            file_name=kept.report.files[problem.file - 1].name,
            field=_header(kept, problem),
        )
        for problem in found
    ]


def _hint(code: str, speaker: Translator) -> str:
    """What to do, where it says it without the value of one place."""
    hint = speaker.text(catalogue.entry(code).hint)
    return "" if "{" in hint else hint


def _header(kept: Kept, problem: Problem) -> str | None:
    """The header above the field's column, as the user wrote it; else the field's own."""
    if problem.field is None:
        return None
    file = kept.report.files[problem.file - 1]
    columns = file.mapping.get(problem.field, ())
    label = file.labels[columns[0]].strip() if columns and columns[0] < len(file.labels) else ""
    return label or BY_NAME[problem.field].header


def _changes(kept: Kept) -> list[dict[str, object]]:
    """Each field that changes: for how many customers, and what becomes what most often."""
    summary = kept.report.summary
    if summary is None:
        return []
    return [
        {
            "field": BY_NAME[name], "customers": customers,
            "changes": summary.changes[name].rows(named=True),
            "others": customers - int(summary.changes[name]["customers"].sum()),
        }
        for name, customers in summary.customers.items()
    ]  # fmt: skip
