"""Accounts on their way from an API into one kept file: private, resumable, complete or not there.

JSON Lines: the first line says what was fetched (`About`), every other line is one account as the API sent it, without
its secrets. Beside the file lies how far it got. That is written after the accounts are on disk; what lies behind it
is cut off when the fetching goes on, so that a crash at any moment neither loses nor repeats an account.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

SECRET_KEYS: Final = frozenset({"payment_method", "payment_gateway_references", "password", "secret"})
SECRET_ENDINGS: Final = ("_token", "token", "_secret", "_password")

GOES_ON_FOR: Final = timedelta(hours=24)
"""An interrupted fetching older than this begins anew: cursors of APIs do not live for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a file of accounts holds.

    `source` is the Shape's, `site` the domain or division. `since` is the cursor it began with, null for all accounts.
    `again` are ids of accounts that were fetched once more because they were rejected. `announced` is how many accounts
    the other program said it has, null where it does not say. `begun` is when (ISO 8601, UTC).
    """

    source: str
    site: str
    since: str | None = None
    again: tuple[str, ...] = ()
    announced: int | None = None
    begun: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    @property
    def is_full(self) -> bool:
        """Whether every account was asked for."""
        return self.since is None


class Fetched:
    """A file of accounts while it grows. `state` is whatever the fetching needs to go on; null at its beginning."""

    def __init__(self, folder: Path, about: About) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / "accounts.jsonl"
        self._progress = folder / "progress.json"
        kept = self._kept(about)
        self.about = about if kept is None else About(**{**kept["about"], "again": tuple(kept["about"]["again"])})
        self.state: dict[str, Any] | None = None if kept is None else kept["state"]
        self.count: int = 0 if kept is None else kept["count"]
        self._file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        self._file.truncate(0 if kept is None else kept["bytes"])
        self._file.seek(0, os.SEEK_END)
        if kept is None:
            self._write([{"muster": asdict(self.about)}])

    def close(self) -> None:
        """Close the file; what was added stays."""
        self._file.close()

    def add(self, accounts: Iterable[Mapping[str, Any]], state: Mapping[str, Any]) -> None:
        """Keep a page of accounts, and how to go on behind it. On disk when this returns."""
        self.count += self._write(map(without_secrets, accounts))
        self._file.flush()
        os.fsync(self._file.fileno())
        self.state = dict(state)
        progress = {"about": asdict(self.about), "state": self.state, "count": self.count, "bytes": self._file.tell()}
        new = self._progress.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(progress, file)
        new.replace(self._progress)

    def remove(self) -> None:
        """It is kept elsewhere now, or not needed any more."""
        self._progress.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def _write(self, objects: Iterable[Mapping[str, Any]]) -> int:
        lines = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in objects]
        self._file.write("".join(line + "\n" for line in lines).encode("utf-8", "replace"))
        return len(lines)

    def _kept(self, about: About) -> dict[str, Any] | None:
        """What is known of an interrupted fetching of the same; None where there is none that can go on."""
        try:
            kept: dict[str, Any] = json.loads(self._progress.read_bytes())
            begun = datetime.fromisoformat(kept["about"]["begun"])
            size = self.path.stat().st_size
        except (OSError, ValueError, KeyError, TypeError):
            return None
        same = all(kept["about"].get(name) == getattr(about, name) for name in ("source", "site", "since"))
        return kept if same and size >= kept["bytes"] and datetime.now(UTC) - begun < GOES_ON_FOR else None


def without_secrets(sent: Any) -> Any:
    """What an API sent, without the keys that open something."""
    if isinstance(sent, Mapping):
        return {key: without_secrets(value) for key, value in sent.items() if not _is_secret(key)}
    if isinstance(sent, list):
        return [without_secrets(each) for each in sent]
    return sent


def about(path: Path) -> About:
    """What a file of accounts says of itself. Raises ValueError if it is none."""
    with path.open("rb") as file:
        try:
            told = json.loads(file.readline(1 << 20))["muster"]
            return About(**{**told, "again": tuple(told["again"])})
        except (KeyError, TypeError) as problem:
            raise ValueError("This is no file of accounts.") from problem


def _is_secret(key: str) -> bool:
    return key.lower() in SECRET_KEYS or key.lower().endswith(SECRET_ENDINGS)
