"""By which names customers will be looked up whose row says only a part of them."""

from typing import Final

import polars as pl

from muster.matching.places import places
from muster.model.fields import BIT, NAME_BITS
from muster.model.keys import name_key
from muster.model.tables import plan_table, staging_table
from muster.store import Database

NAMES: Final = ("company", "lastname", "firstname")
RENAMED: Final[dict[str, pl.DataType]] = {"file": pl.Int64(), "line": pl.Int64(), **dict.fromkeys(NAMES, pl.String())}


def restage_names(database: Database, import_id: int) -> None:
    """Stage the names of updates whose row leaves some of them as they are; keys of all others are staged already."""
    names = {
        "staging": staging_table(import_id),
        "plan": plan_table(import_id),
        "bits": str(NAME_BITS),
        "differs": " OR ".join(
            f"(p.changed & {BIT[name]}) = 0 AND s.{name} IS DISTINCT FROM c.{name}" for name in NAMES
        ),
        "names": ", ".join(
            f"CASE WHEN (p.changed & {BIT[name]}) <> 0 THEN s.{name} ELSE c.{name} END AS {name}" for name in NAMES
        ),
    }
    renamed = database.frame(database.statement("muster.matching", "partly_renamed", **names), None, RENAMED)
    if renamed.is_empty():
        return
    with places(database, renamed.with_columns(name_key(renamed)), name_key="TEXT"):
        database.execute(database.statement("muster.matching", "restage_names", **names))
