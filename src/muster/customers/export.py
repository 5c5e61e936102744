"""Customers as a file that can be edited and imported again: importing it unchanged changes nothing.

Streams: memory does not grow with the number of customers.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO, Final

import polars as pl

from muster.customers import listing
from muster.customers.selection import Filter, Selection, reading
from muster.i18n import _
from muster.model.chunk import CHUNK_ROWS
from muster.model.fields import FIELDS, NAMES
from muster.model.guard import guard
from muster.model.options import WrongOption
from muster.store import Database

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
SCHEMA: Final = dict.fromkeys(NAMES, pl.String())

SHEET_ROWS: Final = 1_048_576
"""More a sheet cannot have; programs that read it would leave out the rest without a word."""


class Form(StrEnum):
    """What the file is for."""

    CSV = "csv"  # spreadsheet programs: UTF-8 with a byte order mark, CRLF, and the delimiter they expect
    TEXT = "text"  # text editors: plain UTF-8, LF, every cell quoted
    XLSX = "xlsx"


Part = tuple[bytes, int]
"""A piece of a file, and how many customers are in it."""


def write(database: Database, environment_id: int, out: BinaryIO, wanted: Filter, form: Form, *, language: str) -> int:
    """Write the template's columns; how many customers there were. Raises WrongOption for more than a sheet can have."""
    if form is Form.XLSX:
        return _write_xlsx(database, environment_id, out, wanted)
    count = 0
    for content, customers in csv_parts(database, environment_id, wanted, form, language=language):
        out.write(content)
        count += customers
    return count


def csv_parts(
    database: Database,
    environment_id: int,
    wanted: Filter,
    form: Form,
    *,
    language: str,
    rows: int = CHUNK_ROWS,
) -> Iterator[Part]:
    """The same as CSV, some `rows` at a time."""
    spreadsheet = form is Form.CSV
    if spreadsheet:
        yield BYTE_ORDER_MARK, 0
    for number, frame in enumerate(_frames(database, environment_id, wanted, rows)):
        part = frame.select(guard(pl.col(field.name)).alias(field.header) for field in FIELDS).write_csv(
            include_header=number == 0,
            separator=";" if spreadsheet and language != "en" else ",",
            line_terminator="\r\n" if spreadsheet else "\n",
            quote_style="necessary" if spreadsheet else "always",
            null_value="",
        )
        yield part.encode(), frame.height


def _write_xlsx(database: Database, environment_id: int, out: BinaryIO, wanted: Filter) -> int:
    """One sheet of text cells."""
    import xlsxwriter  # noqa: PLC0415  only where a workbook is written

    most = SHEET_ROWS - 1
    if listing.count(database, environment_id, wanted, most=most) is None:
        raise WrongOption(_("A workbook has room for {count} customers: choose CSV, or export fewer."), count=most)
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as workbook:
        text = workbook.add_format({"num_format": "@"})
        bold = workbook.add_format({"num_format": "@", "bold": True})
        sheet = workbook.add_worksheet("customers")
        sheet.set_column(0, len(FIELDS) - 1, 20, text)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [field.header for field in FIELDS], bold)
        row = 0
        for frame in _frames(database, environment_id, wanted, CHUNK_ROWS):
            for values in frame.select(guard(pl.col(name)) for name in NAMES).iter_rows():
                row += 1
                for column, value in enumerate(values):
                    if value is not None:
                        sheet.write_string(row, column, value, text)
    return row


def _frames(database: Database, environment_id: int, wanted: Filter, rows: int) -> Iterator[pl.DataFrame]:
    """The customers in the order in which they came; at least one frame, so that the header is written."""
    part = Selection(database, environment_id, wanted).condition
    here = f"SELECT {', '.join(NAMES)} FROM customer WHERE environment_id = %(environment)s"
    sql, params = f"{here} AND {part.sql} ORDER BY id", part.params
    with reading(database):
        empty = True
        for frame in database.frames(sql, {"environment": environment_id, **params}, SCHEMA, rows=rows):
            empty = False
            yield frame
        if empty:
            yield pl.DataFrame(schema=SCHEMA)
