"""Imports with plans made by hand: what `matching` would have found."""

from dataclasses import dataclass, field

import polars as pl
import pytest

from muster.apply import environments, state
from muster.apply.apply import apply
from muster.matching.renaming import restage_names
from muster.model.examined import STAGED
from muster.model.fields import BIT, NAMES
from muster.model.keys import email_key, name_key, number_key
from muster.model.outcome import FileReport, FileStatus, Report, State, Totals
from muster.model.tables import PLAN, plan_table
from muster.store import Database, open_database


def staged(rows):
    """Staging rows from dictionaries: file 1, lines from 2 unless given, all given bits set."""
    filled = [{"file": 1, "line": line, "rejected": False, "given": 4095, **row} for line, row in enumerate(rows, 2)]
    frame = pl.DataFrame(filled, schema=STAGED).sort("file", "line")
    return frame.with_columns(
        name_key(frame), email_key=email_key(pl.col("email")), number_key=number_key(pl.col("number"))
    )


@dataclass
class Muster:
    """One environment of one database, and imports into it."""

    database: Database
    environment: environments.Environment
    messages: list = field(default_factory=list)

    @classmethod
    def open(cls, url):
        database = open_database(url)
        return cls(database, environments.find(database))

    @staticmethod
    def update(line, customer_id, *fields, file=1):
        """A plan row that changes these fields."""
        bits = sum(BIT[name] for name in fields)
        action = "update" if bits else "unchanged"
        return {"file": file, "line": line, "customer_id": customer_id, "action": action, "changed": bits}

    def version(self):
        return environments.find(self.database, self.environment.name).version

    def claimed(self, kind=state.Kind.FILE, files=("klanten.csv",)):
        received = [state.ReceivedFile(name=name) for name in files]
        import_id = state.open_import(self.database, self.request(kind), received)
        return state.claim(self.database, import_id)

    def request(self, kind=state.Kind.FILE, started_by="alice"):
        return state.Request(environment_id=self.environment.id, kind=kind, started_by=started_by)

    def planned(self, rows, plan=(), files=("klanten.csv",)):
        """A lease on an import that is about to be applied."""
        lease = self.claimed(files=files)
        self.database.create_staging(lease.import_id)
        self.database.stage(lease.import_id, staged(rows))
        self.database.complete_staging(lease.import_id)
        self.database.create_plan(lease.import_id)
        if plan:
            frame = pl.DataFrame(list(plan), infer_schema_length=None)
            self.database.copy_in(plan_table(lease.import_id), frame.select(set(PLAN) & set(frame.columns)))
            restage_names(self.database, lease.import_id)
        state.begin_applying(self.database, lease)
        return lease

    def apply(self, lease, *, created=0, updated=0, accepted=(1,), version=None, ended=State.DONE):
        totals = Totals(rows=created + updated, created=created, updated=updated)
        report = Report(
            state=ended, totals=totals,
            files=[FileReport(name="klanten.csv", status=FileStatus.ACCEPTED, source="csv", totals=totals)],
        )  # fmt: skip
        return apply(
            self.database, lease, environment_id=self.environment.id, accepted_files=accepted,
            planned_version=self.version() if version is None else version,
            finish=state.Finish(report=report, messages=self.messages),
        )  # fmt: skip

    def bring_in(self, rows, plan=()):
        """Apply rows at once; the import's id."""
        lease = self.planned(rows, plan)
        named = {(row["file"], row["line"]) for row in plan}
        new = sum((row.get("file", 1), row.get("line", line)) not in named for line, row in enumerate(rows, 2))
        self.apply(lease, created=new, updated=sum(row["action"] == "update" for row in plan))
        self.database.drop_staging(lease.import_id)
        return lease.import_id

    def customers(self, *columns):
        """All customers in order of their ids; all columns but the version, which only goes up, unless some are named."""
        wanted = columns or (
            "id",
            *NAMES,
            "email_key",
            "number_key",
            "name_key",
            "created_import",
            "created_file",
            "created_line",
        )
        return self.database.fetch(
            f"SELECT {', '.join(wanted)} FROM customer WHERE environment_id = %(id)s ORDER BY id",
            {"id": self.environment.id},
        )

    def ids(self):
        return [customer_id for (customer_id,) in self.customers("id")]

    def state(self, import_id):
        [(name,)] = self.database.fetch("SELECT state FROM import WHERE id = %(id)s", {"id": import_id})
        return name

    def close(self):
        self.database.close()


@pytest.fixture
def muster(database_url):
    opened = Muster.open(database_url)
    yield opened
    opened.close()
