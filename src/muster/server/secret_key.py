"""The key that signs cookies and links: `MUSTER_SECRET_KEY`, else a file of the data folder, made on first use."""

import os
import secrets
from typing import Final

from muster import settings

KEY_FILE: Final = "secret-key"
CHARACTERS: Final = 50


def kept_secret_key() -> str:
    """The same for every process that has the same data folder; readable by its owner alone."""
    given = os.environ.get("MUSTER_SECRET_KEY")
    if given:
        return given
    path = settings.load().data_dir / KEY_FILE
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_name(f"{KEY_FILE}-{os.getpid()}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(CHARACTERS))
        try:
            os.link(new, path)  # whoever comes second keeps the first one's
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text(encoding="ascii").strip()
