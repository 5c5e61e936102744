"""Customer files made for these tests, once, by the script that makes those of the bench."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def make(tmp_path_factory):
    """A file of invented customers, made as the script's options say."""
    folder = tmp_path_factory.mktemp("made")
    made = {}

    def make(*options: str, rows: int) -> Path:
        if (options, rows) not in made:
            path = folder / f"{len(made)}.csv"
            script = ROOT / "scripts" / "make_customers.py"
            subprocess.run([sys.executable, script, path, "--rows", str(rows), *options], check=True)
            made[options, rows] = path
        return made[options, rows]

    return make
