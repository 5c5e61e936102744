"""Which passwords are good enough. Django judges; the words are ours, because some languages lack its own."""

from typing import Final

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from muster.environments.models import User
from muster.i18n import _
from muster.web.forms import said

LEAST_CHARACTERS: Final = 10

HINT: Final = _("At least 10 characters. A sentence is easier to remember than a word with digits.")

WORDS: Final = {
    "password_too_short": _("This password is too short. It needs at least 10 characters."),
    "password_too_similar": _("This password is too much like your name or your e-mail address."),
    "password_too_common": _("This password is one of those that everybody tries first. Choose another one."),
    "password_entirely_numeric": _("This password consists of digits only. Choose another one."),
}


def checked(password: str, user: User | None) -> str:
    """`password` itself. Raises ValidationError with everything that is wrong with it."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as problem:
        codes = [str(error.code) for error in problem.error_list]
        raise ValidationError([said(WORDS[code]) for code in codes]) from None
    return password
