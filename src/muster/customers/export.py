"""Customers as a file that can be edited and imported again: importing it unchanged changes nothing.

Streams: memory does not grow with the number of customers.
"""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import BinaryIO, Final

import polars as pl

from muster.model import tables
from muster.model.chunk import CHUNK_ROWS
from muster.model.fields import FIELDS, NAMES
from muster.model.guard import guard
from muster.store import Database

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
SCHEMA: Final = dict.fromkeys(NAMES, pl.String())


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which customers: all, or those that fit everything given.

    `search` is part of a number, name, company or e-mail address; `kind` is person or company; `country` and
    `language` are codes; `changed_by` is an import that created or changed them.
    """

    search: str | None = None
    kind: str | None = None
    country: str | None = None
    language: str | None = None
    changed_by: int | None = None


def write_csv(
    database: Database, environment_id: int, out: BinaryIO, wanted: Filter, *, delimiter: str, for_spreadsheets: bool
) -> int:
    """Write the template's columns; how many customers there were.

    `for_spreadsheets`: UTF-8 with a byte order mark and CRLF; otherwise plain UTF-8, LF and every cell quoted.
    """
    if for_spreadsheets:
        out.write(BYTE_ORDER_MARK)
    count = 0
    for number, frame in enumerate(_frames(database, environment_id, wanted)):
        count += frame.height
        frame.select(guard(pl.col(field.name)).alias(field.header) for field in FIELDS).write_csv(
            out,
            include_header=number == 0,
            separator=delimiter,
            line_terminator="\r\n" if for_spreadsheets else "\n",
            quote_style="necessary" if for_spreadsheets else "always",
            null_value="",
        )
    return count


def write_xlsx(database: Database, environment_id: int, out: BinaryIO, wanted: Filter) -> int:
    """Write one sheet of text cells with the template's columns; how many customers there were."""
    import xlsxwriter  # noqa: PLC0415  only where a workbook is written

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
        for frame in _frames(database, environment_id, wanted):
            for values in frame.select(guard(pl.col(name)) for name in NAMES).iter_rows():
                row += 1
                for column, value in enumerate(values):
                    if value is not None:
                        sheet.write_string(row, column, value, text)
    return row


def some(database: Database, environment_id: int, wanted: Filter, *, limit: int = 50) -> pl.DataFrame:
    """The first customers that fit, at most `limit`, all twelve fields."""
    return next(_frames(database, environment_id, wanted, rows=limit)).head(limit)


def _frames(database: Database, environment_id: int, wanted: Filter, rows: int = CHUNK_ROWS) -> Iterator[pl.DataFrame]:
    """The customers in the order in which they came; at least one frame, so that the header is written."""
    where, params = _condition(wanted, like="ILIKE" if database.name == "postgresql" else "LIKE")
    sql = f"SELECT {', '.join(NAMES)} FROM {tables.CUSTOMER} WHERE environment_id = %(environment)s{where} ORDER BY id"
    # PostgreSQL streams only inside a transaction; on SQLite one would keep every writer waiting.
    with database.transaction() if database.name == "postgresql" else nullcontext():
        empty = True
        for frame in database.frames(sql, {"environment": environment_id, **params}, SCHEMA, rows=rows):
            empty = False
            yield frame
        if empty:
            yield pl.DataFrame(schema=SCHEMA)


def _condition(wanted: Filter, like: str) -> tuple[str, dict[str, object]]:
    parts: list[str] = []
    params: dict[str, object] = {}
    if wanted.search:
        searched = ("number", "lastname", "firstname", "company", "email")
        parts.append("(" + " OR ".join(f"{name} {like} %(part)s ESCAPE '!'" for name in searched) + ")")
        params["part"] = "%" + re.sub("[!%_]", r"!\g<0>", wanted.search) + "%"
    if wanted.kind:
        parts.append("company IS NOT NULL" if wanted.kind == "company" else "company IS NULL")
    if wanted.country:
        parts.append("country = %(country)s")
        params["country"] = wanted.country.upper()
    if wanted.language:
        parts.append("language = %(language)s")
        params["language"] = wanted.language.lower()
    if wanted.changed_by is not None:
        parts.append(
            f"(created_import = %(import)s OR id IN (SELECT customer_id FROM {tables.CHANGE}"
            " WHERE import_id = %(import)s))"
        )
        params["import"] = wanted.changed_by
    return "".join(f" AND {part}" for part in parts), params
