"""One private folder per import: the uploaded files as they came, and the violations found in them.

Folders have random names and mode 0700, files 0600: an upload is somebody's whole customer database. What was uploaded
is never changed; violations are kept as Parquet, a new generation per run, so that a reader never sees half of one.
"""

import hashlib
import io
import json
import os
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import BufferedWriter
from pathlib import Path
from typing import Any, Final

import polars as pl

from muster.model.chunk import no_violations
from muster.model.outcome import Earlier
from muster.model.plan import CHANGES, DELETIONS, EXAMPLES, Reason, Stop, Summary

COPY_BYTES: Final = 1 << 20

VIOLATIONS: Final = "violations"
ROWS: Final = "rows"
"""Rows in which something is wrong, as the user wrote and edited them: `file`, `line`, `end_line`, the file's fields."""

LEFT_BY_UNDO: Final = "left-by-undo"
"""What an undo of this import left as it was; the undo's own number stands behind it."""

ORIGINS: Final = "origins"
"""Which values are not the file's own: `file`, `line`, `field`, the `code` of a repair or the `user_id` of an edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """An upload as it lies in the folder."""

    path: Path
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan:
    """What a person sees of a plan before they say yes; see `Report`."""

    stops: tuple[Stop, ...] = ()
    summary: Summary | None = None
    filled_by_field: Mapping[str, int] = field(default_factory=dict)
    earlier: Earlier | None = None
    edits: int = 0  # made by a person before this plan, and laid over the rows for it


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
        self.keep_frame(VIOLATIONS, violations)

    def violations(self) -> pl.DataFrame:
        """What `keep_violations` kept; empty where nothing was, or where it was purged."""
        found = self.frame(VIOLATIONS)
        return no_violations() if found is None else found

    def keep_plan(self, shown: ShownPlan) -> None:
        """Keep what a person will be asked, in the place of what was asked before."""
        self.keep_text("plan.json", json.dumps(_as_json(shown), ensure_ascii=False))

    def plan(self) -> ShownPlan:
        """What `keep_plan` kept; nothing to ask where nothing was."""
        text = self.kept_text("plan.json")
        return _from_json(json.loads(text)) if text else ShownPlan()

    def keep_text(self, name: str, text: str) -> None:
        """Keep a text under this name, in the place of an earlier one."""
        self._replace(name, lambda file: file.write(text.encode()))

    def kept_text(self, name: str) -> str:
        """What `keep_text` kept; "" where nothing was, or where it was purged."""
        path = self.path / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def keep_frame(self, name: str, frame: pl.DataFrame) -> None:
        """Keep a frame under this name, in the place of an earlier one."""
        self._replace(f"{name}.parquet", frame.write_parquet)

    def frame(self, name: str) -> pl.DataFrame | None:
        """What `keep_frame` kept; None where nothing was, or where it was purged."""
        kept = self.scan(name)
        return None if kept is None else kept.collect()

    def scan(self, name: str) -> pl.LazyFrame | None:
        """The same, to be filtered. Opened once: another generation may take its place while it is read."""
        try:
            return pl.scan_parquet(io.BytesIO(self.frame_path(name).read_bytes()))
        except FileNotFoundError:
            return None

    def frame_path(self, name: str) -> Path:
        """Where `keep_frame` kept a frame, to be read in part; it need not be there."""
        return self.path / f"{name}.parquet"

    def remove(self) -> None:
        """Delete everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _replace(self, name: str, write: Callable[[BufferedWriter], object]) -> None:
        """A new generation, so that a reader never sees half of one."""
        generation = self.path / f"{uuid.uuid4().hex}-{name}"
        with _private(generation) as file:
            write(file)
        generation.replace(self.path / name)


def _as_json(shown: ShownPlan) -> dict[str, Any]:
    summary, earlier = shown.summary, shown.earlier
    return {
        "stops": [asdict(stop) for stop in shown.stops],
        "filled_by_field": dict(shown.filled_by_field),
        "edits": shown.edits,
        "earlier": earlier and {**asdict(earlier), "at": earlier.at and earlier.at.isoformat()},
        "summary": summary
        and {
            "customers": dict(summary.customers),
            "changes": {name: frame.rows() for name, frame in summary.changes.items()},
            "examples": summary.examples.rows(),
            "deletions": {name: frame.rows() for name, frame in summary.deletions.items()},
        },
    }


def _from_json(kept: Mapping[str, Any]) -> ShownPlan:
    summary, earlier = kept["summary"], kept["earlier"]
    return ShownPlan(
        stops=tuple(Stop(**{**stop, "reason": Reason(stop["reason"])}) for stop in kept["stops"]),
        filled_by_field=kept["filled_by_field"],
        edits=kept["edits"],
        earlier=earlier and Earlier(**{**earlier, "at": earlier["at"] and datetime.fromisoformat(earlier["at"])}),
        summary=summary
        and Summary(
            customers=summary["customers"],
            changes={name: _frame(rows, CHANGES) for name, rows in summary["changes"].items()},
            examples=_frame(summary["examples"], EXAMPLES),
            deletions={name: _frame(rows, DELETIONS) for name, rows in summary["deletions"].items()},
        ),
    )


def _frame(rows: list[list[Any]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _private(path: Path) -> BufferedWriter:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
