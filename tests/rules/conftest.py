"""How a test examines a few rows: by what the user wrote, and by what comes out, place and code together."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl
import pytest

from muster import rules
from muster.model.examined import Examined
from muster.model.fields import NAMES

ABOUT_THE_FILE = ("environment", "source")
Row = Mapping[str, str | None]


def examine_rows(rows: Sequence[Row], **options: object) -> Examined:
    """Examine rows of a file whose header is line 1; `environment` and `source` in a row are the file's."""
    about = {name: row[name] for row in rows for name in ABOUT_THE_FILE if name in row}
    present = [name for name in NAMES if any(name in row for row in rows)]
    lines = range(2, len(rows) + 2)
    frame = pl.DataFrame(
        {"line": lines, "end_line": lines} | {name: [row.get(name) for row in rows] for name in present},
        schema_overrides=dict.fromkeys(present, pl.String()),
    )
    source = about.get("source") or "csv"
    context = rules.Context(
        file=1,
        columns={name: column for column, name in enumerate(present, start=1)},
        **{"country": about.get("environment"), "source": source, "guarded": source in {"csv", "xlsx"}} | options,
    )
    return rules.examine(frame, context)


def places(examined: Examined) -> list[tuple[int, str, str]]:
    """(line, field, code) of each violation, in the file's order."""
    return examined.violations.select("line", "field", "code").rows()


@pytest.fixture
def examine() -> Callable[..., Examined]:
    return examine_rows


@pytest.fixture
def found() -> Callable[..., list[tuple[int, str, str]]]:
    """What is found in rows, as (line, field, code)."""
    return lambda *rows, **options: places(examine_rows(rows, **options))


@pytest.fixture
def stored() -> Callable[..., list[str | None]]:
    """What cells of one field are stored as, in rows that are otherwise in order."""

    def store(field: str, *cells: str | None, **row: str | None) -> list[str | None]:
        options = {name: row.pop(name) for name in ("blank_words", "severities", "language", "active") if name in row}
        who = {} if field == "number" else {"number": "C-1"}
        return examine_rows([who | row | {field: cell} for cell in cells], **options).rows[field].to_list()

    return store
