"""Saying what the columns of the files hold, where their headers leave a doubt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from muster import catalogue
from muster.environments.roles import Role
from muster.i18n import Translator, _
from muster.imports import asked, looking, mappings, running
from muster.imports.history import Kept
from muster.imports.looking import Column, Looked
from muster.model.fields import FIELDS, NAMES
from muster.model.outcome import FileReport, State
from muster.report.words import render as worded
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine
from muster.web.imports.finding import STEPS, find
from muster.web.imports.reviewing import hand_over


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A file with the columns that a person is asked about; `key` names each choice in the form."""

    position: int
    looked: Looked
    columns: list[tuple[str, Column]]
    errors: list[str]


@for_members(Role.IMPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Show what was understood, take what the person says, and go on checking."""
    kept = find(request, import_id)
    if kept.state is not State.WAITING or kept.folder is None:
        return redirect("import", environment_id=request.environment.id, import_id=import_id)
    seen = looking.kept(kept.folder)
    reports = [each.report for each in seen]
    asked_for = [_asked(at, looked, reports, request.translator) for at, looked in enumerate(seen, start=1)]
    if request.method == "POST":
        return _go_on(request, kept, asked_for)
    shown = {
        "section": "imports", "kept": kept, "files": [each for each in asked_for if each.columns and not each.looked.fixed],
        "fields": FIELDS, "how": HOW, "steps": STEPS, "step": 1,
    }  # fmt: skip
    return render(request, "imports/columns.html", shown)


def _asked(position: int, looked: Looked, reports: list[FileReport], speaker: Translator) -> Asked:
    catalogue.load()
    keyed = [(f"column-{position}-{number}", column) for number, column in enumerate(looked.columns)]
    said = worded(looked.errors, reports, speaker)["message"].to_list()
    return Asked(position=position, looked=looked, columns=keyed, errors=said)


def _go_on(request: EnvironmentRequest, kept: Kept, files: list[Asked]) -> HttpResponse:
    database = engine(request)
    options = asked.read(kept.options)
    saved = dict(options.saved)
    for file in files:
        if file.looked.fixed or not file.columns:
            continue
        chosen = {key: request.POST.get(key, column.field or "") for key, column in file.columns}
        if all(chosen[key] == (column.field or "") for key, column in file.columns):
            continue  # what was understood is right, also what no select can say
        mapping = dict(_mapping(file, chosen))
        saved[file.looked.shape] = mapping
        if request.POST.get("remember"):
            mappings.save(database, request.environment.id, file.looked.shape, mapping, user_id=request.user.pk)
    said = replace(options, saved=saved, mapping_confirmed=True)
    return hand_over(request, kept, partial(running.decide, options=said))


def _mapping(file: Asked, chosen: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Header, or headers that form one field together, → Field.name or None. A header that stands twice is a number."""
    labels = [column.label.strip() for _key, column in file.columns]
    names = [
        label if label and labels.count(label) == 1 and "+" not in label else str(number)
        for number, label in enumerate(labels, start=1)
    ]
    for field in NAMES:
        of_field = [name for name, (key, _column) in zip(names, file.columns, strict=True) if chosen[key] == field]
        if of_field:
            yield "+".join(of_field), field
    for name, (key, _column) in zip(names, file.columns, strict=True):
        if not chosen[key]:
            yield name, None


HOW = {
    "given": _("as you said"),
    "saved": _("as saved earlier"),
    "exact": _("as in the template"),
    "synonym": _("recognised"),
    "join": _("joined"),
    "guess": _("a guess: please check"),
    "source": _("as the export says"),
}
"""How a column found its field, in words."""
