"""Django's settings, from Muster's own: nothing is set here that an operator would change."""

import os
import secrets
import socket
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from muster import settings as muster_settings
from muster.environments.databases import configured, queue_apps

_here: Final = muster_settings.load()
_base = urlsplit(_here.base_url or "http://localhost")
_is_secure: Final = _base.scheme == "https"

SECRET_KEY = os.environ.get("MUSTER_SECRET_KEY") or secrets.token_urlsafe(50)
"""`muster serve` sets the variable to the key that is kept; whoever only migrates signs nothing."""

DEBUG = False
ALLOWED_HOSTS = [
    *filter(None, (_base.hostname,)), *_here.allowed_hosts, "localhost", "127.0.0.1", "[::1]", socket.gethostname(),
]  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "muster.web",  # before the library for signing in: its pages are drawn by our templates
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "template_partials",
    *queue_apps(_here.database_url),
    "muster.environments",
    "muster.imports",
    "muster.customers",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "muster.web.security.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "muster.web.imports.sending.refuse_too_large",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "muster.web.language.in_the_readers_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "muster.web.sessions.end_in_time",
    "allauth.account.middleware.AccountMiddleware",
    "muster.web.engine.with_an_engine",
]
ROOT_URLCONF = "muster.web.urls"
WSGI_APPLICATION = "muster.server.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "muster.web.context.around_every_page",
            ],
            "builtins": ["muster.web.templatetags.muster"],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = configured(_here.database_url)
DATABASE_ROUTERS = ["muster.environments.databases.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # where it is full, Django throws counts away: nobody shall fill it easily
    }
}
"""Shared by all processes: failed sign-ins are counted together."""

TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en"

AUTH_USER_MODEL = "environments.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ["email", "name"]}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())

ACCOUNT_ADAPTER = "muster.web.account.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation that was sent to it
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to whom Muster does not know
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(hours=1).total_seconds())
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base.scheme
ACCOUNT_FORMS = {
    "login": "muster.web.account.forms.SignIn",
    "change_password": "muster.web.account.forms.ChangePassword",
    "reset_password": "muster.web.account.forms.ForgottenPassword",
    "reset_password_from_key": "muster.web.account.forms.NewPassword",
    "reauthenticate": "muster.web.account.forms.ConfirmByPassword",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _is_secure else 0  # who speaks TLS stands before Muster and says who asks
MFA_ADAPTER = "muster.web.account.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Muster"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "muster.web.account.forms.SecondStep",
    "reauthenticate": "muster.web.account.forms.ConfirmByCode",
    "activate_totp": "muster.web.account.forms.StartCodes",
    "deactivate_totp": "muster.web.account.forms.StopCodes",
    "generate_recovery_codes": "muster.web.account.forms.NewRecoveryCodes",
    "add_webauthn": "muster.web.account.forms.AddPasskey",
    "edit_webauthn": "muster.web.account.forms.RenamePasskey",
    "authenticate_webauthn": "muster.web.account.forms.SecondStepByPasskey",
    "login_webauthn": "muster.web.account.forms.SignInByPasskey",
    "reauthenticate_webauthn": "muster.web.account.forms.ConfirmByPasskey",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _is_secure  # http://localhost is a secure context for browsers

EMAIL_BACKEND = (
    "django.core.mail.backends.dummy.EmailBackend"  # no library writes to people: `web/account/post.py` does
)

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())  # `web/sessions.py` ends them sooner
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = _is_secure
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _is_secure
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [_here.base_url] if _here.base_url else []
CSRF_FAILURE_VIEW = "muster.web.errors.form_too_old"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if _is_secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _is_secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_secure else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's style sheet has its marks and arrows as data
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
STORAGES = {"staticfiles": {"BACKEND": "muster.web.static_files.Versioned"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = int(timedelta(days=365).total_seconds())  # the address says which version

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = str(_here.data_dir / "uploads")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = [
    "files.E001",  # the folder is made by `muster serve`
    "security.W008",  # whoever stands before Muster and speaks TLS redirects
    "security.W021",  # a domain's owner asks for preloading, not a program
]
