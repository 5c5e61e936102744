"""Style sheets and scripts, whose address changes with their content: browsers keep them until then."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class Versioned(StaticFilesStorage):
    """`/static/muster/muster.css?v=…`, with the first digits of the file's SHA-256."""

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001  Django calls it so
        """The address of a file with its version."""
        address: str = super().url(name)
        return f"{address}?v={_digest(str(name))}"


@cache
def _digest(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:12] if found else "0"
