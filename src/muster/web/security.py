"""What every answer carries so that nobody else sees a page: beside what Django and the CSP middleware set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]


def private_pages(respond: Respond) -> Respond:
    """Middleware: pages hold personal data, so no browser and no proxy keeps them (ASVS 14.3.2)."""

    def responded(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        return response

    return responded
