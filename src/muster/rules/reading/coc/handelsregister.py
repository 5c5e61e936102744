"""The German trade register: a number is only one together with its court (`stdnum.de.handelsregisternummer`)."""

from functools import lru_cache
from typing import Final

import polars as pl
from stdnum.de import handelsregisternummer
from stdnum.exceptions import ValidationError

from muster.rules.reading.distinct import REMEMBERED, known

REGISTRY: Final = "HRA|HRB|PR|GNR|VR"
NUMBER: Final = r"[1-9][0-9]{0,5}"

COURT_FIRST: Final = (
    rf"(?i)^(?P<court>.*?),?\s*(?P<registry>{REGISTRY})\s*(?P<number>{NUMBER})\s*(?P<suffix>[A-ZÖ]{{1,3}})?$"
)
"""Also reads the stored form, in which nothing stands between."""

COURT_LAST: Final = rf"(?i)^(?P<registry>{REGISTRY})\s+(?P<number>{NUMBER})(?P<suffix>),?\s+(?P<court>.*)$"
COURT_BEHIND_SUFFIX: Final = (
    rf"(?i)^(?P<registry>{REGISTRY})\s+(?P<number>{NUMBER})\s*(?P<suffix>[A-ZÖ]{{1,3}}),?\s+(?P<court>.*)$"
)
"""Two ways, because the library takes Bad Homburg for a suffix and a court."""

USUAL: Final = (
    r"^(?P<court>[A-Za-zÄÖÜäöüß][A-Za-zÄÖÜäöüß. ()/-]*),? (?P<registry>HRA|HRB|PR|VR) (?P<number>[1-9][0-9]{0,5})$"
)

COURT_WORDS: Final = r"(?i)^(?:Amtsgericht|Registergericht|Handelsregister|AG|,|\s)+\s"


def quick(texts: pl.Series) -> pl.Series:
    """The same for a court and a number in the usual order, `München HRB 11223`; else null."""
    parts = texts.str.extract_groups(USUAL).struct.unnest()
    courts = known(parts["court"], _stored_court)
    return pl.select(pl.concat_str(courts, parts["registry"], parts["number"])).to_series()


@lru_cache(maxsize=REMEMBERED)
def _stored_court(court: str) -> str | None:
    """How a court stands before a stored number."""
    number = pl.select(stored(pl.lit(f"{court} HRB 1"))).item()
    return number.removesuffix("HRB1") if number else None


def stored(text: pl.Expr) -> pl.Expr:
    """`MünchenHRB11223` for a number of a known court, however it is written; else null."""
    text = text.str.replace(COURT_WORDS, "").str.replace(r"(?i)\s(?:Amtsgericht|AG)\s", " ")
    return pl.coalesce(_read(text, pattern) for pattern in (COURT_FIRST, COURT_LAST, COURT_BEHIND_SUFFIX))


def _read(text: pl.Expr, pattern: str) -> pl.Expr:
    parts = text.str.extract_groups(pattern).struct
    court = parts.field("court").map_batches(_courts, return_dtype=pl.String)
    registry = parts.field("registry").str.to_uppercase().replace("GNR", "GnR")
    suffix = parts.field("suffix").str.to_uppercase().fill_null("")
    return pl.concat_str(court, registry, parts.field("number"), suffix)


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
