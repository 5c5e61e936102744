"""What the frame around every page shows: the reader, the environment, where else they may go."""

from typing import Any

from django.http import HttpRequest

from muster.environments import people
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
        known["environments"] = people.environments_of(user)
        known["environment"] = getattr(request, "environment", None)
        known["member"] = getattr(request, "member", None)
    return known
