"""Imports as pages leave them to a worker: received, worked on, waiting for a person, decided."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from muster.apply import environments, state
from muster.imports import asked, history, running, working
from muster.imports.running import Person
from muster.model.options import Options
from muster.pipeline import Input
from muster.store import Database

HEADER = "customerNumber;email;lastname;firstname;mobile;companyName;city;country"
AN = Person(name="An", user_id=None)


@dataclass
class Desk:
    """Where a person and a worker meet: one environment, one import at a time."""

    database: Database
    folder: Path
    environment: environments.Environment
    import_id: int = 0
    options: Options = field(default_factory=lambda: Options(interactive=True))

    def send(self, *rows, header=HEADER, name="klanten.csv", **options):
        """Upload a file and let the worker do what is next."""
        return self._send([self._file(name, header, rows)], options)

    def send_each(self, *rows):
        """Upload a file for each row."""
        return self._send([self._file(f"{at}.csv", HEADER, [row]) for at, row in enumerate(rows)], {})

    def _file(self, name, header, rows):
        path = self.folder / name
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return Input(name=name, path=path)

    def _send(self, inputs, options):
        self.import_id = running.receive(self.database, self.environment, inputs, replace(self.options, **options), AN)
        return self.work()

    def work(self):
        """What a worker does next; the import as it is then."""
        lease = state.claim(self.database, self.import_id, seconds=30)
        assert lease is not None
        working.work(self.database, lease)
        return self.kept

    def decide(self, **options):
        """A person decides, the worker goes on."""
        running.decide(self.database, self.import_id, replace(asked.read(self.kept.options), **options))
        return self.work()

    def check_again(self):
        return self.decide(mapping_confirmed=True)

    def agree(self):
        """Say yes to what is shown."""
        running.decide(self.database, self.import_id, running.agreed(self.kept))
        return self.work()

    @property
    def kept(self):
        return history.find(self.database, self.import_id)

    @property
    def found(self):
        """Place and code of every error."""
        errors = self.kept.report.violations.filter(severity="error")
        return list(errors.select("line", "field", "code").iter_rows())

    def customers(self, columns="number, lastname, city, country"):
        return self.database.fetch(f"SELECT {columns} FROM customer ORDER BY number")


@pytest.fixture
def desk(database, tmp_path, monkeypatch):
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("MUSTER_SETTINGS", raising=False)
    monkeypatch.chdir(tmp_path)
    environment = environments.add(database, "Bakkerij", country="BE", language="nl")
    return Desk(database=database, folder=tmp_path, environment=environment)
