"""The list of customers."""

from django.http import HttpResponse
from django.shortcuts import render

from muster.customers import export
from muster.environments.roles import Role
from muster.web.access import EnvironmentRequest, for_members
from muster.web.engine import engine


@for_members(Role.VIEWER)
def customers(request: EnvironmentRequest) -> HttpResponse:
    """The first customers that fit the search."""
    search = request.GET.get("search", "").strip()
    found = export.some(engine(request), request.environment.id, export.Filter(search=search or None))
    request.session["environment"] = request.environment.id
    return render(request, "customers/list.html", {"section": "customers", "found": found.to_dicts(), "search": search})
