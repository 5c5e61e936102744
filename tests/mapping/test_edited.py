"""What a person typed in the page takes the place of the user's cells, in the order in which it was typed."""

import polars as pl

from muster.mapping import Edited
from muster.model.edits import EDITS, LEFT_OUT

ROWS = pl.DataFrame({"line": [2, 3, 4], "city": ["Gent", "Gend", None], "country": ["Belgie", "Belgie", "NL"]})


def edits(*rows):
    """Each edit: line or None, field, value, replaced or None, and who."""
    filled = [
        {"file": 1, "line": line, "field": field, "value": value, "replaced": replaced, "user_id": user}
        for line, field, value, replaced, user in rows
    ]
    return Edited(pl.DataFrame(filled, schema=EDITS))


def test_one_cell_is_set():
    assert edits((3, "city", "Gent", None, 1)).lay(ROWS)["city"].to_list() == ["Gent", "Gent", None]


def test_a_value_is_replaced_wherever_it_stands_in_the_field():
    laid = edits((None, "country", "BE", "Belgie", 1)).lay(ROWS)
    assert laid["country"].to_list() == ["BE", "BE", "NL"]
    assert laid["city"].to_list() == ROWS["city"].to_list()


def test_a_cell_beats_what_is_put_everywhere():
    laid = edits((3, "country", "LU", None, 1), (None, "country", "BE", "Belgie", 1)).lay(ROWS)
    assert laid["country"].to_list() == ["BE", "LU", "NL"]


def test_what_was_put_everywhere_can_be_replaced_again():
    laid = edits((None, "country", "Belgi", "Belgie", 1), (None, "country", "BE", "Belgi", 1)).lay(ROWS)
    assert laid["country"].to_list() == ["BE", "BE", "NL"]


def test_what_was_typed_in_a_cell_can_be_replaced_everywhere():
    laid = edits((2, "country", "Belgi", None, 1), (None, "country", "BE", "Belgi", 1)).lay(ROWS)
    assert laid["country"].to_list() == ["BE", "Belgie", "NL"]


def test_the_last_word_on_a_cell_counts():
    assert edits((2, "city", "A", None, 1), (2, "city", "B", None, 2)).lay(ROWS)["city"][0] == "B"


def test_a_cell_can_be_made_blank_and_a_blank_one_filled():
    laid = edits((2, "city", "", None, 1), (None, "city", "Brugge", "", 1)).lay(ROWS)
    assert laid["city"].to_list() == ["Brugge", "Gend", "Brugge"]


def test_a_field_that_the_file_does_not_have_stays_away():
    assert edits((2, "zip", "9000", None, 1)).lay(ROWS).columns == ROWS.columns


def test_a_row_that_was_left_out_can_be_taken_back():
    assert edits((2, LEFT_OUT, None, None, 1), (3, LEFT_OUT, None, None, 1)).left_out.to_list() == [2, 3]
    assert edits((2, LEFT_OUT, None, None, 1), (2, LEFT_OUT, "", None, 1)).left_out.to_list() == []


def test_it_is_known_which_cells_were_touched_by_whom():
    laid = edits((3, "city", "Gent", None, 7), (None, "country", "BE", "Belgie", 8))
    laid.lay(ROWS)
    touched = pl.concat(laid.touched).sort("line", "field")
    assert touched.rows() == [(2, "country", 8), (3, "city", 7), (3, "country", 8)]
