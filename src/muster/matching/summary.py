"""What a plan would do, so that a person can say yes: distinct changes, examples, everything that would be deleted."""

from collections.abc import Collection, Mapping

import polars as pl

from muster.matching.match import CUSTOMER
from muster.model.fields import BIT, NAMES
from muster.model.plan import CHANGES, DELETIONS, EXAMPLES, Summary
from muster.model.tables import plan_table, staging_table
from muster.store import Database


def plan_summary(
    database: Database, *, import_id: int, files: Collection[int], top: int = 5, examples: int = 3, gone: int = 20
) -> Summary:
    """The updates that the import's plan has for these `files` (positions), before it is applied."""
    if not files:
        return Summary(customers={}, changes={}, examples=pl.DataFrame(schema=EXAMPLES), deletions={})
    customers = _customers(database, import_id, files)
    changes = {
        name: _frame(database, "distinct_changes", import_id, files, CHANGES, field=name, bit=BIT[name], limit=top)
        for name in customers
    }
    first = {name: deletions(database, import_id=import_id, files=files, field=name, limit=gone) for name in customers}
    return Summary(
        customers=customers,
        changes=changes,
        examples=_examples(database, import_id, files, examples),
        deletions={name: found for name, found in first.items() if found.height},
    )


def deletions(
    database: Database,
    *,
    import_id: int,
    files: Collection[int],
    field: str,
    after: tuple[int, int] = (0, 0),
    limit: int = 100,
) -> pl.DataFrame:
    """Stored values of `field` (Field.name) that the plan would delete, in the order of files and lines (`DELETIONS`).

    `after` is the last place (file, line) of the page before.
    """  # fmt: skip
    if not files:
        return pl.DataFrame(schema=DELETIONS)
    page = {"bit": BIT[field], "file": after[0], "line": after[1], "limit": limit}
    return _frame(database, "deletions", import_id, files, DELETIONS, field=field, **page)


def set_back(database: Database, *, import_id: int, files: Collection[int], since: int) -> int:
    """How many customers the plan would set back: in a field that an import later than `since` has changed."""
    if not files:
        return 0
    ((count,),) = database.fetch(_sql(database, "set_back", import_id, files), {"since": since})
    return int(count)


def _customers(database: Database, import_id: int, files: Collection[int]) -> dict[str, int]:
    sums = ", ".join(f"SUM(CASE WHEN changed & {bit} <> 0 THEN 1 ELSE 0 END)" for bit in BIT.values())
    (counts,) = database.fetch(_sql(database, "changes_by_field", import_id, files, sums=sums))
    return {name: int(count) for name, count in zip(NAMES, counts, strict=True) if count}


def _examples(database: Database, import_id: int, files: Collection[int], limit: int) -> pl.DataFrame:
    """The first updates, one row for each value that changes."""
    columns = ", ".join(f"c.{name} AS before_{name}, s.{name} AS after_{name}" for name in NAMES)
    texts = {f"{side}_{name}": pl.String() for name in NAMES for side in ("before", "after")}
    schema = {"file": pl.Int64(), "line": pl.Int64(), "changed": pl.Int64(), "customer": pl.String(), **texts}
    sql = _sql(database, "examples", import_id, files, before_and_after=columns)
    updates = database.frame(sql, {"limit": limit}, schema)
    of_fields = [
        updates.filter(pl.col("changed") & BIT[name] != 0).select(
            "file", "line", "customer", pl.lit(name).alias("field"), before=f"before_{name}", after=f"after_{name}"
        )
        for name in NAMES
    ]
    return pl.concat([pl.DataFrame(schema=EXAMPLES), *of_fields]).sort("file", "line", maintain_order=True)


def _frame(
    database: Database, name: str, import_id: int, files: Collection[int], schema: Mapping[str, pl.DataType],
    *, field: str, **params: int,
) -> pl.DataFrame:  # fmt: skip
    return database.frame(_sql(database, name, import_id, files, field=field), params, schema)


def _sql(database: Database, name: str, import_id: int, files: Collection[int], **names: str) -> str:
    return database.statement(
        "muster.matching", name, plan=plan_table(import_id), staging=staging_table(import_id), customer=CUSTOMER,
        files=", ".join(map(str, files)), **names,
    )  # fmt: skip
