"""No cell takes long, whatever somebody writes: expressions are linear, and long texts are not searched."""

import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster import rules
from muster.model.fields import NAMES

pytestmark = pytest.mark.slow

SECONDS = 1.0
PIECES = [
    "a",
    "a.",
    "@",
    "0",
    "1 ",
    "+",
    "-",
    "(",
    ")",
    "<",
    "é",
    "Ã©",
    "#",
    "=",
    '"',
    "/",
    "BE",
    "\u200d",
    "👩",
    "\u0301",
    " ",
    "\n",
]


@pytest.mark.parametrize("field", NAMES)
@settings(deadline=None, max_examples=15)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), count=st.integers(1_000, 20_000))
def test_a_very_long_cell_is_examined_in_a_second(field, pieces, count):
    cell = "".join(pieces) * count
    frame = pl.DataFrame({"line": [2], "end_line": [2], field: [cell]})
    started = time.process_time()
    rules.examine(frame, rules.Context(file=1, columns={field: 1}, country="BE"))
    assert time.process_time() - started < SECONDS
