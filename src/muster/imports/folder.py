"""One private folder per import: the uploaded files as they came, and the violations found in them.

Folders have random names and mode 0700, files 0600: an upload is somebody's whole customer database. What was uploaded
is never changed; violations are kept as Parquet, a new generation per run, so that a reader never sees half of one.
"""

import hashlib
import os
import shutil
import uuid
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path
from typing import Final

import polars as pl

from muster.model.chunk import no_violations

COPY_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """An upload as it lies in the folder."""

    path: Path
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of one import, somewhere below the data folder."""

    path: Path

    @classmethod
    def new(cls, data_dir: Path) -> "Folder":
        """Make an empty one."""
        folder = cls(data_dir / "imports" / uuid.uuid4().hex)
        folder.path.mkdir(parents=True, mode=0o700)
        return folder

    def keep(self, original: Path, position: int) -> KeptFile:
        """Copy an upload into the folder; complete and on disk when this returns."""
        path = self.path / f"{position}{original.suffix.lower()[:10]}"
        digest = hashlib.sha256()
        with original.open("rb") as read, _private(path) as written:
            while block := read.read(COPY_BYTES):
                digest.update(block)
                written.write(block)
            written.flush()
            os.fsync(written.fileno())
            size = written.tell()
        return KeptFile(path=path, size_bytes=size, sha256=digest.hexdigest())

    def keep_violations(self, violations: pl.DataFrame) -> None:
        """Put these violations in the place of earlier ones."""
        generation = self.path / f"violations-{uuid.uuid4().hex}.parquet"
        with _private(generation) as file:
            violations.write_parquet(file)
            file.flush()
        generation.replace(self._violations)

    def violations(self) -> pl.DataFrame:
        """What `keep_violations` kept; empty where nothing was, or where it was purged."""
        return pl.read_parquet(self._violations) if self._violations.is_file() else no_violations()

    def remove(self) -> None:
        """Delete everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def _violations(self) -> Path:
        return self.path / "violations.parquet"


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _private(path: Path) -> BufferedWriter:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
