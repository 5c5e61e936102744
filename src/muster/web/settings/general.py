"""The environment's name, place, language and limits."""

from django.http import HttpResponse
from django.shortcuts import render

from muster.environments import choices
from muster.environments.roles import Role
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine


@for_members(Role.ADMINISTRATOR)
def settings(request: EnvironmentRequest) -> HttpResponse:
    """Show what is set."""
    shown = choices.shown(engine(request), request.environment)
    return render(request, "settings/general.html", {"section": "settings", "shown": shown})
