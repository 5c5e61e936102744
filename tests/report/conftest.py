"""A small catalogue and a report over two files, one of them a spreadsheet."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import polars as pl
import pytest

from muster.catalogue import Entry, Severity, registry
from muster.model.chunk import VIOLATIONS, Skip
from muster.model.outcome import FileReport, FileStatus, Mail, Report, State, Totals

ENTRIES = (
    Entry(
        code="EML001", name="incomplete-email", severity=Severity.ERROR, fields=("email",),
        cause="The e-mail address is not complete.", message="“{value}” is not a complete e-mail address.",
        hint="Write it as name@example.com.",
    ),
    Entry(
        code="CTR001", name="unknown-country", severity=Severity.ERROR, fields=("country",),
        cause="The country is not known.", message="“{value}” is not a country.",
        hint="Write its two letters, such as BE.",
    ),
    Entry(
        code="LEN001", name="too-long", severity=Severity.ERROR,
        cause="The value is too long.", message="This {field} has {length} characters, {limit} fit.",
        hint="Shorten it to {limit} characters.",
    ),
    Entry(
        code="DUP001", name="duplicate-number", severity=Severity.ERROR, fields=("number",),
        cause="The customer number stands in the import twice.",
        message="“{value}” stands in {first_place} already.", hint="Remove one of the two.",
    ),
    Entry(
        code="HDR001", name="missing-headers", severity=Severity.ERROR, cause="Columns are missing.",
        message="The columns {fields} are missing.", hint="Add them, even if their cells stay empty.",
    ),
    Entry(
        code="COC010", name="lost-zero", severity=Severity.REPAIR, fields=("coc",),
        cause="A leading zero was lost.", message="“{value}” became “{after}”.", hint="Check it once.",
    ),
    Entry(
        code="MOB020", name="not-mobile", severity=Severity.WARNING, fields=("mobile",),
        cause="The number is not that of a mobile phone.", message="“{value}” is not a mobile number.",
        hint="Ask for the mobile number.",
    ),
)  # fmt: skip


@pytest.fixture
def small_catalogue(monkeypatch):
    """Only ENTRIES are entered."""
    monkeypatch.setattr(registry, "_entries", {entry.code: entry for entry in ENTRIES})


def violation(code, severity="error", *, file=1, line=None, column=None, params=None, **known):
    return {
        **dict.fromkeys(VIOLATIONS), "file": file, "line": line, "end_line": line, "column": column, "code": code,
        "severity": severity, "params": json.dumps(params) if params else None, **known,
    }  # fmt: skip


def frame(*found):
    return pl.DataFrame(list(found), schema=VIOLATIONS)


def csv_file(**known):
    return FileReport(
        **{
            "name": "klanten.csv", "status": FileStatus.REJECTED, "source": "csv", "encoding": "utf-8",
            "delimiter": ";", "labels": ("Klantnr", "email", "", "country"), "header_line": 1, **known,
        }
    )  # fmt: skip


def sheet_file(**known):
    return FileReport(
        **{
            "name": "nieuw.xlsx", "status": FileStatus.ACCEPTED, "source": "xlsx", "sheet": "Blad1",
            "labels": ("Klantnr", "email", "mobile", "coc"), "header_line": 1, **known,
        }
    )  # fmt: skip


@pytest.fixture
def report(small_catalogue):  # noqa: ARG001  its texts
    """Two files: one rejected for its errors, one that went in with a repair and a warning."""
    violations = frame(
        *(violation("EML001", line=n, column=2, field="email", value=f"jan{n}@") for n in (3, 4, 5, 6, 7, 12)),
        violation("CTR001", line=9, column=4, field="country", value="Belgie", suggestion="BE"),
        violation(
            "COC010", "repair", file=2, line=4, column=4, field="coc", value="428759497", params={"after": "0428759497"}
        ),
        violation("MOB020", "warning", file=2, line=5, column=3, field="mobile", value="+3292000000"),
    )
    first = Totals(rows=14, rejected=12, skipped=2, rows_with_errors=7, errors=7)
    second = Totals(rows=5, created=3, updated=1, unchanged=1, repaired=1, warnings=1)
    return Report(
        state=State.PARTIAL,
        files=[csv_file(totals=first, skipped={Skip.EXAMPLE: 2}), sheet_file(totals=second)],
        totals=first + second,
        violations=violations,
        import_id=12,
        environment="default",
        undo_until=datetime(2026, 12, 22, tzinfo=UTC),
        mails=(Mail(recipient="an@example.com", language="nl"),),
    )


@pytest.fixture
def make():
    """What a test builds its own frames and files with."""
    return SimpleNamespace(violation=violation, frame=frame, csv_file=csv_file, sheet_file=sheet_file)
