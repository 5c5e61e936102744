"""What was imported, by whom, and how it ended."""

from django.http import HttpResponse
from django.shortcuts import render

from muster.environments.roles import Role
from muster.imports import history
from muster.report.states import STATES
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine


@for_members(Role.VIEWER)
def imports(request: EnvironmentRequest) -> HttpResponse:
    """The newest imports first."""
    listed = history.latest(engine(request), request.environment.id, 50)
    return render(request, "imports/history.html", {"section": "imports", "imports": listed, "states": STATES})
