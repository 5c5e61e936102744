"""The report on a terminal."""

import io

import polars as pl
import pytest
from rich.cells import cell_len

from muster.i18n import Translator
from muster.model.chunk import VIOLATIONS
from muster.model.outcome import Report, State, Totals
from muster.model.plan import Reason
from muster.report import text

ENGLISH = Translator("en")
pytestmark = pytest.mark.usefixtures("small_catalogue")


def written(report, width=80, **options):
    out = io.StringIO()
    text.write(report, out, ENGLISH, width, **options)
    return out.getvalue()


def test_it_says_first_what_was_and_was_not_written(report):
    assert written(report).splitlines()[0] == "4 customers were written, 12 rows were not."


def test_it_shows_errors_before_warnings_before_repairs_grouped_by_cause(report):
    assert (
        written(report, how_to_see_rest="muster imports 12 --format csv")
        == """\
4 customers were written, 12 rows were not.

klanten.csv: rejected
  14 rows: 12 rejected, 2 skipped
  7 errors in 7 rows
  Skipped: 2 example rows of the template.

nieuw.xlsx: accepted
  5 rows: 3 new, 1 changed, 1 unchanged
  1 warning, 1 repair

ERRORS

The e-mail address is not complete.                                   EML001 × 6
  klanten.csv, line 3, email: “jan3@” is not a complete e-mail address.
  klanten.csv, line 4, email: “jan4@” is not a complete e-mail address.
  klanten.csv, line 5, email: “jan5@” is not a complete e-mail address.
  klanten.csv, lines: 3–7, 12
  → Write it as name@example.com.

The country is not known.                                             CTR001 × 1
  klanten.csv, line 9, country: “Belgie” is not a country. Did you mean “BE”?
  → Write its two letters, such as BE.

WARNINGS

The number is not that of a mobile phone.                             MOB020 × 1
  nieuw.xlsx, cell C5, mobile: “+3292000000” is not a mobile number.
  → Ask for the mobile number.

REPAIRS

A leading zero was lost.                                              COC010 × 1
  nieuw.xlsx, cell D4, coc: “428759497” became “0428759497”.
  → Check it once.

See them all: muster imports 12 --format csv
Take it back, until 22 December 2026: muster undo 12
An e-mail goes to an@example.com.
Import: 12 · Environment: default
"""
    )


def test_a_line_that_the_examples_name_already_is_not_repeated(make, report):
    report.violations = make.frame(*(make.violation("HDR001", line=1, column=column) for column in range(1, 11)))
    assert " line: 1\n" not in written(report)


def test_every_different_cure_of_a_cause_is_said(make, report):
    report.violations = make.frame(
        *(
            make.violation("LEN001", line=line, column=1, field=field, params={"length": 200, "limit": limit})
            for line, (field, limit) in enumerate((("city", 50), ("company", 140), ("zip", 50)), start=2)
        )
    )
    assert [line for line in written(report).splitlines() if "→" in line] == [
        "  → Shorten it to 50 characters.",
        "  → Shorten it to 140 characters.",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(report, width):
    lines = written(report, width).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_wide_characters_count_two_columns(report):
    wide = report.violations.with_columns(value=pl.lit("東京都港区" * 20))
    report.violations = wide
    assert max(cell_len(line) for line in written(report).splitlines()) <= 80


def test_lines_take_at_most_four_screen_lines_however_many_there_are(report):
    every_other = pl.DataFrame({"line": range(2, 200_000, 2)}).with_columns(
        file=pl.lit(1), end_line="line", code=pl.lit("EML001"), severity=pl.lit("error"), value=pl.lit("jan@")
    )
    report.violations = every_other.select(
        pl.col(name).cast(dtype) if name in every_other.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in VIOLATIONS.items()
    )
    lines = written(report).splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("  klanten.csv, lines: 2, 4, 6"))
    end = next(index for index, line in enumerate(lines) if line.startswith("  → "))
    assert end - start == 4
    assert lines[end - 1].endswith(" …")
    assert max(map(len, lines)) <= 80


def test_a_terminal_is_sent_no_control_characters_of_the_file(report):
    report.violations = report.violations.with_columns(value=pl.lit("jan\x1b[2J\u202e@\r\nx"))
    report.files[0].name = "klanten\x1b[31m.csv"
    shown = written(report)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "“jan[2J@ x” is not a complete" in shown


def test_colour_changes_no_word(report):
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", written(report, colour=True)) == written(report)


@pytest.mark.parametrize(
    ("state", "reason", "totals", "first"),
    [
        (State.DONE, None, Totals(rows=2, created=2), "Everything went in: 2 customers were written."),
        (State.DONE, None, Totals(rows=1, updated=1), "Everything went in: 1 customer was written."),
        (State.DONE, None, Totals(rows=2, unchanged=2), "Nothing was changed: all customers are stored just so already."),
        (State.DONE, None, Totals(rows=2, skipped=2), "Nothing was changed: there was no customer to import."),
        (State.FAILED, "data", Totals(rows=2, rejected=2, errors=1), "Nothing was written: 1 error must be corrected first."),
        (State.FAILED, "system", Totals(), "Nothing was written: the system failed, the files are not to blame."),
        (State.WAITING, None, Totals(), "Nothing was written yet: the import waits for your confirmation."),
        (State.CANCELLED, None, Totals(), "Nothing was written: the import was cancelled."),
        (State.UNDONE, None, Totals(rows=2, created=2), "What this import wrote was taken back."),
    ],
)  # fmt: skip
def test_every_state_has_its_first_sentence(state, reason, totals, first):
    assert written(Report(state=state, reason=reason, files=[], totals=totals, import_id=1)).splitlines()[0] == first


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_to_wait_has_its_own_first_sentence(reason):
    told = {
        written(Report(state=State.WAITING, reason=why, files=[], totals=Totals(), import_id=1)).partition("\n\n")[0]
        for why in (reason, "confirmation")
    }
    assert len(told) == 2


def test_nobody_to_tell_is_said(report):
    report.mails = ()
    assert "Nobody gets an e-mail about this; --notify ADDRESS names somebody.\n" in written(report)
    report.dry_run = True
    assert "Nobody gets an e-mail" not in written(report)


def test_a_check_says_that_nothing_was_written():
    clean = Report(state=State.DONE, files=[], totals=Totals(rows=3, created=3))
    assert written(clean) == "Nothing was written, this was a check only: everything would go in.\n"
