"""Who may see a page. Every page of an environment says which role it needs; nobody else learns that it exists."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Protocol, cast
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from muster.apply.environments import Environment
from muster.environments import people
from muster.environments.models import Member, User
from muster.environments.roles import Role
from muster.i18n import Translator


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    translator: Translator


class EnvironmentRequest(PersonRequest):
    """A request of a member of the environment in the page's address."""

    environment: Environment
    member: Member


class View(Protocol):
    """A view with what it needs of its reader; `role` None: to be signed in is enough."""

    role: Role | None

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def for_members(
    role: Role,
) -> Callable[[Callable[Concatenate[EnvironmentRequest, ...], HttpResponseBase]], View]:
    """A page under `e/<environment_id>/` for members with this role or a higher one.

    A stranger gets what an address that does not exist gets; a member with a lower role is told so.
    """

    def decorate(view: Callable[Concatenate[EnvironmentRequest, ...], HttpResponseBase]) -> View:
        @wraps(view)
        def seen(request: HttpRequest, environment_id: int, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            member = people.member(request.user, environment_id)
            if member is None:
                raise Http404
            asking = cast("EnvironmentRequest", request)
            asking.member = member
            asking.environment = people.environment_of(member)
            if not member.may(role):
                raise PermissionDenied
            return view(asking, **kwargs)

        return _needing(seen, role)

    return decorate


def for_everybody_signed_in(view: Callable[Concatenate[PersonRequest, ...], HttpResponseBase]) -> View:
    """A page for whoever is signed in, whatever they are a member of."""

    @wraps(view)
    def seen(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        return view(cast("PersonRequest", request), **kwargs)

    return _needing(seen, None)


def signed_in_lately(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that asks for the password (or passkey) again where the sign-in is more than an hour ago."""
    asks_again: Callable[..., HttpResponseBase] = reauthentication_required(view, enabled=_signed_in_long_ago)
    return asks_again


def _signed_in_long_ago(request: PersonRequest) -> bool:
    records = get_authentication_records(request, request.user)
    last = max((record["at"] for record in records), default=0.0)
    return time.time() - last > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def for_anybody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for who is not signed in either; marked, so that no page is open by oversight."""
    setattr(view, "is_open", True)  # noqa: B010  a mark on a function
    return view


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a part of a page asks the browser for that instead of being replaced by it."""
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    page = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
    return HttpResponse(headers={"HX-Redirect": redirect_to_login(page).url})


def _needing(view: Callable[..., HttpResponseBase], role: Role | None) -> View:
    setattr(view, "role", role)  # noqa: B010  that is what makes it a View
    return cast("View", view)
