"""What was imported, by whom, and how it ended."""

from django.http import HttpResponse
from django.shortcuts import render

from muster.environments.roles import Role
from muster.imports import history
from muster.report.states import KINDS, STATES
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine

IMPORTS_A_PAGE = 50


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
