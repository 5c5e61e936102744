"""What the library for signing in asks us: nobody signs up by themselves, what people are called, and every word."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from muster.environments import secrecy
from muster.environments.models import User
from muster.i18n import SPOKEN, Translator, _
from muster.web.account import letters, passwords, post
from muster.web.address import absolute
from muster.web.forms import said
from muster.web.language import language_of

INCORRECT_CODE = _("This code is not right, or it was used already.")

WAYS = {
    "reauthenticate": _("With the password"),
    "mfa_reauthenticate": _("With a code"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}
"""How people say once more that it is them."""


class Adapter(DefaultAccountAdapter):
    """Accounts come from the first run and from invitations only."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": said(_("You cannot sign in any more. Ask an administrator.")),
        "email_password_mismatch": said(_("Address and password do not belong together.")),
        "enter_current_password": said(_("This is not your current password.")),
        "incorrect_code": said(INCORRECT_CODE),
        "incorrect_password": said(_("This is not your password.")),
        "invalid_password_reset": said(_("This link was used already, or is too old. Ask for a new one.")),
        "rate_limited": said(_("That was too often. Wait a few minutes, then try again.")),
        "too_many_login_attempts": said(_("That was wrong too often. Wait five minutes, then try again.")),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        return False

    def clean_password(self, password: str, user: Any = None) -> str:
        """See `passwords`."""
        return passwords.checked(password, user)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted by the person, by whatever name of this machine they come."""
        return str(credentials.get("email", "")).lower()

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """In the person's language, and when this request is over: how long it takes tells nobody whether they exist."""
        language = user.language if user.language in SPOKEN else language_of(self.request)
        letter = letters.forgotten_password(Translator(language), user.name, context["password_reset_url"])
        post.send_later(user.email, letter)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Below the address that the operator set, whatever the request calls this machine."""
        person, _dash, token = key.partition("-")
        return absolute(self.request, "account_reset_password_from_key", uidb36=person, key=token)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """In our words."""
        return [{**way, "description": said(WAYS[way["id"]])} for way in super().get_reauthentication_methods(user)]


class FactorAdapter(DefaultMFAAdapter):
    """How passkeys and one-time codes name their owner, and how their secrets are kept."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": said(_("Recovery codes are of use beside one-time codes or a passkey only.")),
        "incorrect_code": said(INCORRECT_CODE),
    }

    def get_totp_label(self, user: Any) -> str:
        """In the list of an authenticator program."""
        return str(user.email)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """In the question of a browser."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": user.email, "display_name": user.name}

    def generate_authenticator_name(self, user: Any, kind: Authenticator.Type) -> str:
        """What a passkey is called that got no name."""
        count = Authenticator.objects.filter(user_id=user.pk, type=kind).count()
        return str(said(_("Passkey {number}"), number=count + 1))

    def encrypt(self, text: str) -> str:
        """Who reads the database cannot make codes from it."""
        return secrecy.seal({"text": text})

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given."""
        return str(secrecy.unseal(encrypted_text)["text"])
