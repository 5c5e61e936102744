"""The library's forms for signing in, with Muster's look and words."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys

from muster.i18n import _
from muster.web.account.passwords import HINT
from muster.web.forms import Drawn

_EMAIL = _("E-mail address")
_NEW = {"password1": _("New password"), "password2": _("New password once more")}
_CODE_HINT = _("The six digits that your authenticator app shows, or one of your recovery codes.")


class SignIn(Drawn, account.LoginForm):
    """An address and a password."""

    labels: ClassVar = {"login": _EMAIL, "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ChangePassword(Drawn, account.ChangePasswordForm):
    """The old password and a new one."""

    labels: ClassVar = {"oldpassword": _("Current password"), **_NEW}
    hints: ClassVar = {"password1": HINT}


class ForgottenPassword(Drawn, account.ResetPasswordForm):
    """The address to which a link is sent."""

    labels: ClassVar = {"email": _EMAIL}


class NewPassword(Drawn, account.ResetPasswordKeyForm):
    """A new password for who followed that link."""

    labels: ClassVar = _NEW
    hints: ClassVar = {"password1": HINT}


class ConfirmByPassword(Drawn, account.ReauthenticateForm):
    """It is really the person who signed in."""

    labels: ClassVar = {"password": _("Password")}


class SecondStep(Drawn, factors.AuthenticateForm):
    """A one-time code or a recovery code after the password."""

    labels: ClassVar = {"code": _("Code")}
    hints: ClassVar = {"code": _CODE_HINT}


class ConfirmByCode(Drawn, factors.ReauthenticateForm):
    """It is really the person who signed in."""

    labels: ClassVar = {"code": _("Code")}
    hints: ClassVar = {"code": _CODE_HINT}


class StartCodes(Drawn, ActivateTOTPForm):
    """The first code proves that the app has the key."""

    labels: ClassVar = {"code": _("The code that the app shows now")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class StopCodes(Drawn, DeactivateTOTPForm):
    """Nothing to fill in."""


class NewRecoveryCodes(Drawn, GenerateRecoveryCodesForm):
    """Nothing to fill in."""


class AddPasskey(Drawn, passkeys.AddWebAuthnForm):
    """A passkey signs in by itself, so the device must have made sure who uses it: by a finger, a face or a PIN."""

    labels: ClassVar = {"name": _("Name")}
    hints: ClassVar = {"name": _("So that you know it again, such as “Laptop” or “Phone”.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]

    def clean(self) -> dict[str, Any]:
        """As the library does for one that needs no password beside it."""
        self.cleaned_data["passwordless"] = True
        return super().clean() or {}


class RenamePasskey(Drawn, passkeys.EditWebAuthnForm):
    """Another name."""

    labels: ClassVar = {"name": _("Name")}


class SecondStepByPasskey(Drawn, passkeys.AuthenticateWebAuthnForm):
    """A passkey after the password."""


class SignInByPasskey(Drawn, passkeys.LoginWebAuthnForm):
    """A passkey instead of the password."""


class ConfirmByPasskey(Drawn, passkeys.ReauthenticateWebAuthnForm):
    """It is really the person who signed in."""
