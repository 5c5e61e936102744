"""Plain cells, and those settled quickly, come to what the careful way makes of them: the same value, and not a word."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster import catalogue, rules
from muster.model.fields import NAMES
from muster.rules import plain, quick

catalogue.load()

PIECES = st.sampled_from([
    "Kerkstraat", "Peeters", "de", "'s", "D'Hondt", "Liège", "É", "Ã", "©", "š", "3", "12", "0", "00", "okt", "Okt-3", "3-okt", "03. Okt", "03.", "Okt", "3/10",
    "2024", "10", "null", "NULL", "NaN", "none", "geen", "n/a", "N.v.t.", "-", ".", "/", "#REF!", "#CLEAR", "=A1", "+32470123456",
    "0470123456", "+31612345678", "470", "E+10", "3,2", "1.234,00", "@", "jan", "@example.com", "@gmial.com", "@x.test", ".be", "BE",
    "be", "nl", "xx", "NL", "FR", "1000", "75001", "1234 AB", "B-1000", "0403019261", "BE0403019261", "12345678", " ", "  ", "\u00a0", "\t",
    "\n", "\u200b", "’", "º", "Œuvre", "ø", "Παπα", "şı", "ﬁ", "Å", "Ã¼", "België", "Frans", "nl-BE", "0470 12 34 56", "+32 470", "/", "B", "HRB 123",
    "München HRB 12", "Jan@Example.COM", ".0", "00", "\u0301", "(0)", "&", "?", "a?b", "�", "'", "\"", "=\"00\"", "x" * 51, "y" * 141,
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


def examined(rows: pl.DataFrame, *, home: str | None, is_careful: bool) -> tuple[Any, ...]:
    """All that examining gives."""
    lines = pl.int_range(pl.len(), dtype=pl.Int64)
    context = rules.Context(file=1, columns=dict.fromkeys(NAMES, 1), country=home, is_careful=is_careful)
    found = rules.examine(rows.with_columns(line=lines, end_line=lines), context)
    return found.rows.rows(), found.violations.rows(), found.unsettled.rows()


@pytest.mark.slow
@pytest.mark.parametrize("field", NAMES)
@settings(deadline=None, max_examples=40)
@given(rows=ROWS, home=COUNTRIES)
def test_examining_quickly_gives_what_examining_carefully_gives(field, rows, home):
    columns = ["country", "company"] if field not in {"country", "company"} else ["number", "firstname"]
    frame = pl.DataFrame(
        [(cell, *known) for cell, *known in rows], schema=dict.fromkeys([field, *columns], pl.String()), orient="row"
    )
    assert examined(frame, home=home, is_careful=False) == examined(frame, home=home, is_careful=True)


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


@pytest.mark.parametrize(
    ("field", "cell", "stored"),
    [
        ("email", "Jan.Peeters@Example.COM", "Jan.Peeters@example.com"), ("language", "nl-BE", "nl"), ("language", "Frans", "fr"),
        ("lastname", " Peeters ", "Peeters"), ("lastname", "Παπαδόπουλος", "Παπαδόπουλος"), ("company", "ООО Ромашка", "ООО Ромашка"),
        ("mobile", "0470 12 34 56", "+32470123456"), ("mobile", "+32 470/12.34.56", "+32470123456"), ("country", "België", "BE"),
        ("country", "be", "BE"), ("coc", "0403.019.261", "0403019261"), ("coc", "BE 0403 019 261", "0403019261"), ("zip", " 1000", "1000"),
    ],
)  # fmt: skip
def test_another_spelling_is_settled_quickly(field, cell, stored):
    row = {"raw": cell, "country": "BE", "home": None, "company": "Bakkerij Maes"}
    frame = pl.DataFrame([row], schema=dict.fromkeys(row, pl.String()))
    assert quick.quickly(field, frame)["stored"].to_list() == [stored]
