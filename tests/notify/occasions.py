"""Letters about imports that never were: what people are told on which occasion."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl

from muster import catalogue
from muster.model.chunk import VIOLATIONS, Skip
from muster.model.outcome import FileReport, FileStatus, Report, State, Totals
from muster.notify import Letter, compose

STARTED = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
FINISHED = datetime(2026, 11, 22, 9, 5, 42, tzinfo=UTC)
SENT = datetime(2026, 11, 22, 9, 6, tzinfo=UTC)

LANGUAGES = ("en", "nl", "fr", "de")
"""Those in which the letters were looked at."""


def found(code, lines, *, file=1, column=None, field=None, **known):
    """Violations of one code, one per line."""
    severity = catalogue.entry(code).severity.value
    frame = pl.DataFrame({"line": list(lines)}, schema={"line": pl.Int64()}).with_columns(
        file=pl.lit(file), end_line="line", column=pl.lit(column), field=pl.lit(field), code=pl.lit(code),
        severity=pl.lit(severity), **{name: pl.lit(value) for name, value in known.items()},
    )  # fmt: skip
    return frame.select(
        pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in VIOLATIONS.items()
    )


def report(state, files, *violations, **known):
    frame = pl.concat(violations) if violations else pl.DataFrame(schema=VIOLATIONS)
    severities = Counter(frame["severity"])
    totals = sum((file.totals for file in files), Totals())
    totals.errors, totals.warnings = severities["error"], severities["warning"]
    totals.repaired, totals.notes = severities["repair"], severities["note"]
    return Report(
        **{
            "state": state, "files": files, "totals": totals, "violations": frame, "import_id": 12,
            "counts": frame.group_by("file", "code", "severity").agg(pl.len().cast(pl.Int64).alias("count")),
            "environment": "default", "started_by": "an", "zone": ZoneInfo("Europe/Brussels"), "started_at": STARTED, "finished_at": FINISHED,
            "undo_until": datetime(2026, 12, 22, 9, 5, tzinfo=UTC) if state in {State.DONE, State.PARTIAL} else None,
            **known,
        }
    )  # fmt: skip


def file(name, status, labels=("customerNumber", "email", "mobile", "country"), source="csv", skipped=None, **totals):
    return FileReport(
        name=name, status=status, source=source, encoding="utf-8", delimiter=";", labels=labels, header_line=1,
        totals=Totals(**totals), skipped=skipped or {}, sheet="Blad1" if source == "xlsx" else None,
    )  # fmt: skip


def letter(told, language="en", **known):
    return Letter(
        **{
            "report": told, "language": language, "recipient": "an@example.com", "sender": "Muster <muster@example.com>",
            "message_id": "<import-12.report@example.com>",
            "page": f"https://muster.example.com/imports/{told.import_id}/", **known,
        }
    )  # fmt: skip


def all_in():
    return letter(
        report(State.DONE, [file("klanten.csv", FileStatus.ACCEPTED, rows=997, created=212, updated=40, unchanged=745)])
    )


def with_warnings():
    one = file(
        "klanten-2026.csv", FileStatus.ACCEPTED, rows=260, created=212, updated=40, unchanged=6, skipped={Skip.EXAMPLE: 2},
        cleared=14,
    )  # fmt: skip
    one.totals.skipped = 2
    one.totals.warnings, one.totals.repaired, one.totals.notes = 9, 31, 1
    return letter(
        report(
            State.DONE, [one], found("MOB005", range(2, 11), column=3, field="mobile"),
            found("MOB012", range(20, 51), column=3, field="mobile"), found("HDR005", [None], column=4),
            cleared_by_field={"mobile": 12, "address": 2},
        )
    )  # fmt: skip


def three_errors():
    one = file("klanten.csv", FileStatus.REJECTED, rows=260, rejected=260, rows_with_errors=3, errors=3)
    return letter(
        report(
            State.FAILED, [one], found("MOB001", [17, 214], column=3, field="mobile", value="12"),
            found("DUP001", [98], column=1, field="number", value="7"), reason="data",
        )
    )  # fmt: skip


def twenty_thousand_errors():
    first = file(
        "klanten Brussel.csv", FileStatus.REJECTED, rows=15_000, rejected=15_000, rows_with_errors=12_000, errors=12_000
    )
    second = file(
        "Kunden Süd.xlsx",
        FileStatus.REJECTED,
        source="xlsx",
        rows=9_000,
        rejected=9_000,
        rows_with_errors=8_000,
        errors=8_000,
    )
    return letter(
        report(
            State.FAILED, [first, second], found("MOB008", range(2, 9_002), column=3, field="mobile"),
            found("MOB001", range(9_002, 12_002), column=3, field="mobile"),
            found("MOB008", range(2, 7_502), file=2, column=6, field="mobile"),
            found("DUP001", range(7_502, 8_002), file=2, column=1, field="number"), reason="data",
        )
    )  # fmt: skip


def nothing_changed():
    return letter(report(State.DONE, [file("klanten.csv", FileStatus.ACCEPTED, rows=997, unchanged=997)]))


def waiting():
    one = file("klanten.csv", FileStatus.ACCEPTED, rows=260, created=12, updated=240, unchanged=8, cleared=212)
    one.totals.warnings = 3
    return letter(
        report(
            State.WAITING, [one], found("MOB005", range(2, 5), column=3, field="mobile"), reason="cleared",
            cleared_by_field={"mobile": 198, "address": 14},
        )
    )  # fmt: skip


def failed():
    return letter(report(State.FAILED, [file("klanten.csv", FileStatus.ACCEPTED, rows=9, created=9)], reason="system"))


def undone():
    totals = Totals(rows=252, updated=250, unchanged=2)
    return letter(report(State.PARTIAL, [], import_id=13, totals=totals, undoes=12), undone=all_in().report)


OCCASIONS = {
    "all-in": all_in, "warnings": with_warnings, "three-errors": three_errors,
    "twenty-thousand-errors": twenty_thousand_errors, "nothing-changed": nothing_changed, "waiting": waiting, "failed": failed, "undone": undone,
}  # fmt: skip


def mail(occasion, language):
    """The message of this occasion, always the same."""
    return compose(replace(OCCASIONS[occasion](), language=language), now=SENT)
