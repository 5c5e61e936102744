"""A small environment with customers, and rows as the rules would stage them: matching is tested without other rooms."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl
import pytest

from muster import matching
from muster.model.examined import STAGED
from muster.model.fields import BIT, BY_HEADER, ERASER, FIELDS, NAMES
from muster.model.keys import email_key, name_key, number_key
from muster.model.tables import plan_table
from muster.rules.duplicates import REFUSED
from muster.store import Database

ENVIRONMENT = 1
IMPORT = 7

Row = dict[str, str]


@dataclass(frozen=True)
class House:
    """An environment in a database. Customers are known by a letter or word of the test's own: `who`."""

    database: Database
    ids: dict[str, int]
    environment_id: int = ENVIRONMENT
    import_id: int = IMPORT

    def store(self, customers: Iterable[Row]) -> None:
        """Store customers; keys are headers of the template, `customer` (who it is) and `merged` (numbers it swallowed)."""
        for row in customers:
            number = len(self.ids) + 1
            self.ids[row.get("customer") or f"#{number}"] = number
            self._insert(number, {BY_HEADER[header].name: row[header] for header in row if header in BY_HEADER})
            for alias in row.get("merged", "").split():
                self.database.execute(
                    "INSERT INTO customer_alias (environment_id, number, customer_id, import_id)"
                    " VALUES (%(environment)s, %(number)s, %(customer)s, 1)",
                    {"environment": ENVIRONMENT, "number": alias, "customer": number},
                )

    def stage(self, *files: list[Row], blank: str = "clear", kept: Iterable[str] = ()) -> pl.DataFrame:
        """Stage the rows of files, first line 2; keys are headers, and `error` for a row that the rules refuse."""
        frame = pl.concat(
            [staged(rows, file=position, blank=blank, kept=kept) for position, rows in enumerate(files, start=1)]
        )
        self.database.create_staging(IMPORT)
        self.database.stage(IMPORT, frame)
        self.database.complete_staging(IMPORT)
        return frame

    def match(self, *, refused: pl.DataFrame | None = None, **options) -> matching.Matched:
        """Match what is staged."""
        nobody = pl.DataFrame(schema=REFUSED)
        return matching.match(
            self.database, import_id=IMPORT, environment_id=ENVIRONMENT,
            refused=nobody if refused is None else refused, **options,
        )  # fmt: skip

    def plan(self) -> list[tuple]:
        """The plan's rows: file, line, customer, action, changed, code; customers as the test knows them."""
        who = {id_: name for name, id_ in self.ids.items()}
        rows = self.database.fetch(
            f"SELECT file, line, customer_id, action, changed, code FROM {plan_table(IMPORT)} ORDER BY file, line"
        )
        return [(file, line, who.get(customer, ""), *rest) for file, line, customer, *rest in rows]

    def _insert(self, number: int, values: Row) -> None:
        filled = {name: value or None for name, value in values.items()}
        keys = pl.DataFrame(
            {"n": [filled.get("number")], "e": [filled.get("email")]}, schema=dict.fromkeys("ne", pl.String)
        )
        n, e = keys.select(number_key(pl.col("n")), email_key(pl.col("e"))).row(0)
        row = {
            "id": number,
            "environment_id": ENVIRONMENT,
            **filled,
            "number_key": n,
            "email_key": e,
            "created_import": 1,
        }
        columns = ", ".join(row)
        marks = ", ".join(f"%({name})s" for name in row)
        self.database.execute(f"INSERT INTO customer ({columns}) VALUES ({marks})", row)


def staged(rows: list[Row], *, file: int = 1, blank: str = "clear", kept: Iterable[str] = ()) -> pl.DataFrame:
    """What the rules make of rows whose values are in stored form already."""
    filled = [
        {
            "file": file,
            "line": line,
            "end_line": line,
            "rejected": bool(row.get("error")),
            **_values(row, blank, set(kept)),
        }
        for line, row in enumerate(rows, start=2)
    ]
    schema = {name: dtype for name, dtype in STAGED.items() if not name.endswith("_key")}
    frame = pl.DataFrame(filled, schema=schema)
    keys = {"email_key": email_key(pl.col("email")), "number_key": number_key(pl.col("number"))}
    return frame.with_columns(name_key(frame), **keys).select(list(STAGED))


def _values(row: Row, blank: str, kept: set[str]) -> dict[str, object]:
    values: dict[str, object] = dict.fromkeys(NAMES)
    given = erased = 0
    for field in FIELDS:
        cell = row.get(field.header)
        if cell is None:
            continue
        if cell.upper() == ERASER:
            erased |= BIT[field.name]
        elif cell:
            values[field.name] = cell
        elif field.name in ("number", "language") or blank == "keep" or field.header in kept:
            continue
        given |= BIT[field.name]
    return {**values, "given": given, "erased": erased}


@pytest.fixture
def house(database: Database) -> House:
    database.execute("INSERT INTO environment (id, name) VALUES (%(id)s, 'default')", {"id": ENVIRONMENT})
    database.execute("INSERT INTO environment (id, name) VALUES (2, 'another')")
    return House(database, {})


@pytest.fixture
def stage_rows() -> Callable[..., pl.DataFrame]:
    return staged
