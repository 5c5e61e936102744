"""What the operator sets: `MUSTER_*` environment variables and one settings file, read in one place.

`MUSTER_DATA_DIR` (uploads, reports, the embedded database, outgoing mail), `MUSTER_DATABASE_URL`, `MUSTER_EMAIL_URL`,
`MUSTER_EMAIL_FROM`, `MUSTER_BASE_URL`, `MUSTER_LANG`, and `MUSTER_SETTINGS`: a TOML file, by default `muster.toml` in
the working folder, whose table `[severity]` sets codes to error, warning, repair, note or off.

For the pages: `MUSTER_SECRET_KEY` (else a file of the data folder), `MUSTER_ALLOWED_HOSTS` (names separated by commas, beside
that of the base URL and this machine's own), `MUSTER_MAX_UPLOAD_BYTES`, and `MUSTER_LEASE_SECONDS`: how soon another
worker takes up what a dead one left.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MAX_UPLOAD_BYTES: Final = 4 * 1024**3
"""Larger than any customer file; the operator may allow less."""


LEASE_SECONDS: Final = 30


class WrongSettings(Exception):
    """The settings file cannot be used: {reason}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are, and how bad this operator finds what.

    `severities` is code → severity as written; the catalogue knows which are allowed. Folders need not exist yet.
    """

    data_dir: Path
    database_url: str
    email_url: str | None = None
    email_from: str = "muster@localhost"
    base_url: str | None = None
    severities: Mapping[str, str] = field(default_factory=dict)
    allowed_hosts: tuple[str, ...] = ()
    max_upload_bytes: int = MAX_UPLOAD_BYTES
    lease_seconds: int = LEASE_SECONDS

    @property
    def outbox_dir(self) -> Path:
        """Where mail goes that no mail server was set for."""
        return self.data_dir / "outbox"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises WrongSettings for what cannot be used."""
    given = os.environ if environ is None else environ
    data_dir = Path(given["MUSTER_DATA_DIR"]) if given.get("MUSTER_DATA_DIR") else _user_data_dir()
    return Settings(
        data_dir=data_dir,
        database_url=given.get("MUSTER_DATABASE_URL") or f"sqlite:///{data_dir.absolute() / 'muster.db'}",
        email_url=given.get("MUSTER_EMAIL_URL") or None,
        email_from=given.get("MUSTER_EMAIL_FROM") or "muster@localhost",
        base_url=(given.get("MUSTER_BASE_URL") or "").rstrip("/") or None,
        severities=_severities(given.get("MUSTER_SETTINGS")),
        allowed_hosts=tuple(host for host in given.get("MUSTER_ALLOWED_HOSTS", "").replace(",", " ").split()),
        max_upload_bytes=_count("MUSTER_MAX_UPLOAD_BYTES", given, MAX_UPLOAD_BYTES),
        lease_seconds=_count("MUSTER_LEASE_SECONDS", given, LEASE_SECONDS),
    )


def _user_data_dir() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415  only where no folder is set

    return user_data_path("muster", appauthor=False)


def _count(name: str, given: Mapping[str, str], otherwise: int) -> int:
    text = given.get(name) or str(otherwise)
    if not text.isdecimal() or not int(text):
        raise WrongSettings(f"{name} must be a whole number above 0, not “{text}”.")
    return int(text)


def _severities(named: str | None) -> dict[str, str]:
    path = Path(named or "muster.toml")
    if not named and not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("severity", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise WrongSettings(f"The settings file {path} cannot be used: {problem}") from problem
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise WrongSettings(f'The settings file {path} cannot be used: [severity] must read CODE = "severity"')
    return table
