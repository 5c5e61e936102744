"""The command line as a script uses it: arguments in, exit code, standard output and standard error out."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from muster.cli.main import run

HEADER = "customerNumber,email,l,lastname,firstname,mobile,companyName,coc,address,city,zip,country"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)

    @property
    def found(self) -> list[tuple[int | None, str | None, str]]:
        """Place and code of everything that is wrong in the first file."""
        return [(each["line"], each["field"], each["code"]) for each in self.json["files"][0]["violations"]]


Muster = Callable[..., Done]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own, English, an empty working folder."""
    for name in ("MUSTER_DATABASE_URL", "MUSTER_EMAIL_URL", "MUSTER_SETTINGS", "LC_ALL", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MUSTER_LANG", "en")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def command(capfdbinary: pytest.CaptureFixture[bytes]) -> Muster:
    """Run `muster` with these arguments."""

    def command(*arguments: object) -> Done:
        capfdbinary.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capfdbinary.readouterr()
        return Done(code, captured.out.decode(), captured.err.decode())

    return command


@pytest.fixture
def muster(command: Muster, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Muster:
    """`command` with a database: once on SQLite, once on PostgreSQL."""
    monkeypatch.setenv("MUSTER_DATABASE_URL", database_url)
    return command


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """A CSV file with the template's header and these rows."""

    def file(*rows: str, name: str = "customers.csv", header: str = HEADER) -> Path:
        path = tmp_path / "work" / name
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return path

    return file
