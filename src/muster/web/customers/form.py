"""The form with a customer's twelve fields: adding one, and changing one while others may do the same.

What is typed is judged by the rules of a file's rows. Errors keep it out; warnings are shown once before it is saved.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from muster import catalogue
from muster.apply.door import Stale
from muster.apply.edit import NumberTaken
from muster.apply.state import Kind
from muster.customers import one
from muster.customers.one import Customer, Edited
from muster.customers.typed import Judged, judge
from muster.environments.roles import Role
from muster.i18n import Translator, _
from muster.model.fields import BY_NAME, LANGUAGES, NAMES
from muster.model.outcome import FileReport, FileStatus
from muster.report.words import render as in_words
from muster.web.access import EnvironmentRequest, for_members
from muster.web.customers.hand import request_by
from muster.web.engine import engine
from muster.web.forms import countries

ALIKE: Final = "alike"
"""What stands for “these customers may be the same” among what a person has seen."""

NAMELESS: Final = "IDN001"
REFUSED: Final = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One remark on a field, in words; `field` None is about the whole. `suggestion` can be put in with a button."""

    field: str | None
    code: str
    severity: str
    message: str
    hint: str = ""
    suggestion: str | None = None
    address: str | None = None

    @property
    def mark(self) -> str:
        """By which it is known again."""
        return f"{self.field}:{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The form as it stands: what is typed, what was stored when it was opened, and what is said of it.

    `version` is the customer's when `before` was read; None for a new one. `disputed` are fields in which somebody else
    stored another value meanwhile (it stands in `before`), `adopted` those that only somebody else changed. `seen` are
    the warnings that were shown already.
    """

    typed: Mapping[str, str]
    before: Mapping[str, str]
    version: int | None = None
    said: Sequence[Said] = ()
    disputed: frozenset[str] = frozenset()
    adopted: Sequence[str] = ()
    alike: Sequence[Customer] = ()
    seen: frozenset[str] = frozenset()

    @classmethod
    def of(cls, customer: Customer) -> "Sheet":
        """A customer as it is stored."""
        stored = _as_typed(customer)
        return cls(typed=stored, before=stored, version=customer.version)

    @classmethod
    def sent(cls, post: QueryDict) -> "Sheet":
        """As a person sent it."""
        version = post.get("version", "")
        return cls(
            typed={name: _one_kind_of_line_breaks(post.get(name, "")) for name in NAMES},
            before={name: _one_kind_of_line_breaks(post.get(f"before_{name}", "")) for name in NAMES},
            version=int(version) if version.isdecimal() else None,
            disputed=frozenset(post.get("disputed", "").split()) & set(NAMES),
            seen=frozenset(post.get("seen", "").split()),
        )

    @property
    def given(self) -> dict[str, str]:
        """The fields that are typed otherwise than they were stored."""
        return {name: text for name, text in self.typed.items() if text != self.before[name]}

    @property
    def has_errors(self) -> bool:
        return any(said.severity == "error" for said in self.said)

    @property
    def marks(self) -> str:
        """What was shown, for the next time the form is sent."""
        shown = {said.mark for said in self.said if said.severity == "warning"}
        return " ".join(sorted(self.seen | shown | ({ALIKE} if self.alike else set())))

    def meeting(self, customer: Customer) -> "Sheet":
        """This sheet upon what somebody else stored meanwhile: theirs is taken where only they changed something."""
        stored, given = _as_typed(customer), self.given
        return replace(
            self,
            typed={name: given.get(name, stored[name]) for name in NAMES},
            before=stored,
            version=customer.version,
            disputed=frozenset(name for name in given if stored[name] not in (self.before[name], given[name])),
            adopted=[name for name in NAMES if name not in given and stored[name] != self.before[name]],
        )


@for_members(Role.IMPORTER)
def new(request: EnvironmentRequest) -> HttpResponse:
    """Add a customer."""
    database, here = engine(request), request.environment
    blank = dict.fromkeys(NAMES, "")
    if request.method != "POST":
        proposed = {"language": here.language, "country": here.country or ""}
        return _show(request, Sheet(typed={**blank, **proposed}, before=blank), None)
    sheet = replace(Sheet.sent(request.POST), before=blank)
    judged = judge(database, here, sheet.given, None)
    sheet = replace(sheet, said=_words(judged, request.translator))
    pressed = _with_button_pressed(request.POST, sheet)
    if pressed is not None:
        return _judged_anew(request, pressed, None)
    if not judged.is_refused and ALIKE not in sheet.seen:
        sheet = replace(sheet, alike=one.alike(database, here, judged.values))
    if _is_to_be_seen(sheet):
        return _show(request, sheet, None)
    try:
        created = one.create(database, here, request_by(request, Kind.CREATE), sheet.given)
    except NumberTaken:
        return _show(request, _with_number_taken(request, sheet), None)
    return _saved(request, sheet, created)


@for_members(Role.IMPORTER)
def edit(request: EnvironmentRequest, customer_id: int) -> HttpResponse:
    """Change a customer. If somebody else changed it meanwhile, both values are shown first."""
    database, here = engine(request), request.environment
    customer = one.by_id(database, here, customer_id)
    if request.method != "POST":
        return _show(request, Sheet.of(customer), customer)
    sheet = Sheet.sent(request.POST)
    if sheet.version != customer.version:
        return _judged_anew(request, sheet.meeting(customer), customer)
    judged = judge(database, here, sheet.given, customer.values)
    sheet = replace(sheet, said=_words(judged, request.translator))
    pressed = _with_button_pressed(request.POST, sheet)
    if pressed is not None:
        return _judged_anew(request, pressed, customer)
    if _is_to_be_seen(sheet):
        return _show(request, sheet, customer)
    try:
        edited = one.change(
            database, here, request_by(request, Kind.EDIT), customer.id, sheet.given, seen_version=sheet.version
        )
    except NumberTaken:
        return _show(request, _with_number_taken(request, sheet), customer)
    except Stale:
        now = one.by_id(database, here, customer_id)
        return _judged_anew(request, sheet.meeting(now), now)
    return _saved(request, sheet, edited)


def _is_to_be_seen(sheet: Sheet) -> bool:
    """Errors keep everything out; a warning only until it was seen."""
    unseen = (said for said in sheet.said if said.severity == "warning" and said.mark not in sheet.seen)
    return sheet.has_errors or bool(sheet.alike) or any(unseen)


def _with_button_pressed(post: QueryDict, sheet: Sheet) -> Sheet | None:
    """Without a script the buttons beside a field send the form: the sheet with the suggestion, or the other's value."""
    filled, theirs = post.get("fill", ""), post.get("theirs", "")
    suggested = next((said.suggestion for said in sheet.said if said.field == filled and said.suggestion), None)
    if suggested is not None:
        return replace(sheet, typed={**sheet.typed, filled: suggested})
    if theirs in NAMES:
        return replace(sheet, typed={**sheet.typed, theirs: sheet.before[theirs]})
    return None


def _judged_anew(request: EnvironmentRequest, sheet: Sheet, customer: Customer | None) -> HttpResponse:
    stored = customer.values if customer else None
    judged = judge(engine(request), request.environment, sheet.given, stored)
    return _show(request, replace(sheet, said=_words(judged, request.translator)), customer)


def _with_number_taken(request: EnvironmentRequest, sheet: Sheet) -> Sheet:
    here = request.environment
    holder = one.identify(engine(request), here, sheet.typed["number"].strip())
    said = Said(
        field="number", code="", severity="error",
        message=request.translator.text(_("Another customer has this number. Nothing was written.")),
        address=reverse("customer", args=[here.id, holder]),
    )  # fmt: skip
    return replace(sheet, said=[*sheet.said, said])


def _saved(request: EnvironmentRequest, sheet: Sheet, edited: Edited) -> HttpResponse:
    """To the customer's page, which shows what is stored now."""
    here, speaker = request.environment, request.translator
    address = reverse("customer", args=[here.id, edited.customer_id])
    if edited.import_id is None:
        messages.info(request, speaker.text(_("Nothing was changed: it is stored just so already.")))
        return redirect(address)
    for text in _afterwards(request, sheet, edited):
        messages.info(request, text)
    return redirect(f"{address}?done={edited.import_id}")


def _afterwards(request: EnvironmentRequest, sheet: Sheet, edited: Edited) -> Iterator[str]:
    """What became of the values, where they are not stored as they were typed."""
    speaker = request.translator
    customer = one.by_id(engine(request), request.environment, int(edited.customer_id or 0))
    for name, text in sheet.given.items():
        stored = customer.values[name]
        if stored is not None and text.strip() and stored != text.strip():
            label = speaker.text(BY_NAME[name].label)
            yield speaker.text(
                _("{field}: “{typed}” is stored as “{stored}”."), field=label[:1].upper() + label[1:],
                typed=text.strip(), stored=stored,
            )  # fmt: skip
    for said in sheet.said:
        if said.severity == "note":
            yield f"{said.message} {said.hint}"


def _words(judged: Judged, speaker: Translator) -> list[Said]:
    """The remarks in words, errors first."""
    catalogue.load()
    file = FileReport(name="", status=FileStatus.ACCEPTED, source="csv")
    order = ["error", "warning", "repair", "note"]
    said = [
        Said(
            field=found["field"], code=found["code"], severity=found["severity"], message=found["message"],
            hint=found["hint"], suggestion=found["suggestion"] if found["severity"] != "repair" else None,
        )
        for found in in_words(judged.violations, [file], speaker).iter_rows(named=True)
    ]  # fmt: skip
    return sorted((_about_a_form(each, speaker) for each in said), key=lambda each: order.index(each.severity))


def _about_a_form(said: Said, speaker: Translator) -> Said:
    """The rule speaks of a row."""
    if said.code != NAMELESS:
        return said
    text = _("A customer needs a customer number, an e-mail address, a company name, or a last name with a first name.")
    return replace(said, message=speaker.text(text))


def _show(request: EnvironmentRequest, sheet: Sheet, customer: Customer | None) -> HttpResponse:
    disputed = [name for name in NAMES if name in sheet.disputed and sheet.typed[name] != sheet.before[name]]
    is_told = bool(disputed or sheet.adopted or _is_to_be_seen(sheet))
    shown: dict[str, Any] = {
        "section": "customers",
        "customer": customer,
        "sheet": sheet,
        "groups": [(legend, [_drawn(name, sheet, disputed) for name in names]) for legend, names in _GROUPS],
        "about_all": [said for said in sheet.said if said.field is None],
        "stopping": [said for said in sheet.said if said.severity in {"error", "warning"}],
        "disputed": disputed,
        "languages": LANGUAGES,
        "countries": _with_the_stored_one(countries(), sheet.before["country"]),
    }
    return render(request, "customers/form.html", shown, status=REFUSED if is_told else 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """One field as the template draws it."""

    name: str
    text: str
    before: str
    said: Sequence[Said]
    is_disputed: bool
    is_broken: bool


def _drawn(name: str, sheet: Sheet, disputed: Sequence[str]) -> _Drawn:
    said = [each for each in sheet.said if each.field == name and each.severity != "repair"]
    return _Drawn(
        name=name, text=sheet.typed[name], before=sheet.before[name], said=said, is_disputed=name in disputed,
        is_broken=any(each.severity == "error" for each in said),
    )  # fmt: skip


_GROUPS: Final = (
    (_("Customer"), ("company", "firstname", "lastname", "number", "coc", "language")),
    (_("Contact"), ("email", "mobile")),
    (_("Postal address"), ("address", "zip", "city", "country")),
)
"""The fields as people think of them; the template's order is that of a file."""


def _with_the_stored_one(offered: Iterable[tuple[str, str]], stored: str) -> list[tuple[str, str]]:
    """A stored code that nobody offers stays possible."""
    listed = list(offered)
    return listed if not stored or stored in dict(listed) else [*listed, (stored, stored)]


def _as_typed(customer: Customer) -> dict[str, str]:
    return {name: value or "" for name, value in customer.values.items()}


def _one_kind_of_line_breaks(text: str) -> str:
    """Browsers send both characters."""
    return text.replace("\r\n", "\n")
