"""Secrets at rest: encrypted with keys that are not in the database (Fernet: AES-128-CBC and HMAC-SHA-256).

The keys are in `MUSTER_ENCRYPTION_KEYS` (newest first, separated by commas or spaces), else in the file
`encryption-keys` of the data folder, made on first use and readable by its owner alone. The newest key encrypts; all of
them decrypt.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muster import settings
from muster.i18n import _
from muster.model.options import WrongOption

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEYS: Final = "MUSTER_ENCRYPTION_KEYS"
KEY_FILE: Final = "encryption-keys"


def seal(secret: Mapping[str, Any]) -> str:
    """The secret as it may lie in a database. Raises WrongOption for keys that are none."""
    return _box(_keys(make=True)).encrypt(json.dumps(dict(secret)).encode()).decode()


def unseal(sealed: str) -> dict[str, Any]:
    """The secret again. Raises WrongOption where no key fits."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415  only who pulls needs it

    try:
        opened: dict[str, Any] = json.loads(_box(_keys(make=False)).decrypt(sealed.encode()))
    except InvalidToken:
        raise _none_fits() from None
    return opened


def reseal(sealed: Sequence[str]) -> list[str]:
    """The same secrets, encrypted with the newest key. Raises WrongOption where no key fits one of them."""
    return [seal(unseal(each)) for each in sealed]


def add_key() -> bool:
    """Put a new key before the others in the key file. False: the keys come from the environment, not from a file."""
    from cryptography.fernet import Fernet  # noqa: PLC0415

    if os.environ.get(KEYS):
        return False
    _write([Fernet.generate_key().decode(), *_read()])
    return True


def drop_old_keys() -> None:
    """Keep only the newest key in the key file: nothing is encrypted with the others any more."""
    if not os.environ.get(KEYS):
        _write(_read()[:1])


def _keys(*, make: bool) -> list[str]:
    given = re.split(r"[\s,]+", os.environ.get(KEYS, "").strip())
    if given != [""]:
        return given
    if make and not _read():
        add_key()
    keys = _read()
    if not keys:
        raise _none_fits()
    return keys


def _box(keys: Sequence[str]) -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415

    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise WrongOption(
            _("One of the keys in {variable} is none: a key has 44 letters, digits, hyphens and underscores."),
            variable=KEYS,
        ) from None


def _none_fits() -> WrongOption:
    return WrongOption(
        _(
            "What is kept encrypted cannot be read: no key fits. Set {variable} to the keys it was encrypted with, or "
            "connect again."
        ),
        variable=KEYS,
    )


def _path() -> Path:
    return settings.load().data_dir / KEY_FILE


def _read() -> list[str]:
    path = _path()
    return path.read_text(encoding="ascii").split() if path.is_file() else []


def _write(keys: Sequence[str]) -> None:
    """All keys or the old file, whatever happens meanwhile."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write("".join(key + "\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
