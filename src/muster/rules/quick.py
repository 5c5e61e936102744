"""Quick ways: cells that are not plain, but merely another spelling of what is stored, settled without any rule.

A quick way may settle too little, never wrongly: where it settles a cell, the careful way stores the same and says
nothing. A property test holds it to that. It sees cells as the user wrote them.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from muster.model.fields import BY_NAME
from muster.rules import reading
from muster.rules.blanks import is_blank_word
from muster.rules.letters import ANY, APOSTROPHE, ORDINAL
from muster.rules.plain import has_proof, is_plain

TOKEN: Final = rf"(?:[{ANY}\p{{Nd}}.,'&()/+-]|{APOSTROPHE}|{ORDINAL})"

OF_ADDRESS: Final = rf"(?:[{ANY}\p{{Nd}},'&()/+-]|[{ANY},'&()/+-]\.|{APOSTROPHE}|{ORDINAL})"

WORDS: Final = {
    **dict.fromkeys(("lastname", "firstname"), rf"^{ANY}[{ANY}.'&()/-]*(?: [{ANY}.,'&()/-]+)*$"),
    **dict.fromkeys(("company", "city"), rf"^[{ANY}\p{{Nd}}]{TOKEN}*(?: {TOKEN}+)*$"),
    "address": rf"^(?:[{ANY}\p{{Nd}}]{OF_ADDRESS}*[ \n](?:{OF_ADDRESS}+[ \n])*)?[{ANY}\p{{Nd}}][{ANY}\p{{Nd}}']*$",
}
"""Texts in the letters of any script. An address does not end in what could be a date."""


def quickly(name: str, cells: pl.DataFrame, blank_words: Sequence[str] = ()) -> pl.DataFrame:
    """What each of the cells (`raw`, `country`, `home`, `company`) is stored as (`stored`), or null.

    It may have `unsettled`, as a reading has. `blank_words` are words that mean blank, in lower case.
    """
    cells = cells.with_columns(value=pl.col("raw").str.strip_chars(" "))
    said = _trimmed(name, cells) if has_proof(name) else _other_spellings(name, cells)
    if not blank_words:
        return said
    means_blank = cells["value"].str.to_lowercase().is_in(blank_words)
    return said.with_columns(stored=pl.when(~means_blank).then("stored"))


def _trimmed(name: str, cells: pl.DataFrame) -> pl.DataFrame:
    """Cells that are plain without the spaces around them; of the others, what they may say besides."""
    known = cells.select(pl.col("value").alias(name), pl.col("country", "home", "company").name.prefix("@"))
    is_plain_now = known.select(is_plain(name).fill_null(value=False)).to_series()
    if not is_plain_now.any():
        return _other_spellings(name, cells)
    left = (~is_plain_now).arg_true()
    if not left.len():
        return cells.select(stored="value")
    quick = _other_spellings(name, cells[left])
    said = {"stored": cells["value"].scatter(left, quick["stored"])}
    if "unsettled" in quick.columns:
        said["unsettled"] = pl.repeat(value=False, n=cells.height, eager=True).scatter(left, quick["unsettled"])
    return pl.DataFrame(said)


def _other_spellings(name: str, cells: pl.DataFrame) -> pl.DataFrame:
    read = reading.of(name)
    if read is not None:
        return read.quick(cells.select("value", "country", "home", "company"))
    if name not in WORDS:
        return cells.select(stored=pl.lit(None, dtype=pl.String))
    value = pl.col("value")
    is_stored_form = (
        value.str.contains(WORDS[name])
        & (value.str.len_chars() <= BY_NAME[name].limit)
        & (value.str.normalize("NFC") == value)
        & ~is_blank_word(value)
    )
    return cells.select(stored=pl.when(is_stored_form).then(value))
