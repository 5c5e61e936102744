"""What examining a chunk gives: rows in stored form, and what was wrong."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from muster.model.fields import NAMES

STAGED: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(),  # 1-based position of the file in the import
    "line": pl.Int64(),
    "end_line": pl.Int64(),
    "record": pl.String(),
    **dict.fromkeys(NAMES, pl.String()),
    "email_key": pl.String(),
    "number_key": pl.String(),
    "name_key": pl.String(),
    "given": pl.Int64(),
    "erased": pl.Int64(),
    "rejected": pl.Boolean(),
}
"""Schema of rows on their way to the database: one staging row each.

Fields are in stored form, blank is null. `given` has a field's bit (fields.BIT) where the row sets it; NULL with its
bit deletes the stored value. A value without its bit counts for a new customer only (the default language, the text of
a cell whose rule was lowered from error). `erased` has the bit where the cell said #CLEAR. `rejected`: the row has an
error. The keys are what matching compares: see keys.py.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One chunk after the rules.

    `rows` has the schema STAGED. `violations` is a violations frame with its severities settled. `unsettled` are the
    rows whose mobile is written nationally while their country is blank: `file`, `line`, `column`, `mobile` (the user's
    cell). They were read with the environment's country; once a stored customer with another country is matched, they
    are read again with that.
    """

    rows: pl.DataFrame
    violations: pl.DataFrame
    unsettled: pl.DataFrame
