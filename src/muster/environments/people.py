"""People: the first one, who is invited, what they may do where, and how they want to hear of imports."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from muster.apply import environments
from muster.apply.environments import Environment
from muster.environments import models
from muster.environments.models import Invitation, Member, User
from muster.environments.roles import Role
from muster.i18n import _
from muster.model.options import WrongOption
from muster.store import Database

INVITATION_DAYS: Final = 7
TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation with the token that only its mail holds."""

    invitation: Invitation
    token: str


def is_first_run() -> bool:
    """Nobody can sign in yet."""
    return not User.objects.exists()


def add_first(database: Database, *, email: str, name: str, password: str, language: str | None) -> User:
    """Make the person who may do everything in the first environment. Raises WrongOption where there is one."""
    home = environments.first(database)
    with transaction.atomic():
        if not is_first_run():
            raise WrongOption(_("Somebody can sign in already. Ask an administrator for an invitation."))
        user = _new_user(email=email, name=name, password=password, language=language, is_operator=True)
        Member.objects.create(environment_id=home.id, user=user, role=Role.ADMINISTRATOR.value)
    return user


def environment_of(member: Member) -> Environment:
    """The environment as the engine takes it."""
    return _as_the_engine_has_it(member.environment)


def environments_of(user: User) -> list[Member]:
    """A person's memberships with their environments, by the environments' names."""
    return list(user.memberships.select_related("environment").order_by("environment__name"))


def member(user: User, environment_id: int) -> Member | None:
    """The person's membership; None for a stranger."""
    return user.memberships.select_related("environment").filter(environment_id=environment_id).first()


def members_of(environment_id: int) -> list[Member]:
    """Everybody in an environment, by name."""
    return list(Member.objects.select_related("user").filter(environment_id=environment_id).order_by("user__name"))


def everybody() -> list[Member]:
    """Every membership there is, by environment and name: for whoever runs Muster."""
    return list(Member.objects.select_related("user", "environment").order_by("environment__name", "user__name"))


def everybody_invited() -> list[Invitation]:
    """Every invitation there is, by environment and address."""
    return list(Invitation.objects.select_related("environment").order_by("environment__name", "email"))


def find_member(environment_id: int, member_id: int) -> Member | None:
    """A member of this environment; None for somebody of another."""
    return Member.objects.select_related("user").filter(environment_id=environment_id, pk=member_id).first()


def find_invitation(environment_id: int, invitation_id: int) -> Invitation | None:
    """An invitation to this environment; None for one to another."""
    return Invitation.objects.filter(environment_id=environment_id, pk=invitation_id).first()


def invite(environment_id: int, *, email: str, role: Role, language: str, by: User | None) -> Invited:
    """Ask an address to join; a new invitation takes the place of an earlier one to the same address.

    `by` is None for whoever runs Muster. Raises WrongOption for who is a member already.
    """
    address = email.strip().lower()
    if Member.objects.filter(environment_id=environment_id, user__email=address).exists():
        raise WrongOption(_("{email} is in this environment already."), email=address)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation, _made = Invitation.objects.update_or_create(
        environment_id=environment_id,
        email=address,
        defaults={
            "role": role.value, "language": language, "token_sha256": _hash(token), "invited_by": by,
            "expires_at": timezone.now() + timedelta(days=INVITATION_DAYS),
        },
    )  # fmt: skip
    return Invited(invitation=invitation, token=token)


def invitations_of(environment_id: int) -> list[Invitation]:
    """All that nobody accepted or withdrew, by address; some are too old by now."""
    return list(Invitation.objects.filter(environment_id=environment_id).order_by("email"))


def invitation(token: str) -> Invitation | None:
    """The invitation with this token, if it can still be accepted."""
    found = Invitation.objects.select_related("environment", "invited_by").filter(token_sha256=_hash(token)).first()
    return found if found and not found.is_over else None


def accept(accepted: Invitation, *, name: str, password: str) -> User:
    """Make the invited person, whose address the invitation proves; the invitation is used up.

    An administrator whom nobody could have invited but who runs Muster is an operator, as the first person is. Raises WrongOption where the address can sign in already: that person joins (`join`) instead.
    """
    try:
        with transaction.atomic():
            is_operator = is_first_run() and accepted.role == Role.ADMINISTRATOR
            user = _new_user(
                email=accepted.email, name=name, password=password, language=accepted.language, is_operator=is_operator
            )
            _let_in(accepted, user)
    except IntegrityError:
        raise WrongOption(
            _("{email} can sign in already. Sign in, then open the link again."), email=accepted.email
        ) from None
    return user


def join(accepted: Invitation, user: User) -> Member:
    """Let somebody who can sign in already into the environment; the invitation is used up.

    Raises WrongOption for an invitation to another address.
    """
    if user.email != accepted.email:
        raise WrongOption(_("This invitation is for {email}. Sign in with that address."), email=accepted.email)
    with transaction.atomic():
        return _let_in(accepted, user)


def withdraw(environment_id: int, invitation_id: int) -> None:
    """Make an invitation worthless."""
    Invitation.objects.filter(environment_id=environment_id, pk=invitation_id).delete()


def change_role(environment_id: int, member_id: int, role: Role) -> None:
    """Give a member another role. Raises WrongOption if nobody would be administrator any more."""
    with transaction.atomic():
        changed = _locked(environment_id, member_id)
        if changed is not None:
            changed.role = role.value
            changed.save(update_fields=["role"])
        _keep_an_administrator(environment_id)


def remove(environment_id: int, member_id: int) -> None:
    """Take a member out of an environment. Raises WrongOption if nobody would be administrator any more."""
    with transaction.atomic():
        removed = _locked(environment_id, member_id)
        if removed is not None:
            removed.delete()
        _keep_an_administrator(environment_id)


def add_environment(
    database: Database, user: User, *, name: str, country: str | None, language: str, zone: str
) -> Member:
    """Make an environment of which this person is the administrator. Raises WrongOption for a name that is taken."""
    if models.Environment.objects.filter(name=name).exists():
        raise WrongOption(_("There is an environment “{name}” already."), name=name)
    made = environments.add(database, name, country=country, language=language, zone=zone)
    return Member.objects.create(environment_id=made.id, user=user, role=Role.ADMINISTRATOR.value)


def _new_user(*, email: str, name: str, password: str, language: str | None, is_operator: bool = False) -> User:
    user = User(email=email.strip().lower(), name=name.strip(), language=language, is_operator=is_operator)
    user.set_password(password)
    user.save(force_insert=True)
    return user


def _let_in(accepted: Invitation, user: User) -> Member:
    joined, _made = Member.objects.update_or_create(
        environment_id=accepted.environment_id, user=user, defaults={"role": accepted.role}
    )
    accepted.delete()
    return joined


def _locked(environment_id: int, member_id: int) -> Member | None:
    """All administrators are locked, so that two of them cannot remove each other at once."""
    locked = list(Member.objects.select_for_update().filter(environment_id=environment_id).order_by("pk"))
    return next((each for each in locked if each.pk == member_id), None)


def _keep_an_administrator(environment_id: int) -> None:
    if not Member.objects.filter(environment_id=environment_id, role=Role.ADMINISTRATOR.value).exists():
        raise WrongOption(_("Somebody must be administrator here: make another member administrator first."))


def _as_the_engine_has_it(environment: models.Environment) -> Environment:
    settings = environment.settings
    return Environment(
        id=environment.pk, name=environment.name, country=environment.country, language=environment.language,
        zone=environment.zone, version=environment.version,
        settings=json.loads(settings) if isinstance(settings, str) else settings,
    )  # fmt: skip


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
