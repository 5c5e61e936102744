"""Whatever a program writes into a cell comes back as its user sees it."""

from datetime import datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.xlsx.conftest import told

from muster.model.options import Options
from muster.sources import open_source
from muster.sources.blanks import is_blank

pytestmark = pytest.mark.slow

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=40
) | st.sampled_from(
    ["=A1", "'=A1", "+32470123456", "_x0041_", "a_x005F_", "00123", " C 1 ", "1E5", "#CLEAR", "TRUE", "\t"]
)
WHOLE = st.integers(-(10**15) + 1, 10**15 - 1)
EXACT = st.decimals(-(10**9), 10**9, places=4, allow_nan=False).map(lambda number: number.normalize())
ZIPS = st.integers(0, 99_999)
FIRST, LAST = (datetime.fromisoformat(day) for day in ("1901-01-01", "9999-12-30"))  # a cell's day has no time zone
DAYS = st.datetimes(FIRST, LAST).map(lambda moment: moment.replace(microsecond=0))
ROWS = st.lists(st.tuples(TEXTS, WHOLE, EXACT, ZIPS, DAYS, st.booleans()), min_size=1, max_size=60)


def plain(number: Decimal) -> str:
    return f"{number:f}" if number else "0"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, is_shared=st.booleans())
def test_what_was_written_is_what_is_read(tmp_path, rows, is_shared):
    path = tmp_path / "customers.xlsx"
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), {"constant_memory": not is_shared, **safe}) as workbook:
        sheet = workbook.add_worksheet()
        zip_code, day, moment = (
            workbook.add_format({"num_format": code}) for code in ("00000", "dd/mm/yy", "d mmm yyyy h:mm:ss")
        )
        sheet.write_row(0, 0, ["text", "whole", "exact", "zip", "day", "moment", "truth"])
        for line, (text, whole, exact, digits, at, truth) in enumerate(rows, start=1):
            sheet.write_string(line, 0, text)
            sheet.write_number(line, 1, whole)
            sheet.write_number(line, 2, float(exact))
            sheet.write_number(line, 3, digits, zip_code)
            sheet.write_datetime(line, 4, at.replace(hour=0, minute=0, second=0), day)
            sheet.write_datetime(line, 5, at, moment)
            sheet.write_boolean(line, 6, truth)

    done = told(open_source(path, Options()))

    assert done.lines == list(range(2, len(rows) + 2))
    assert done.cells == [
        [text, str(whole), plain(exact), f"{digits:05}", f"{at:%Y-%m-%d}".zfill(10), f"{at:%Y-%m-%d %H:%M:%S}", str(truth).upper()]
        for text, whole, exact, digits, at, truth in rows
    ]  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(["", "a", " ", "\u00a0"]), min_size=3, max_size=3), max_size=12))
def test_blank_rows_are_counted_and_the_others_stand_where_they_are(tmp_path, rows):
    path = tmp_path / "customers.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["nr", "naam", "plaats"])
        for line, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(line, column, cell)

    done = told(open_source(path, Options()))

    filled = [line for line, cells in enumerate(rows, start=2) if not all(map(is_blank, cells))]
    assert done.lines == filled
    assert sum(done.skipped.values()) == (filled[-1] - 1 - len(filled) if filled else 0)
