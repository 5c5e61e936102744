"""Pages for users whose examples are run: what they show must be what happens."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


class Page:
    """A page of the docs."""

    def __init__(self, name: str) -> None:
        self.text = (DOCS / name).read_text(encoding="utf-8")

    def block(self, language: str) -> str:
        """The only block of this language."""
        (found,) = re.findall(rf"^```{language}\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE)
        return found

    def shown(self) -> list[tuple[str, str]]:
        """Each command with the output below it."""
        parts = re.split(r"^\$ (.*)\n", self.block("console"), flags=re.MULTILINE)
        return list(zip(parts[1::2], parts[2::2], strict=True))


def fresh_machine(folder: Path) -> Callable[[str], str]:
    """Run a command as on a machine where nothing was done yet, in this folder; its standard output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUSTER_", "LC_", "LANG"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    machine = {"PATH": path, "MUSTER_DATA_DIR": str(folder / "data"), "LANG": "C.UTF-8", "COLUMNS": "80"}

    def run(command: str) -> str:
        done = subprocess.run(
            command, shell=True, cwd=folder, env=kept | machine, capture_output=True, text=True, check=False
        )
        assert done.returncode in {0, 1}, done.stderr
        return done.stdout.removeprefix("\ufeff")

    return run
