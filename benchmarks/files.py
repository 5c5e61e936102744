"""The customer files of a bench, made once per size and kept in `bench-data/`."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent

VARIANTS: Final[dict[str, tuple[str, ...]]] = {
    "clean": (),
    "changed": ("--changed", "0.01"),
    "all-changed": ("--changed", "1"),
    "broken": ("--dirty", "0.05"),
    "national": ("--national-mobiles",),
    "multiline": ("--multiline", "0.2"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The same customers, written in several ways."""

    folder: Path
    rows: int
    first: int = 1

    def path(self, variant: str) -> Path:
        """The file of `variant` (see VARIANTS), made if it is not there yet."""
        path = self.folder / f"{variant}-{self.first}-{self.rows}.csv"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial")
            script = ROOT / "scripts" / "make_customers.py"
            which = ["--rows", str(self.rows), "--first", str(self.first), *VARIANTS[variant]]
            subprocess.run([sys.executable, script, partial, *which], check=True)  # noqa: S603
            partial.rename(path)
        return path
