"""Signing in and out, and what protects it: only those of the library's pages that Muster has a use for."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as codes
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from muster.web.access import for_anybody, for_everybody_signed_in
from muster.web.account import person, security

urlpatterns = [
    path("", person.preferences, name="preferences"),
    path("signup/", person.no_signup, name="account_signup"),
    # signing in
    path("login/", for_anybody(account.login), name="account_login"),
    path("login/second/", for_anybody(factors.authenticate), name="mfa_authenticate"),
    path("login/passkey/", for_anybody(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("login/not-any-more/", for_anybody(account.account_inactive), name="account_inactive"),
    path("logout/", for_anybody(account.logout), name="account_logout"),
    path("logout/everywhere/", security.sign_out_everywhere, name="sign_out_everywhere"),
    # saying once more that it is oneself
    path("confirm/", for_everybody_signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", for_everybody_signed_in(factors.reauthenticate), name="mfa_reauthenticate"),
    path("confirm/passkey/", for_everybody_signed_in(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    # passwords
    path("password/", for_everybody_signed_in(account.password_change), name="account_change_password"),
    path("password/forgotten/", for_anybody(account.password_reset), name="account_reset_password"),
    path("password/forgotten/sent/", for_anybody(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        for_anybody(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/forgotten/changed/",
        for_anybody(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    # passkeys and codes
    path("security/", for_everybody_signed_in(factors.index), name="mfa_index"),
    path("security/", for_everybody_signed_in(factors.index), name="mfa_list_webauthn"),
    path("security/passkeys/add/", for_everybody_signed_in(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/", for_everybody_signed_in(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "security/passkeys/<int:pk>/remove/",
        for_everybody_signed_in(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("security/codes/", for_everybody_signed_in(codes.activate_totp), name="mfa_activate_totp"),
    path("security/codes/stop/", for_everybody_signed_in(codes.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/recovery/", for_everybody_signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "security/recovery/new/",
        for_everybody_signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "security/recovery/file/",
        for_everybody_signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]  # fmt: skip
