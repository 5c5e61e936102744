"""Every code of the catalogue: what it means, how bad it is here, and changing that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from muster import catalogue
from muster import settings as operator
from muster.apply import environments
from muster.catalogue import Entry, Example, Severity
from muster.catalogue.places import PLACES
from muster.catalogue.severity import MEANING, OFF, checked
from muster.environments.roles import Role
from muster.i18n import Translator, _
from muster.model.fields import BY_NAME
from muster.report.words import severity_name, shown
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine
from muster.web.forms import Form, said

NAME_OF_OFF: Final = _("off")

PLACEHOLDER: Final = re.compile(r"\{\w+\}")

MOST_SHOWN: Final = 120
"""Characters of an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A code as an environment has it. `severity` is that here, None where it is off; `by_operator`: for all of them."""

    entry: Entry
    severity: Severity | None
    by_operator: bool = False

    @property
    def is_changed(self) -> bool:
        return self.severity is not self.entry.severity

    @property
    def shown_severity(self) -> str:
        """For the badge's colour."""
        return self.severity.value if self.severity else OFF


class Change(Form):
    """How bad a code is from now on; "" is what the catalogue says."""

    severity = forms.ChoiceField(label=said(_("How bad it is here")), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: object, entry: Entry, speaker: Translator, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        default = speaker.text(_("{severity}, as Muster has it"), severity=_named(entry.severity, speaker))
        others = [Severity.ERROR, Severity.WARNING] if entry.severity is not Severity.REPAIR else []
        self.fields["severity"].choices = [  # type: ignore[attr-defined]
            ("", default),
            *((each.value, _named(each, speaker)) for each in others if each is not entry.severity),
            (OFF, _named(None, speaker)),
        ]


@for_members(Role.VIEWER)
def rules(request: EnvironmentRequest) -> HttpResponse:
    """All codes by their places, or those that a search finds."""
    search, only_changed = request.GET.get("search", "").strip(), "changed" in request.GET
    found = [
        rule
        for rule in _as_here(request)
        if _speaks_of(rule.entry, search, request.translator) and (rule.is_changed or not only_changed)
    ]
    placed = [(title, [rule for rule in found if rule.entry.code[:3] == letters]) for letters, title in PLACES.items()]
    return render(
        request,
        "settings/rules.html",
        {
            "section": "settings", "tab": "rules", "places": [(title, listed) for title, listed in placed if listed],
            "search": search, "only_changed": only_changed, "count": len(found),
        },
    )  # fmt: skip


@for_members(Role.VIEWER)
def rule(request: EnvironmentRequest, code: str) -> HttpResponse:
    """One code: reports and problems lead here."""
    here = _one(request, code)
    entry, speaker = here.entry, request.translator
    chosen = "" if not here.is_changed else here.shown_severity
    return render(
        request,
        "settings/rule.html",
        {
            "section": "settings", "tab": "rules", "rule": here, "meanings": MEANING, "cause": speaker.text(entry.cause),
            "place": PLACES[entry.code[:3]], "message": shown(PLACEHOLDER.sub("…", speaker.text(entry.message))),
            "bad": list(_examples(entry, entry.bad)), "good": list(_examples(entry, entry.good)),
            "form": Change(entry=entry, speaker=speaker, initial={"severity": chosen}),
        },
    )  # fmt: skip


@for_members(Role.ADMINISTRATOR)
@require_POST
def change_rule(request: EnvironmentRequest, code: str) -> HttpResponse:
    """Find a code as bad as an administrator says, or as the catalogue does."""
    entry, speaker = _one(request, code).entry, request.translator
    form = Change(request.POST, entry=entry, speaker=speaker)
    if entry.fixed or not form.is_valid():
        raise Http404
    chosen = form.cleaned_data["severity"] or None
    if chosen:
        checked({entry.code: chosen})
    environments.set_severity(engine(request), request.environment, entry.code, chosen)
    severity = entry.severity if chosen is None else None if chosen == OFF else Severity(chosen)
    text = _("{code} is “{severity}” here from now on.")
    messages.success(request, speaker.text(text, code=entry.code, severity=_named(severity, speaker)))
    return redirect("rule", environment_id=request.environment.id, code=entry.code)


def _as_here(request: EnvironmentRequest) -> list[Rule]:
    """The whole catalogue: what the operator says of a code beats what the environment says."""
    catalogue.load()
    everywhere = checked(operator.load().severities)
    here = {**environments.severities(engine(request), request.environment), **everywhere}
    return [
        Rule(entry=entry, severity=_severity(entry, here.get(entry.code)), by_operator=entry.code in everywhere)
        for entry in catalogue.entries()
    ]


def _one(request: EnvironmentRequest, code: str) -> Rule:
    found = next((rule for rule in _as_here(request) if rule.entry.code == code.upper()), None)
    if found is None:
        raise Http404
    return found


def _severity(entry: Entry, word: str | None) -> Severity | None:
    if word is None or entry.fixed:
        return entry.severity
    return None if word == OFF else Severity(word)


def _named(severity: Severity | None, speaker: Translator) -> str:
    return speaker.text(NAME_OF_OFF) if severity is None else severity_name(severity, speaker)


def _speaks_of(entry: Entry, search: str, speaker: Translator) -> bool:
    """Whether every word of the search stands in the code, its name or its texts, whatever the case."""
    texts = (entry.code, entry.name, speaker.text(entry.cause), PLACEHOLDER.sub("", speaker.text(entry.message)))
    text = " ".join(texts).casefold()
    return all(word in text for word in search.casefold().split())


def _examples(entry: Entry, examples: tuple[Example, ...]) -> Iterator[list[tuple[str, str]]]:
    """Each example as pairs of a field's label and its value."""
    for example in examples:
        row = {entry.fields[0]: example} if isinstance(example, str) else example
        yield [(_label(name), _visible(value)) for name, value in row.items()]


def _label(name: str) -> str:
    return BY_NAME[name].label if name in BY_NAME else _("country of the environment")


def _visible(value: str) -> str:
    cut = value if len(value) <= MOST_SHOWN else f"{value[:MOST_SHOWN]}…"
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut)
