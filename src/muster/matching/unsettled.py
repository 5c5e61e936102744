"""National mobile numbers of rows without a country: read with the stored customer's, once it is known who is meant."""

from typing import Final

import polars as pl

from muster.matching.match import ALL_ROWS
from muster.matching.places import places
from muster.model.fields import BIT
from muster.model.tables import staging_table
from muster.store import Database

COUNTRIES: Final[dict[str, pl.DataType]] = {"file": pl.Int64(), "line": pl.Int64(), "country": pl.String()}


def stored_countries(database: Database, import_id: int, *, environment_id: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Of the staged `rows` (`file`, `line`) those that mean a stored customer with a country: `COUNTRIES`.

    Number or e-mail address must say who it is; rows that only names could settle are left out. Ask before `match`.
    """
    with places(database, rows):
        sql = database.statement(
            "muster.matching", "stored_countries", staging=staging_table(import_id), all_rows=ALL_ROWS
        )
        return database.frame(sql, {"environment": environment_id}, COUNTRIES).sort("file", "line")


def restage_mobiles(database: Database, import_id: int, rows: pl.DataFrame) -> None:
    """Stage what reading again gave: `file`, `line`, `mobile`, `given` (the mobile number's bit, or 0), `rejected`."""
    columns = {"mobile": "TEXT", "given": "BIGINT", "rejected": "BOOLEAN"}
    with places(database, rows, **columns):
        sql = database.statement("muster.matching", "restage_mobiles", staging=staging_table(import_id))
        database.execute(sql, {"other_fields": ~BIT["mobile"]})
