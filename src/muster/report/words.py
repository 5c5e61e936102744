"""The one place that puts violations into words: terminal, JSON, CSV, HTML, correction file and e-mail all show these.

A million violations have some forty texts between them. Each text is translated once; its placeholders are filled for
all rows at once, by expressions.
"""

import json
import re
import string
from collections.abc import Iterable, Sequence
from typing import Any, Final

import polars as pl

from muster import catalogue
from muster.i18n import Translator, _
from muster.model.fields import BY_NAME
from muster.model.outcome import FileReport

SHOWN_CHARACTERS: Final = 120
"""A longer value is shortened inside a sentence; beside the sentence it stands in full."""

WORDS: Final[dict[str, pl.DataType]] = {
    "file_name": pl.String(),
    "first_file_name": pl.String(),
    "sheet": pl.String(),
    "header": pl.String(),  # as the user wrote it; null where the column has none
    "letter": pl.String(),  # of the column: A, B, … AA
    "cell": pl.String(),  # A1 style; null where the file is no spreadsheet
    "place": pl.String(),  # "line 3, email", without the file's name; of a correction file with the original place
    "cause": pl.String(),
    "message": pl.String(),
    "hint": pl.String(),
}
"""The columns that `render` adds."""

_SEVERITY_NAMES: Final = {"error": _("error"), "warning": _("warning"), "repair": _("repair"), "note": _("note")}

_BREAKS: Final = re.compile("[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def render(violations: pl.DataFrame, files: Sequence[FileReport], translator: Translator) -> pl.DataFrame:
    """`violations` (a violations frame), in the same order, with the columns of WORDS.

    A message may use `{value}`, `{suggestion}`, `{after}` (what a repair made of it), `{header}`, `{field}` (the
    field's name in the reader's language), `{line}`, `{column}` (its letter), `{file}`, `{first_place}` ("a.csv, line 3",
    of a duplicate) and whatever stands in `params`. There, a key that is or ends in `field` or `fields` holds Field.names and is shown
    as headers, one that is or ends in `line` is never grouped, `kind` is a text of our own and is translated; other
    numbers are written as the language writes them.
    """
    placed = _placed(violations.with_row_index("_row"), files, translator)
    parts = [
        _worded(part, str(code), translator) for (code,), part in placed.partition_by("code", as_dict=True).items()
    ]
    if not parts:
        return violations.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in WORDS.items())
    return pl.concat(parts).sort("_row").select(*violations.columns, *WORDS)


LINE_OF_FILE: Final = _("{file}, line {line}")
ROW_OF_SHEET: Final = _("{file}, row {line}")

FETCHED: Final = frozenset({"exact-online", "recurly"})
"""Sources that no user has as a file: of their places only the account's code is said."""


def severity_name(severity: str, translator: Translator) -> str:
    """What people call a severity: error, warning, repair, note."""
    return translator.text(_SEVERITY_NAMES[severity])


def shown(text: str) -> str:
    """`text` as it can stand in a line of a terminal, a mail or a page: no line breaks, no control characters."""
    return _UNSEEN.sub("", _BREAKS.sub(" ", text))


def letter(column: int) -> str:
    """1 → A, 27 → AA: what a spreadsheet program calls the column."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_of_row(file: FileReport, line: int, translator: Translator) -> str:
    """A row of a file in words, as its owner sees it: "a.csv, line 3"; of a pull only its name is known."""
    if file.source in FETCHED:
        return shown(file.name)
    text = LINE_OF_FILE if _has_lines(file) else ROW_OF_SHEET
    return translator.text(text, file=shown(file.name), line=line)


def _has_lines(file: FileReport) -> bool:
    return not file.sheet and file.source != "xlsx"


def _placed(rows: pl.DataFrame, files: Sequence[FileReport], translator: Translator) -> pl.DataFrame:
    """`rows` with where they are: file, sheet, header, letter, cell and the place in words."""
    position = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    names = pl.DataFrame(
        {
            "file_name": [shown(file.name) for file in files],
            "sheet": [file.sheet for file in files],
            "lined": [_has_lines(file) for file in files],
            "fetched": [file.source in FETCHED for file in files],
        },
        schema={"file_name": pl.String(), "sheet": pl.String(), "lined": pl.Boolean(), "fetched": pl.Boolean()},
    ).select(position.alias("file"), pl.all())
    firsts = names.select(first_file="file", first_file_name="file_name", first_lined="lined", first_fetched="fetched")
    labels = pl.DataFrame(
        [
            (number, column, label)
            for number, file in enumerate(files, start=1)
            for column, label in enumerate(file.labels, start=1)
            if label.strip()
        ],
        schema={"file": pl.Int64(), "column": pl.Int64(), "header": pl.String()},
        orient="row",
    )
    columns = rows["column"].drop_nulls().unique()
    letters = pl.DataFrame(
        {"column": columns, "letter": [letter(column) for column in columns]}, schema_overrides={"letter": pl.String()}
    )
    return (
        rows.join(names, on="file", how="left", maintain_order="left")
        .join(firsts, on="first_file", how="left", maintain_order="left")
        .join(labels, on=["file", "column"], how="left", maintain_order="left")
        .join(letters, on="column", how="left", maintain_order="left")
        .with_columns(_of_a_file(name) for name in ("line", "end_line"))
        .with_columns(
            cell=pl.when(~pl.col("lined")).then(pl.col("letter") + pl.col("line").cast(pl.String())),
            shown_header=_shown(pl.col("header")),
        )
        .with_columns(place=_place(translator) + _original(), first_place=_first_place(translator))
        .with_columns(_of_a_file("column"))
    )


def _of_a_file(name: str) -> pl.Expr:
    """The column without what belongs to a file that no user has."""
    return pl.when(~pl.col("fetched")).then(name).alias(name)


def _place(translator: Translator) -> pl.Expr:
    """The place in words, as exact as is known; "" for a whole file."""
    column = pl.coalesce("shown_header", _filled(translator.text(_("column {column}")), {"column": pl.col("letter")}))
    known: dict[str, pl.Expr] = {
        "line": pl.col("line").cast(pl.String()),
        "end_line": pl.col("end_line").cast(pl.String()),
        "column": column,
        "cell": pl.col("cell"),
        "record": _shown(pl.col("record")),
    }
    several = pl.col("end_line") > pl.col("line")

    def words(text: str) -> pl.Expr:
        return _filled(translator.text(text), known)

    return (
        pl.when(pl.col("record").is_not_null() & pl.col("column").is_not_null()).then(words(_("account {record}, {column}")))
        .when(pl.col("record").is_not_null()).then(words(_("account {record}")))
        .when(pl.col("cell").is_not_null()).then(words(_("cell {cell}, {column}")))
        .when(~pl.col("lined") & pl.col("line").is_not_null()).then(words(_("row {line}")))
        .when(several & pl.col("column").is_not_null()).then(words(_("lines {line}–{end_line}, {column}")))
        .when(several).then(words(_("lines {line}–{end_line}")))
        .when(pl.col("line").is_not_null() & pl.col("column").is_not_null()).then(words(_("line {line}, {column}")))
        .when(pl.col("line").is_not_null()).then(words(_("line {line}")))
        .when(pl.col("column").is_not_null()).then(column)
        .otherwise(pl.lit(""))
    )  # fmt: skip


def _original() -> pl.Expr:
    """Where the row stood before it came back in a correction file: " (customers.csv: 3)"; "" for all others."""
    place = pl.concat_str(pl.lit(" ("), _shown(pl.col("original_file")), pl.lit(": "), "original_line", pl.lit(")"))
    return place.fill_null("")


def _first_place(translator: Translator) -> pl.Expr:
    """Where the first of two stands, as its owner sees it: a line, a row of a sheet; of a pull only its name is known."""
    known = {"file": pl.col("first_file_name"), "line": pl.col("first_line").cast(pl.String())}
    return (
        pl.when("first_fetched").then("first_file_name")
        .when("first_lined").then(_filled(translator.text(LINE_OF_FILE), known))
        .otherwise(_filled(translator.text(ROW_OF_SHEET), known))
    )  # fmt: skip


def _worded(part: pl.DataFrame, code: str, translator: Translator) -> pl.DataFrame:
    """All violations of one code, with its texts."""
    facts = catalogue.entry(code)
    message, hint = translator.text(facts.message), translator.text(facts.hint)
    values = _values(part, _names(message) | _names(hint), translator)
    return part.with_columns(
        cause=pl.lit(translator.text(facts.cause)),
        message=_filled(message, values),
        hint=_filled(hint, values),
    ).select("_row", *(name for name in part.columns if name != "_row"), "cause", "message", "hint")


def _values(part: pl.DataFrame, names: Iterable[str], translator: Translator) -> dict[str, pl.Expr]:
    """What each placeholder stands for, as an expression over `part`."""
    values: dict[str, pl.Expr] = {
        "value": _short(pl.col("value").fill_null("")),
        "suggestion": _short(pl.col("suggestion").fill_null("")),
        "after": _short(pl.col("suggestion").fill_null("")),
        "header": pl.coalesce("shown_header", "letter", pl.lit("")),
        "field": _translated_fields(translator),
        "line": pl.col("line").cast(pl.String()).fill_null(""),
        "column": pl.col("letter").fill_null(""),
        "file": pl.col("file_name").fill_null(""),
        "first_place": pl.col("first_place").fill_null(""),
    }
    wanted = sorted(names)
    if wanted and part["params"].null_count() < part.height:
        for name, given in _params(part["params"], wanted, translator).items():
            values[name] = pl.coalesce(given, values.get(name, pl.lit("")))
    return values


def _params(params: pl.Series, wanted: Sequence[str], translator: Translator) -> dict[str, pl.Expr]:
    """The wanted keys of the JSON objects in `params`, as texts for the reader. Only distinct objects are read."""
    distinct = params.drop_nulls().unique()
    read = [json.loads(text) for text in distinct]
    found = [name for name in wanted if any(name in each for each in read)]
    texts = {name: [_param(name, each.get(name), translator) for each in read] for name in found}
    return {
        name: pl.col("params").replace_strict(
            distinct, pl.Series(texts[name], dtype=pl.String), default=None, return_dtype=pl.String()
        )
        for name in found
    }


def _param(name: str, value: Any, translator: Translator) -> str | None:
    if isinstance(value, list):
        return translator.listing([_param(name, each, translator) or "" for each in value])
    if value is None:
        return None
    if isinstance(value, bool) or name.endswith("line"):
        return str(value)
    if isinstance(value, int | float):
        return translator.number(value)
    if name.endswith(("field", "fields")) and value in BY_NAME:
        return BY_NAME[value].header
    return translator.text(value) if name == "kind" else shown(str(value))


def _translated_fields(translator: Translator) -> pl.Expr:
    labels = {name: translator.text(field.label) for name, field in BY_NAME.items()}
    return pl.col("field").replace_strict(labels, default="", return_dtype=pl.String())


def _filled(text: str, values: dict[str, pl.Expr]) -> pl.Expr:
    """`text` with its placeholders filled. A placeholder that nobody knows stays visible; a report never fails."""
    pieces: list[pl.Expr] = []
    for literal, name, _format, _conversion in string.Formatter().parse(text):
        if literal:
            pieces.append(pl.lit(literal))
        if name is not None:
            pieces.append(values.get(name, pl.lit(f"{{{name}}}")))
    return pl.concat_str(pieces) if pieces else pl.lit("")


def _names(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name}


def _shown(text: pl.Expr) -> pl.Expr:
    """Line breaks and tabs become spaces; control characters, and those that turn the reading direction, go."""
    return text.str.replace_all(_BREAKS.pattern, " ").str.replace_all(_UNSEEN.pattern, "")


def _short(text: pl.Expr) -> pl.Expr:
    safe = _shown(text)
    return (
        pl.when(safe.str.len_chars() > SHOWN_CHARACTERS).then(safe.str.head(SHOWN_CHARACTERS - 1) + "…").otherwise(safe)
    )
