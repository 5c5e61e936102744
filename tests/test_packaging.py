"""What is shipped runs alone: the wheel, in an environment that holds nothing else."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.xdist_group("packaging")  # one environment serves all

UV = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, check=False, capture_output=True, text=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The folder of programs of a fresh environment that has the wheel, and what the lock file pins for it."""
    folder = tmp_path_factory.mktemp("packaging")
    exported = ("export", "--frozen", "--no-dev", "--no-emit-project", "--quiet", "--output-file", folder / "pins.txt")
    for arguments in (
        ("build", "--quiet", "--wheel", "--out-dir", folder, ROOT),
        ("venv", "--quiet", "--python", sys.executable, folder / "venv"),
        exported,
        ("pip", "install", "--quiet", "--python", folder / "venv", "--requirements", folder / "pins.txt"),
    ):
        done = run(UV, *arguments, cwd=ROOT)
        assert done.returncode == 0, done.stderr
    wheel = next(folder.glob("*.whl"))
    done = run(UV, "pip", "install", "--quiet", "--no-deps", "--python", folder / "venv", wheel, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder / "venv" / "bin"


@pytest.mark.slow
def test_the_wheel_alone_imports_a_file(installed, tmp_path):
    shutil.copy(ROOT / "examples" / "klanten.csv", tmp_path)
    done = run(
        installed / "muster", "import", "klanten.csv", "--yes", "--format", "json",
        cwd=tmp_path, MUSTER_DATA_DIR=str(tmp_path / "data"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["totals"]["created"] == 500


@pytest.mark.slow
def test_the_wheel_speaks_all_languages(installed, tmp_path):
    done = run(installed / "muster", "--lang", "nl", "--help", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout != run(installed / "muster", "--lang", "en", "--help", cwd=tmp_path).stdout


@pytest.mark.slow
def test_the_wheel_says_that_it_is_typed(installed):
    done = run(
        installed / "python", "-c",
        "from importlib.resources import files; assert files('muster').joinpath('py.typed').is_file()",
        cwd=installed,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_lock_file_names_the_public_index_only():
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    sources = {json.dumps(package["source"]) for package in packages if package["name"] != "pass-muster"}
    assert sources == {'{"registry": "https://pypi.org/simple"}'}
