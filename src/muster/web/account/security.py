"""Signing out on every device at once, for who lost one."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from muster.i18n import _
from muster.web import sessions
from muster.web.access import PersonRequest, for_everybody_signed_in


@for_everybody_signed_in
@require_POST
def sign_out_everywhere(request: PersonRequest) -> HttpResponse:
    """End every session of this person, here too."""
    sessions.end_all_of(request.user)
    logout(request)
    messages.success(request, request.translator.text(_("You are signed out on every device.")))
    return redirect("account_login")
