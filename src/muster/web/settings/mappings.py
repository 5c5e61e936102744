"""What people said once of columns, so that nobody says it twice; and forgetting it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from muster.environments.roles import Role
from muster.i18n import _
from muster.imports import mappings
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine


@for_members(Role.ADMINISTRATOR)
def saved(request: EnvironmentRequest) -> HttpResponse:
    """Every saved mapping, the newest first."""
    listed = mappings.listed(engine(request), request.environment.id)
    return render(request, "settings/mappings.html", {"section": "settings", "tab": "mappings", "listed": listed})


@for_members(Role.ADMINISTRATOR)
@require_POST
def forget(request: EnvironmentRequest, mapping_id: int) -> HttpResponse:
    """Let the next file of that shape be looked at anew."""
    if not mappings.forget(engine(request), request.environment.id, mapping_id):
        raise Http404
    messages.success(request, request.translator.text(_("The mapping was forgotten.")))
    return redirect("mappings", environment_id=request.environment.id)
