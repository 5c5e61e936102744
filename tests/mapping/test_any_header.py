"""Whatever stands in a header row: nothing raises, every column is accounted for, every field has its own column."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.mapping import lay, map_labels
from muster.mapping.vocabulary import synonyms
from muster.model.chunk import VIOLATIONS
from muster.model.options import Options
from muster.model.source import Shape

LABELS = st.one_of(st.sampled_from([synonym.label for synonym in synonyms()]), st.text(max_size=20), st.just(""))


@settings(max_examples=150, deadline=None)
@given(labels=st.lists(LABELS, min_size=1, max_size=14), filled=st.booleans(), yes=st.booleans())
def test_every_column_is_used_once_or_ignored(labels, filled, yes):
    rows = pl.DataFrame({str(column): ["12 a"] * 3 if filled else [""] * 3 for column in range(len(labels))})
    shape = Shape(source="csv", labels=tuple(labels), header_line=2, sample=rows)
    mapped = map_labels(shape, Options(yes=yes))
    used = [column for columns in mapped.columns.values() for column in columns]
    assert len(used) == len(set(used))
    assert sorted({*used, *mapped.ignored}) == list(range(len(labels)))
    assert mapped.violations.schema == pl.Schema(VIOLATIONS)
    assert mapped.rejected == ("error" in mapped.violations["severity"])
    assert mapped.how.keys() == mapped.columns.keys()
    assert lay(rows, mapped).height in {3, 0 if not used else 3}


@settings(max_examples=50, deadline=None)
@given(labels=st.lists(LABELS, min_size=1, max_size=14))
def test_a_header_maps_the_same_way_twice(labels):
    shape = Shape(source="csv", labels=tuple(labels), header_line=1)
    first, second = (map_labels(shape, Options()) for _ in range(2))
    assert first.columns == second.columns
    assert first.violations.equals(second.violations)
