"""The page of one customer: what is stored, where each value came from and what it was before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from muster.apply.provenance import Held
from muster.customers import one
from muster.customers.one import Known
from muster.environments.roles import Role
from muster.i18n import Translator, _
from muster.model.fields import FIELDS
from muster.report.words import shown
from muster.web.access import EnvironmentRequest, for_members
from muster.web.customers import done
from muster.web.engine import engine

EVENTS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field: what it holds, and what it held before, the newest first."""

    field: str
    present: Held
    earlier: Sequence[Held]
    was: str  # the value before the present one, as it can stand in a line


@for_members(Role.VIEWER)
def customer(request: EnvironmentRequest, customer_id: int) -> HttpResponse:
    """All that is known of a customer."""
    known = one.known(engine(request), request.environment, customer_id)
    listed = known.events if "all" in request.GET else known.events[:EVENTS_SHOWN]
    return render(
        request,
        "customers/customer.html",
        {
            "section": "customers",
            "customer": known.customer,
            "lines": list(_lines(known, request.translator)),
            "events": listed,
            "hidden_events": len(known.events) - len(listed),
            "earlier_numbers": request.translator.listing(known.earlier_numbers),
            "done": done.of(request),
        },
    )


def _lines(known: Known, speaker: Translator) -> Iterator[Line]:
    for field in FIELDS:
        present, *earlier = known.held[field.name]
        was = next((shown(held.value) for held in earlier[:1] if held.value), speaker.text(_("(blank)")))
        yield Line(field=field.name, present=present, earlier=earlier, was=was)
