"""Pages for what went wrong: an address that is none, a page one may not see, a database that does not answer."""

import errno
import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from muster.apply.edit import NoSuchCustomer
from muster.i18n import Translator, _
from muster.imports.failures import explained
from muster.imports.history import UnknownImport
from muster.model.options import WrongOption
from muster.store import DiskFull, Locked, StoreError, Unreachable

RETRY_SECONDS = 10

log = logging.getLogger(__name__)


def explained_page(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """What happened to the data, in words; None for our own mistakes, which become error 500."""
    if isinstance(problem, UnknownImport | NoSuchCustomer):
        return not_found(request, problem)
    speaker = _translator(request)
    if isinstance(problem, WrongOption):
        return _page(request, 400, speaker.text(problem.text, **problem.params))
    words = explained(problem)
    if words is None:
        return None
    log.warning("%s on %s", type(problem).__name__, request.path)
    busy = isinstance(problem, Unreachable | Locked)
    status = 503 if busy else 507 if _is_full(problem) else 500 if isinstance(problem, StoreError) else 409
    response = _page(request, status, words.said(speaker))
    if busy:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: also for what belongs to others."""
    return _page(request, 404, _translator(request).text(_("There is nothing at this address, or it is not yours.")))


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the reader's role is not enough."""
    return _page(request, 403, _translator(request).text(_("Your role does not allow this. Ask an administrator.")))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came is no request that a page sends."""
    return _page(
        request, 400, _translator(request).text(_("This request could not be understood. Nothing was changed."))
    )


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token does not fit, mostly because somebody signed in or out meanwhile."""
    text = _("This page was open for too long. Go back, load it again and repeat what you did; nothing was changed.")
    return _page(request, 403, _translator(request).text(text))


def too_often(request: HttpRequest) -> HttpResponse:
    """429: somebody tries passwords, or lost patience."""
    text = _("That was too often. Wait a few minutes, then try again.")
    return _page(request, 429, _translator(request).text(text))


def our_mistake(request: HttpRequest) -> HttpResponse:
    """500: nothing of the problem is shown; it is in the log."""
    text = _(
        "This is a mistake of the program. What was being written was not written; nothing that was there is lost."
    )
    return _page(request, 500, _translator(request).text(text))


def _page(request: HttpRequest, status: int, text: str) -> HttpResponse:
    return render(request, "error.html", {"status": status, "text": text}, status=status)


def _is_full(problem: Exception) -> bool:
    return isinstance(problem, DiskFull) or getattr(problem, "errno", None) in {errno.ENOSPC, errno.EDQUOT}


def _translator(request: HttpRequest) -> Translator:
    return getattr(request, "translator", None) or Translator("en")
