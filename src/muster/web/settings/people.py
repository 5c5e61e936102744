"""Who may do what in an environment: members, and who is invited."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from muster.environments import people, roles
from muster.environments.models import Invitation, Member
from muster.environments.people import Invited
from muster.environments.roles import Role
from muster.i18n import SPOKEN, Translator, _
from muster.model.options import WrongOption
from muster.notify import TransportError
from muster.web.access import EnvironmentRequest, for_members
from muster.web.account import letters, post
from muster.web.account.person import LANGUAGES
from muster.web.address import absolute
from muster.web.forms import Form, said

FLASHED = "invited"
"""The link of an invitation on its way to the next page, which shows it once; only its hash is kept."""


def _role_with_what_it_may() -> list[tuple[str, str]]:
    return [
        (role.value, said(_("{role} – {may}"), role=said(roles.NAMES[role]), may=said(roles.MAY[role])))
        for role in Role
    ]


class Invite(Form):
    """Whom, and what they may do."""

    email = forms.EmailField(
        label=said(_("E-mail address")), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=said(_("Role")), choices=_role_with_what_it_may, widget=forms.RadioSelect, initial=Role.IMPORTER.value
    )
    language = forms.ChoiceField(
        label=said(_("Language of the invitation")), choices=[(code, LANGUAGES[code]) for code in SPOKEN]
    )


class ChangeRole(Form):
    """Another role for a member."""

    role = forms.ChoiceField(
        choices=[(role.value, said(name)) for role, name in roles.NAMES.items()],
        widget=forms.Select({"class": "form-select-sm"}),
    )
    labels: ClassVar = {"role": _("Role")}


@for_members(Role.ADMINISTRATOR)
def members(request: EnvironmentRequest) -> HttpResponse:
    """Everybody, and the link of an invitation that was made just now."""
    listed = [
        (member, ChangeRole(auto_id=f"id_%s_{member.pk}", initial={"role": member.role}))
        for member in people.members_of(request.environment.id)
    ]
    return render(
        request,
        "settings/people.html",
        {
            "section": "settings", "tab": "people", "listed": listed, "role_names": roles.NAMES,
            "invitations": people.invitations_of(request.environment.id), "invited": request.session.pop(FLASHED, None),
        },
    )  # fmt: skip


@for_members(Role.ADMINISTRATOR)
def invite(request: EnvironmentRequest) -> HttpResponse:
    """Ask somebody to join."""
    form = Invite(request.POST or None, initial={"language": request.environment.language})
    if form.is_valid():
        given = form.cleaned_data
        try:
            invited = people.invite(
                request.environment.id, email=given["email"], role=Role(given["role"]), language=given["language"],
                by=request.user,
            )  # fmt: skip
        except WrongOption as problem:
            form.add_error("email", request.translator.text(problem.text, **problem.params))
        else:
            return _sent(request, invited)
    return render(request, "settings/invite.html", {"section": "settings", "tab": "people", "form": form})


@for_members(Role.ADMINISTRATOR)
@require_POST
def invite_again(request: EnvironmentRequest, invitation_id: int) -> HttpResponse:
    """A new link for an invitation that is lost or over."""
    old = _invitation(request, invitation_id)
    invited = people.invite(
        request.environment.id, email=old.email, role=Role(old.role), language=old.language, by=request.user
    )
    return _sent(request, invited)


@for_members(Role.ADMINISTRATOR)
@require_POST
def withdraw(request: EnvironmentRequest, invitation_id: int) -> HttpResponse:
    """Make an invitation worthless."""
    withdrawn = _invitation(request, invitation_id)
    people.withdraw(request.environment.id, withdrawn.pk)
    text = _("The invitation of {email} was withdrawn.")
    messages.success(request, request.translator.text(text, email=withdrawn.email))
    return _back(request)


@for_members(Role.ADMINISTRATOR)
@require_POST
def change_role(request: EnvironmentRequest, member_id: int) -> HttpResponse:
    """Give a member another role."""
    member, form = _member(request, member_id), ChangeRole(request.POST)
    if not form.is_valid():
        raise Http404
    role = Role(form.cleaned_data["role"])
    speaker = request.translator
    try:
        people.change_role(request.environment.id, member.pk, role)
    except WrongOption as problem:
        messages.error(request, speaker.text(problem.text, **problem.params))
    else:
        text = _("{person} is {role} now.")
        messages.success(request, speaker.text(text, person=member.user.name, role=speaker.text(roles.NAMES[role])))
    return _back(request)


@for_members(Role.ADMINISTRATOR)
def remove(request: EnvironmentRequest, member_id: int) -> HttpResponse:
    """Ask, then take a member out of the environment."""
    member = _member(request, member_id)
    if request.method != "POST":
        shown = {
            "section": "settings",
            "tab": "people",
            "removed": member,
            "is_self": member.user_id == request.user.pk,
        }
        return render(request, "settings/remove_member.html", shown)
    try:
        people.remove(request.environment.id, member.pk)
    except WrongOption as problem:
        messages.error(request, request.translator.text(problem.text, **problem.params))
    else:
        text = _("{person} is no member of {environment} any more.")
        words: dict[str, Any] = {"person": member.user.name, "environment": request.environment.name}
        messages.success(request, request.translator.text(text, **words))
    return _back(request)


def _sent(request: EnvironmentRequest, invited: Invited) -> HttpResponse:
    """Mail the link, and show it on the next page, whatever became of the mail."""
    address = absolute(request, "invitation", token=invited.token)
    invitation = invited.invitation
    letter = letters.invitation(
        Translator(invitation.language), environment=request.environment.name, invited_by=request.user.name,
        address=address,
    )  # fmt: skip
    flashed = {"email": invitation.email, "address": address, "until": invitation.expires_at.isoformat(), "problem": ""}
    try:
        flashed["mail"] = "outbox" if post.send(invitation.email, letter) else "sent"
    except TransportError as problem:
        flashed |= {"mail": "failed", "problem": str(problem)}
    request.session[FLASHED] = flashed
    return redirect("people", environment_id=request.environment.id)


def _member(request: EnvironmentRequest, member_id: int) -> Member:
    found = people.find_member(request.environment.id, member_id)
    if found is None:
        raise Http404
    return found


def _invitation(request: EnvironmentRequest, invitation_id: int) -> Invitation:
    found = people.find_invitation(request.environment.id, invitation_id)
    if found is None:
        raise Http404
    return found


def _back(request: EnvironmentRequest) -> HttpResponse:
    """To the list, unless it is no longer for who did this."""
    member = people.member(request.user, request.environment.id)
    if member is None or not member.may(Role.ADMINISTRATOR):
        return redirect("home")
    return redirect(reverse("people", kwargs={"environment_id": request.environment.id}))
