"""Customers on both sides, compared after a pull: who is here but not there, whose number is spelt otherwise there.

Only a pull of all accounts can tell who is missing; of a pull of changes it is said that it cannot.
"""

from pathlib import Path

import polars as pl

from muster import catalogue
from muster.model.chunk import violations_frame
from muster.model.tables import staging_table
from muster.sources.pulled.codes import CHANGES_ONLY, INCOMPLETE, NEARLY_THERE, NOT_THERE
from muster.sources.pulled.fetched import about
from muster.store import Database


def compared(
    database: Database, import_id: int, *, environment_id: int, path: Path, found: pl.DataFrame
) -> pl.DataFrame:
    """Notes (a violations frame) on the customers of an environment beside the staged rows of a pull.

    `path` is the kept file of accounts, `found` are the violations so far: where accounts are missing, nothing is said
    of customers that seem to be.
    """
    nearly = _fetched(database, "nearly_there", import_id, environment_id, ["number", "there"])
    said = [_said(NEARLY_THERE, nearly.with_columns(params=pl.struct("there").struct.json_encode()))]
    if not about(path).is_full:
        said.append(_whole(CHANGES_ONLY))
    elif not (found["code"] == INCOMPLETE).any():
        said.append(_said(NOT_THERE, _fetched(database, "not_there", import_id, environment_id, ["number"])))
    return pl.concat(said)


def _fetched(
    database: Database, statement: str, import_id: int, environment_id: int, columns: list[str]
) -> pl.DataFrame:
    sql = database.statement("muster.imports", statement, staging=staging_table(import_id))
    return database.frame(sql, {"environment_id": environment_id}, dict.fromkeys(columns, pl.String))


def _said(code: str, customers: pl.DataFrame) -> pl.DataFrame:
    severity = catalogue.entry(code).severity.value
    said = customers.select(
        pl.exclude("number", "there"),
        file=pl.lit(1), record="number", value="number", field=pl.lit("number"), code=pl.lit(code),
        severity=pl.lit(severity),
    )  # fmt: skip
    return violations_frame(said)


def _whole(code: str) -> pl.DataFrame:
    severity = catalogue.entry(code).severity.value
    return violations_frame(pl.DataFrame({"file": [1], "code": [code], "severity": [severity]}))
