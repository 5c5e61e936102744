"""The German trade register: a number is only one together with its court (`stdnum.de.handelsregisternummer`)."""

from typing import Final

import polars as pl
from stdnum.de import handelsregisternummer
from stdnum.exceptions import ValidationError

REGISTRY: Final = "HRA|HRB|PR|GNR|VR"
NUMBER: Final = r"[1-9][0-9]{0,5}"

COURT_LAST: Final = (
    rf"(?i)^(?P<registry>{REGISTRY})\s+(?P<number>{NUMBER})(?:\s*(?P<suffix>[A-ZÖ]{{1,3}}))?,?\s+(?P<court>.*)$"
)
COURT_FIRST: Final = (
    rf"(?i)^(?P<court>.*?),?\s*(?P<registry>{REGISTRY})\s*(?P<number>{NUMBER})\s*(?P<suffix>[A-ZÖ]{{1,3}})?$"
)
"""The second also reads the stored form, in which nothing stands between."""

COURT_WORDS: Final = r"(?i)^(?:Amtsgericht|Registergericht|Handelsregister|AG|,|\s)+\s"


def stored(text: pl.Expr) -> pl.Expr:
    """`MünchenHRB11223` for a number of a known court, however it is written; else null."""
    text = text.str.replace(COURT_WORDS, "").str.replace(r"(?i)\s(?:Amtsgericht|AG)\s", " ")
    last, first = text.str.extract_groups(COURT_LAST), text.str.extract_groups(COURT_FIRST)
    part = pl.when(last.struct.field("court").is_not_null()).then(last).otherwise(first)
    court = part.struct.field("court").map_batches(_courts, return_dtype=pl.String)
    registry = part.struct.field("registry").str.to_uppercase().replace("GNR", "GnR")
    suffix = part.struct.field("suffix").str.to_uppercase().fill_null("")
    return pl.concat_str(court, registry, part.struct.field("number"), suffix)


def _courts(names: pl.Series) -> pl.Series:
    """Each court as the library names it, letters only; null where it knows none of that name."""
    known = {name: _court(name) for name in names.unique().drop_nulls()}
    return names.replace_strict(known, default=None, return_dtype=pl.String)


def _court(name: str) -> str | None:
    try:
        number = handelsregisternummer.validate(f"{name} HRB 1")
    except ValidationError:
        return None
    return "".join(filter(str.isalnum, number.removesuffix(" HRB 1")))
