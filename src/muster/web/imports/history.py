"""What was imported, by whom, and how it ended."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render

from muster.apply.state import Kind
from muster.environments.roles import Role
from muster.i18n import _
from muster.imports import history
from muster.report.states import STATES
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine

IMPORTS_A_PAGE: Final = 50

KINDS: Final = {
    Kind.FILE: _("files"),
    Kind.PULL: _("fetched"),
    Kind.CREATE: _("added by hand"),
    Kind.EDIT: _("edited by hand"),
    Kind.MERGE: _("merged by hand"),
    Kind.DELETE: _("deleted by hand"),
    Kind.UNDO: _("taken back"),
}


@for_members(Role.VIEWER)
def imports(request: EnvironmentRequest) -> HttpResponse:
    """The newest imports first; `before` is the last one of the page before."""
    before = request.GET.get("before", "")
    wanted = int(before) if before.isdecimal() else None
    listed = history.latest(engine(request), request.environment.id, IMPORTS_A_PAGE, before=wanted)
    shown = {
        "section": "imports", "imports": listed, "states": STATES, "kinds": KINDS, "is_first": wanted is None,
        "last": listed[-1].id if len(listed) == IMPORTS_A_PAGE else None,
    }  # fmt: skip
    return render(request, "imports/history.html", shown)
