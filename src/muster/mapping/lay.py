"""Rows of the user's columns become rows of our fields: one select, whatever was joined."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from muster.mapping.mapped import Mapped
from muster.model.fields import ERASER, NAMES

_PASSED_ON: Final = ("line", "end_line", "record")
_SAYS_BOX: Final = r"(?i)^(bus|bte|bo[iî]te|box|bk|b\.?\s*\d)"
_COMPANY_WORDS: Final = (
    "1", "true", "wahr", "waar", "vrai", "vero", "verdadero", "verdadeiro", "yes", "ja", "oui", "sì", "si", "sí", "sim",
    "x", "company", "bedrijf", "société", "entreprise", "unternehmen", "firma", "azienda", "empresa", "compañía",
)  # fmt: skip


def lay(rows: pl.DataFrame, mapped: Mapped) -> pl.DataFrame:
    """`rows` (source columns "0", "1", …) as one String column per mapped field, in the template's order.

    Place and record are passed on; a correction file's own columns become `original_file` and `original_line`. Cells
    of single columns are untouched; joined ones are trimmed, and blank parts leave no space behind.
    """
    passed = [pl.col(name) for name in _PASSED_ON if name in rows.columns]
    return rows.select(*passed, *_original_place(mapped), *_fields(mapped))


def _fields(mapped: Mapped) -> Iterator[pl.Expr]:
    for name in NAMES:
        if name in mapped.columns:
            yield _of_its_kind(name, _value(mapped.columns[name], mapped.words), mapped).alias(name)


def _value(columns: Sequence[int], words: Mapping[int, str]) -> pl.Expr:
    if len(columns) == 1:
        return _cell(columns[0])
    return _joined(columns, words)


def _cell(column: int) -> pl.Expr:
    return pl.col(str(column))


def _joined(columns: Sequence[int], words: Mapping[int, str]) -> pl.Expr:
    """The filled parts with a space between. The eraser in a part erases that part; alone, the field."""
    parts = pl.concat_str([_part(column, words.get(column)) for column in columns], separator=" ", ignore_nulls=True)
    erased = pl.any_horizontal([_is_eraser(column) for column in columns])
    return pl.when((parts == "") & erased).then(pl.lit(ERASER)).otherwise(parts)


def _part(column: int, word: str | None) -> pl.Expr:
    text = _cell(column).str.strip_chars()
    filled = pl.when((text != "") & ~_is_eraser(column)).then(text)
    return filled if word is None else _with_word(filled, word)


def _with_word(box: pl.Expr, word: str) -> pl.Expr:
    """A box number 3 becomes "bus 3"; "bus 3" and "b3" stay as they are; a cell that only says "-" is no box."""
    named = pl.when(box.str.contains(_SAYS_BOX)).then(box).otherwise(pl.concat_str(pl.lit(word), box, separator=" "))
    return pl.when(box.str.contains(r"[\p{L}\p{N}]")).then(named)


def _is_eraser(column: int) -> pl.Expr:
    return (_cell(column).str.strip_chars().str.to_uppercase() == ERASER).fill_null(False)


def _of_its_kind(name: str, value: pl.Expr, mapped: Mapped) -> pl.Expr:
    """Where one column holds all names, a company's is companyName and a person's is lastname."""
    if mapped.kind is None or name not in {"lastname", "company"}:
        return value
    is_company = _cell(mapped.kind).str.strip_chars().str.to_lowercase().is_in(_COMPANY_WORDS).fill_null(False)
    return pl.when(is_company == (name == "company")).then(value).otherwise(pl.lit(""))


def _original_place(mapped: Mapped) -> Iterator[pl.Expr]:
    if mapped.original_file is not None:
        yield _cell(mapped.original_file).alias("original_file")
    if mapped.original_line is not None:
        digits = _cell(mapped.original_line).str.extract(r"^\s*(\d+)")
        yield digits.cast(pl.Int64, strict=False).alias("original_line")
