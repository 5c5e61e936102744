"""The proof that a cell is plain never says yes where the careful way would say or change anything."""

from importlib import import_module

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster import catalogue, rules
from muster.model.fields import NAMES
from muster.rules import plain

catalogue.load()
EXAMINE = import_module("muster.rules.examine")

PIECES = st.sampled_from([
    "Kerkstraat", "Peeters", "de", "'s", "D'Hondt", "Liège", "É", "Ã", "©", "š", "3", "12", "0", "00", "okt", "Okt-3", "3-okt", "3/10",
    "2024", "10", "null", "NULL", "NaN", "none", "geen", "n/a", "N.v.t.", "-", ".", "/", "#REF!", "#CLEAR", "=A1", "+32470123456",
    "0470123456", "+31612345678", "470", "E+10", "3,2", "1.234,00", "@", "jan", "@example.com", "@gmial.com", "@x.test", ".be", "BE",
    "be", "nl", "xx", "NL", "FR", "1000", "75001", "1234 AB", "B-1000", "0403019261", "BE0403019261", "12345678", " ", "  ", "\u00a0", "\t",
    "\n", "\u200b", "\u0301", "(0)", "&", "?", "a?b", "�", "'", "\"", "=\"00\"", "x" * 51, "y" * 141,
])  # fmt: skip
CELLS = st.lists(PIECES, min_size=1, max_size=4).flatmap(
    lambda each: st.sampled_from(["", " ", "-"]).map(lambda by: by.join(each))
)
COUNTRIES = st.sampled_from(["BE", "NL", "FR", "DE", "IT", "ES", "PT", "LU", "US", None])
ROWS = st.lists(
    st.tuples(CELLS | st.text(max_size=60), COUNTRIES, st.sampled_from([None, "Bakkerij Maes"])),
    min_size=20,
    max_size=200,
)


def proofs(field: str, rows: pl.DataFrame, home: str | None) -> pl.Series:
    """Which cells of the field are plain."""
    known = rows.select(
        pl.col(field),
        pl.col("country").alias("@country"),
        pl.lit(home, dtype=pl.String).alias("@home"),
        pl.col("company").alias("@company"),
    )
    return known.select(plain.is_plain(field).fill_null(value=False)).to_series()


def carefully(field: str, rows: pl.DataFrame, home: str | None):
    """What rows come to when no cell of the field counts as plain."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EXAMINE, "is_plain", lambda name: pl.lit(value=name != field))
        lines = pl.int_range(pl.len(), dtype=pl.Int64)
        columns = dict.fromkeys(NAMES, 1)
        return rules.examine(
            rows.with_columns(line=lines, end_line=lines), rules.Context(file=1, columns=columns, country=home)
        )


@pytest.mark.parametrize("field", NAMES)
@settings(deadline=None, max_examples=30)
@given(rows=ROWS, home=COUNTRIES)
def test_a_plain_cell_is_stored_as_it_is_without_a_word(field, rows, home):
    columns = ["country", "company"] if field not in {"country", "company"} else ["number", "firstname"]
    frame = pl.DataFrame(
        [(cell, *known) for cell, *known in rows], schema=dict.fromkeys([field, *columns], pl.String()), orient="row"
    )
    absent = [name for name in ("country", "company") if name not in frame.columns]
    frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    is_plain = proofs(field, frame, home)
    examined = carefully(field, frame, home)
    said = set(examined.violations.filter(pl.col("field") == field)["line"])
    stored = examined.rows[field]
    lax = [
        (frame[field][row], stored[row])
        for row in is_plain.arg_true()
        if row in said or stored[row] != frame[field][row]
    ]
    assert lax == []


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("number", "C-1001"), ("email", "jan.peeters@example.com"), ("language", "nl"), ("lastname", "Van den Bossche"),
        ("firstname", "Nora"), ("company", "Studio 100 & Co."), ("address", "Rue de l'Église 12"), ("city", "Sint-Niklaas"),
        ("country", "BE"), ("mobile", "+32470123456"),
    ],
)  # fmt: skip
def test_an_ordinary_cell_is_plain(field, cell):
    row = {"country": "BE", "company": None} | {field: cell}
    assert proofs(field, pl.DataFrame([row], schema=dict.fromkeys(row, pl.String())), "BE").to_list() == [True]
