"""How long somebody stays signed in: two hours without doing anything, twelve hours in all."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from muster.environments.models import User
from muster.i18n import Translator, _

IDLE_SECONDS: Final = int(timedelta(hours=2).total_seconds())
WHOLE_SECONDS: Final = int(timedelta(hours=12).total_seconds())
NOTED_SECONDS: Final = 60
"""So often is written down that somebody is still there: not with every page."""

BEGAN: Final = "began_at"
SEEN: Final = "seen_at"

Respond = Callable[[HttpRequest], HttpResponse]


def end_in_time(respond: Respond) -> Respond:
    """Middleware: sign out who did nothing for long, or has been signed in for long."""

    def responded(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _end_or_note(request)
        return respond(request)

    return responded


def end_all_of(user: User) -> None:
    """End every session of this person."""
    running = Session.objects.filter(expire_date__gt=timezone.now())
    of_user = [each.pk for each in running.iterator() if each.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=of_user).delete()


def _end_or_note(request: HttpRequest) -> None:
    now, session = int(time.time()), request.session
    began, seen = session.get(BEGAN, now), session.get(SEEN, now)
    if now - began > WHOLE_SECONDS or now - seen > IDLE_SECONDS:
        logout(request)
        speaker: Translator = getattr(request, "translator")  # noqa: B009  Django's type knows nothing of it
        messages.info(request, speaker.text(_("You were signed out because you were away for long. Sign in again.")))
    elif BEGAN not in session or now - seen > NOTED_SECONDS:
        session[BEGAN], session[SEEN] = began, now
