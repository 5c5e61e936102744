"""What was done by hand just now, and taking it back. The address says which import it was: `?done=12`."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from muster.apply.edit import NoSuchCustomer
from muster.apply.state import Kind
from muster.apply.undo import Undone
from muster.customers import one
from muster.environments.roles import Role
from muster.i18n import Translator, _
from muster.imports import history, running, undoing
from muster.imports.history import UnknownImport
from muster.model.outcome import State
from muster.model.tables import MAX_ID
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine

WHAT = {
    Kind.CREATE: _("The customer was added."),
    Kind.EDIT: _("The changes were saved."),
    Kind.MERGE: _("The two are one customer now."),
    Kind.DELETE: _("The customer was deleted."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An import by hand: its number, and what it did in words."""

    import_id: int
    what: str


def of(request: EnvironmentRequest) -> Done | None:
    """What the page's address says was done, as long as it can be taken back."""
    sent = request.GET.get("done", "")
    if not sent.isdecimal() or int(sent) > MAX_ID:
        return None
    try:
        kept = history.find(engine(request), int(sent), with_violations=False)
    except UnknownImport:
        return None
    is_here = kept.environment_id == request.environment.id
    if not is_here or kept.kind not in WHAT or kept.state is not State.DONE:
        return None
    return Done(import_id=kept.id, what=WHAT[Kind(kept.kind)])


@for_members(Role.IMPORTER)
@require_POST
def take_back(request: EnvironmentRequest, import_id: int) -> HttpResponse:
    """Take back what was done by hand; then the customer's page, or the list where there is no customer any more."""
    database, here = engine(request), request.environment
    if import_id > MAX_ID:
        raise UnknownImport(import_id)
    kept = history.find(database, import_id, with_violations=False)
    if kept.environment_id != here.id or kept.kind not in WHAT:
        raise UnknownImport(import_id)
    person = running.Person(name=request.user.name, language=request.translator.language, user_id=request.user.pk)
    undone = undoing.take_back(database, import_id, person)
    _tell(request, undone, request.translator)
    sent = request.POST.get("customer", "")
    try:
        customer_id = one.by_id(database, here, int(sent) if sent.isdecimal() else 0).id
    except NoSuchCustomer:
        return redirect("customers", environment_id=here.id)
    return redirect("customer", environment_id=here.id, customer_id=customer_id)


def _tell(request: EnvironmentRequest, undone: Undone, speaker: Translator) -> None:
    if undone.kept.is_empty():
        messages.success(request, speaker.text(_("It was taken back; everything is as it was before.")))
    else:
        text = _("What was changed again since then was kept; the rest was taken back.")
        messages.warning(request, speaker.text(text))
