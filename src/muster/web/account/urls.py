"""Signing in and out, and what protects it: only those of the library's pages that Muster has a use for."""

from allauth.account import views
from allauth.mfa import urls as factors
from django.urls import include, path

from muster.web.access import for_anybody
from muster.web.account import person

urlpatterns = [
    path("login/", for_anybody(views.login), name="account_login"),
    path("logout/", for_anybody(views.logout), name="account_logout"),
    path("confirm/", for_anybody(views.reauthenticate), name="account_reauthenticate"),
    path("password/", for_anybody(views.password_change), name="account_change_password"),
    path("password/forgotten/", for_anybody(views.password_reset), name="account_reset_password"),
    path("password/forgotten/sent/", for_anybody(views.password_reset_done), name="account_reset_password_done"),
    path(
        "password/forgotten/<uidb36>-<key>/",
        for_anybody(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/forgotten/changed/",
        for_anybody(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("signup/", person.no_signup, name="account_signup"),
    path("factors/", include(factors)),
    path("", person.preferences, name="preferences"),
]
