"""Making one customer of two: the second one is looked up, then both stand side by side, value by value."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from muster.apply.door import Stale
from muster.apply.state import Kind
from muster.customers import listing, one
from muster.customers.one import Customer
from muster.customers.selection import Filter
from muster.environments.roles import Role
from muster.i18n import _
from muster.model.fields import FIELDS
from muster.web.access import EnvironmentRequest, for_members
from muster.web.customers.hand import request_by
from muster.web.engine import engine

FOUND = 20
STAYS, GOES = "stays", "goes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One field of both; `chosen` is the one whose value is kept unless somebody says otherwise."""

    field: str
    stays: str | None
    goes: str | None
    chosen: str

    @property
    def is_equal(self) -> bool:
        """There is nothing to choose."""
        return self.stays == self.goes


@for_members(Role.IMPORTER)
def choose(request: EnvironmentRequest, customer_id: int) -> HttpResponse:
    """Look up the customer that is the same; those that may be are there already."""
    database, here = engine(request), request.environment
    customer = one.by_id(database, here, customer_id)
    search = " ".join(request.GET.get("search", "").split())
    if search:
        page = listing.page(database, here.id, Filter(search=search), size=FOUND)
        found = [row.customer for row in page.rows]
    else:
        found = one.alike(database, here, customer.values)
    shown = {
        "section": "customers",
        "customer": customer,
        "search": search,
        "found": [each for each in found if each.id != customer.id],
        "has_more": bool(search) and page.has_later,
    }
    if "HX-Request" in request.headers:
        return render(request, "customers/merge_choose.html#found", {**shown, "alone": True})
    return render(request, "customers/merge_choose.html", shown)


@for_members(Role.IMPORTER)
def merge(request: EnvironmentRequest, customer_id: int, other_id: int) -> HttpResponse:
    """Show both side by side, and on a yes merge the other one into this one."""
    if customer_id == other_id:
        raise Http404
    database, here = engine(request), request.environment
    stays, goes = one.by_id(database, here, customer_id), one.by_id(database, here, other_id)
    if request.method != "POST":
        return _side_by_side(request, stays, goes)
    take = [field.name for field in FIELDS if request.POST.get(field.name) == GOES]
    seen = (_version(request, STAYS), _version(request, GOES))
    try:
        import_id = one.merge(
            database, request_by(request, Kind.MERGE), stays=stays.id, goes=goes.id, take=take, seen_versions=seen
        )
    except Stale:
        text = _("One of the two was changed meanwhile; nothing was merged. Look at the values again.")
        messages.warning(request, request.translator.text(text))
        return redirect("merge_customers", environment_id=here.id, customer_id=stays.id, other_id=goes.id)
    return redirect(f"{reverse('customer', args=[here.id, stays.id])}?done={import_id}")


def _side_by_side(request: EnvironmentRequest, stays: Customer, goes: Customer) -> HttpResponse:
    shown = {
        "section": "customers",
        "stays": stays,
        "goes": goes,
        "choices": list(_choices(stays, goes)),
        "both_have_numbers": bool(stays.values["number"] and goes.values["number"]),
    }
    return render(request, "customers/merge.html", shown)


def _choices(stays: Customer, goes: Customer) -> Iterator[Choice]:
    """What the customer that stays has is kept; where it has nothing, what the other one has."""
    for field in FIELDS:
        mine, theirs = stays.values[field.name], goes.values[field.name]
        if mine is not None or theirs is not None:
            yield Choice(field=field.name, stays=mine, goes=theirs, chosen=GOES if mine is None else STAYS)


def _version(request: EnvironmentRequest, which: str) -> int:
    """The version that was looked at; none that there is, where a form was tampered with."""
    sent = request.POST.get(f"version_{which}", "")
    return int(sent) if sent.isdecimal() else 0
