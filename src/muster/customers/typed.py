"""What a person typed for one customer, held to the rules of a file's rows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from muster import rules
from muster.apply.environments import Environment
from muster.catalogue import Entry
from muster.imports import asked
from muster.matching import codes
from muster.model.chunk import VIOLATIONS
from muster.model.fields import BIT, NAMES
from muster.model.options import Options
from muster.store import Database

Values = Mapping[str, str | None]

WHO: Final = ("lastname", "firstname", "company")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was typed in stored form (`values`, by Field.name), and what is wrong with it: a violations frame.

    A value that could not be read while its rule is no error is not among the values: what is stored stays.
    """

    values: Values
    violations: pl.DataFrame

    @property
    def is_refused(self) -> bool:
        """An error keeps the whole of it out."""
        return bool((self.violations["severity"] == "error").any())


def judge(database: Database, environment: Environment, given: Mapping[str, str], stored: Values | None) -> Judged:
    """Hold fields (Field.name) to the rules; "" deletes. `stored` is the customer they belong to, None a new one.

    A row is judged as a whole, but only what concerns the fields given is said.
    """
    context = _context(database, environment)
    row = dict.fromkeys(NAMES) | dict(stored or {}) | {name: value or None for name, value in given.items()}
    examined = rules.examine(_as_a_file_has_it(row), context)
    cleaned = examined.rows.row(0, named=True)
    if stored is None:
        values: Values = {name: cleaned[name] for name in NAMES}
        return Judged(values=values, violations=examined.violations)
    values = {
        name: cleaned[name] for name, text in given.items() if not text.strip() or cleaned["given"] & BIT[name] != 0
    }
    said = examined.violations.filter(pl.col("field").is_in(list(given)) | pl.col("field").is_null())
    after = {**stored, **values}
    about_change = _said(context, _of_the_change(stored, after, erased=int(cleaned["erased"])), after)
    return Judged(values=values, violations=pl.concat([said, about_change]))


def _context(database: Database, environment: Environment) -> rules.Context:
    options = asked.at_home(database, Options(), environment)
    return rules.Context(
        file=1, columns={}, country=options.country, language=options.language, severities=options.severities,
        guarded=False,
    )  # fmt: skip


def _as_a_file_has_it(row: Values) -> pl.DataFrame:
    values = {name: [row[name]] for name in NAMES}
    return pl.DataFrame({"line": [1], "end_line": [1], **values}, schema_overrides=dict.fromkeys(NAMES, pl.String))


def _of_the_change(stored: Values, after: Values, *, erased: int) -> Iterator[tuple[Entry, str | None]]:
    """What only who knows the stored customer can say, with the field: as of a row that updates it."""
    if stored["country"] and not after["country"]:
        yield codes.COUNTRY_BLANK, "country"
    if any(stored[name] for name in WHO) and not any(after[name] for name in WHO) and not erased:
        yield codes.NOBODY_LEFT, "company" if stored["company"] else "lastname"
    elif stored["company"] and not after["company"]:
        yield codes.BECOMES_PERSON, "company"
    elif after["company"] and not stored["company"]:
        yield codes.BECOMES_COMPANY, "company"


def _said(context: rules.Context, found: Iterator[tuple[Entry, str | None]], after: Values) -> pl.DataFrame:
    person = " ".join(part for part in (after["firstname"], after["lastname"]) if part)
    params = json.dumps({"customer": after["number"] or after["company"] or person}, ensure_ascii=False)
    rows = [
        {
            "file": 1,
            "line": 1,
            "end_line": 1,
            "field": field,
            "code": entry.code,
            "severity": severity,
            "params": params,
        }
        for entry, field in found
        if (severity := context.severity(entry.code, field)) is not None
    ]
    return pl.DataFrame(rows, schema=VIOLATIONS)
