"""Deleting a customer, after a question."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from muster.apply.state import Kind
from muster.apply.undo import UNDO_DAYS
from muster.customers import one
from muster.environments.roles import Role
from muster.web.access import EnvironmentRequest, for_members
from muster.web.customers.hand import request_by
from muster.web.engine import engine


@for_members(Role.IMPORTER)
def delete(request: EnvironmentRequest, customer_id: int) -> HttpResponse:
    """Ask, and on a yes delete."""
    database, here = engine(request), request.environment
    customer = one.by_id(database, here, customer_id)
    if request.method != "POST":
        days = here.settings.get("undo_days", UNDO_DAYS)
        return render(request, "customers/delete.html", {"section": "customers", "customer": customer, "days": days})
    import_id = one.delete(database, request_by(request, Kind.DELETE), [customer.id])
    return redirect(f"{reverse('customers', args=[here.id])}?done={import_id}")
