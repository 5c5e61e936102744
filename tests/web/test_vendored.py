"""What was vendored is what was released."""

import hashlib
import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "src" / "muster" / "web" / "static" / "vendor"
ROWS = re.findall(r"\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|", (FOLDER / "README.md").read_text())


def test_every_vendored_file_is_listed_with_its_digest():
    assert sorted(name for name, _digest in ROWS) == sorted(
        path.name for path in FOLDER.iterdir() if path.name != "README.md"
    )


def test_no_vendored_file_was_touched():
    assert [name for name, digest in ROWS if hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() != digest] == []
