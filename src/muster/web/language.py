"""Every page is in its reader's language: what they chose, else what their browser asks for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from muster.i18n import SPOKEN, Translator

Respond = Callable[[HttpRequest], HttpResponse]


def in_the_readers_language(respond: Respond) -> Respond:
    """Middleware: `request.translator` for our own texts, Django's language for those of its libraries."""

    def responded(request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        setattr(request, "translator", Translator(language))  # noqa: B010  Django's type knows nothing of it
        with translation.override(language):
            response = respond(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return responded


def language_of(request: HttpRequest) -> str:
    """The language that the person chose, else the first that their browser wants and Muster speaks, else English."""
    chosen = getattr(request.user, "language", None)
    return chosen if chosen in SPOKEN else wanted_by_browser(request)


def wanted_by_browser(request: HttpRequest) -> str:
    """The first language of the browser that Muster speaks, else English."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if wanted[:2] in SPOKEN:
            return wanted[:2]
    return "en"
