"""What the library for signing in asks us: nobody signs up by themselves, and what people are called."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from muster.environments.models import User


class Adapter(DefaultAccountAdapter):
    """Accounts come from the first run and from invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened; the library's own remarks would come on top."""


class FactorAdapter(DefaultMFAAdapter):
    """How passkeys and one-time codes name their owner."""

    def get_totp_label(self, user: User) -> str:
        """In the list of an authenticator program."""
        return user.email

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """In the question of a browser."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": user.email, "display_name": user.name}
