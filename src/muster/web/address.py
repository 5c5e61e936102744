"""Addresses as people outside see them: for mails, and for other programs that send a browser back."""

from django.http import HttpRequest
from django.urls import reverse

from muster import settings


def absolute(request: HttpRequest | None, name: str, **places: object) -> str:
    """The whole address of a page: below `MUSTER_BASE_URL`, else below what this request was sent to."""
    path = reverse(name, kwargs=places)
    base = settings.load().base_url
    if base:
        return f"{base}{path}"
    return request.build_absolute_uri(path) if request else path
