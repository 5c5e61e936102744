"""The list of customers: searched while one types, filtered, sorted, turned page by page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from muster.customers import listing
from muster.customers.listing import Sort
from muster.environments.roles import Role
from muster.imports import history
from muster.model.fields import LANGUAGES
from muster.web.access import EnvironmentRequest, for_members
from muster.web.customers import done
from muster.web.customers.query import KINDS, NUMBERS, Query
from muster.web.engine import engine

IMPORTS_OFFERED = 20


@for_members(Role.VIEWER)
def customers(request: EnvironmentRequest) -> HttpResponse:
    """A page of the customers that fit; for htmx only the part that changes while one types."""
    if request.session.get("environment") != request.environment.id:
        request.session["environment"] = request.environment.id
    query = Query.of(request.GET)
    found = {"section": "customers", "query": query, **_found(request, query)}
    if "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers:
        response = render(request, "customers/list.html#found", {**found, "alone": True})
        response.headers["HX-Replace-Url"] = query.address()
        return response
    database, here = engine(request), request.environment
    imports = history.latest(database, here.id, IMPORTS_OFFERED)
    choices = {
        "kinds": KINDS,
        "numbers": NUMBERS,
        "languages": LANGUAGES,
        "countries": listing.countries(database, here.id),
        "imports": imports,
        "is_import_offered": query.wanted.changed_by in {each.id for each in imports},
        "done": done.of(request),
    }
    return render(request, "customers/list.html", {**found, **choices})


def _found(request: EnvironmentRequest, query: Query) -> dict[str, Any]:
    database, environment_id = engine(request), request.environment.id
    edges = {name: int(edge) for name in ("after", "before") if (edge := request.GET.get(name, "")).isdecimal()}
    page = listing.page(database, environment_id, query.wanted, sort=query.sort, **edges)
    return {
        "page": page,
        "count": page.count,
        "most": request.translator.number(page.most),
        "filters": list(query.filters(request.translator)),
        "sorted_by": {sort.value: query.address(sort=None if sort is Sort.NAME else sort.value) for sort in Sort},
        "earlier": query.address(before=page.rows[0].customer.id) if page.has_earlier else None,
        "later": query.address(after=page.rows[-1].customer.id) if page.has_later else None,
        "anew": query.address(**dict.fromkeys(("search", "kind", "country", "language", "number", "changed_by"))),
    }
