"""What the frame around every page shows: the reader, the environment, where else they may go."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from muster.environments import people
from muster.environments.models import Member
from muster.environments.roles import Role
from muster.i18n import Translator


def around_every_page(request: HttpRequest) -> dict[str, Any]:
    """`translator`, and for who is signed in `member`, `environment` and `environments`."""
    user = getattr(request, "user", None)
    known: dict[str, Any] = {
        "translator": getattr(request, "translator", None) or Translator("en"),
        "theme": getattr(user, "theme", "auto"),
        "Role": Role,
    }
    if user is not None and user.is_authenticated:
        memberships = people.environments_of(user)
        member = getattr(request, "member", None) or last_used(request, memberships)
        known["environments"] = memberships
        known["environment"] = getattr(request, "environment", None) or (member and member.environment)
        known["member"] = member
    return known


def last_used(request: HttpRequest, memberships: Sequence[Member]) -> Member | None:
    """The environment that somebody comes from who is on a page of none; the first if they were in none yet."""
    last = request.session.get("environment")
    return next((each for each in memberships if each.environment_id == last), next(iter(memberships), None))
