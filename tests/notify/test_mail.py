"""The e-mail: what it says, what it never says, and what its headers promise."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from string import Formatter

import polars as pl
import pytest
from tests.notify.occasions import OCCASIONS

from muster import catalogue
from muster.i18n import SPOKEN, Translator
from muster.model.chunk import VIOLATIONS
from muster.model.outcome import FileStatus, State
from muster.notify import compose
from muster.notify.content import HARMLESS, PLACES, content
from muster.report import words

pytestmark = pytest.mark.usefixtures("the_catalogue")


def plain(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(message):
    return message.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("occasion", "subject", "first"),
    [
        ("all-in", "All in: klanten.csv (997 rows: 212 new, 40 changed, 745 unchanged)",
         "Everything went in: 252 customers were written."),
        ("warnings", "All in, 9 warnings: klanten-2026.csv",
         "Everything went in: 252 customers were written."),
        ("three-errors", "Nothing written: 3 errors: klanten.csv (260 rows: 260 rejected)",
         "Nothing was written: 3 errors must be corrected first."),
        ("twenty-thousand-errors", "Nothing written: 20,000 errors: klanten Brussel.csv and 1 other file",
         "Nothing was written: 20,000 errors must be corrected first."),
        ("nothing-changed", "Nothing changed: klanten.csv (997 rows: 997 unchanged)",
         "Nothing was changed: all customers are stored just so already."),
        ("waiting", "Waiting for your confirmation: klanten.csv",
         "Nothing was written yet: the import would delete many values and waits for"),
        ("failed", "Nothing written: system failure: klanten.csv",
         "Nothing was written: the system failed, the files are not to blame."),
        ("undone", "Undone: klanten.csv (import 12)",
         "Import 12 was taken back: 250 customers are as they were before it. 2"),
    ],
)  # fmt: skip
def test_the_subject_begins_with_the_verdict_and_the_text_with_what_was_written(make, occasion, subject, first):
    message = compose(make.occasions[occasion]())
    assert message["Subject"] == subject
    assert plain(message).splitlines()[0] == first


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_the_subject_fits_and_the_html_is_small(make, occasion, language):
    letter = replace(make.occasions[occasion](), language=language)
    message = compose(letter)
    assert message["Subject"].startswith(content(letter).verdict)
    assert len(message["Subject"]) <= 78
    assert len(html(message).encode()) < 100_000
    assert max(map(len, plain(message).splitlines())) <= 78


@pytest.mark.parametrize("language", SPOKEN)
def test_a_subject_arrives_as_it_was_written(make, language):
    for occasion in OCCASIONS:
        message = compose(replace(make.occasions[occasion](), language=language))
        sent = message.as_bytes()
        assert b"\r\nSubject:\r\n" not in b"\r\n" + sent
        assert message_from_bytes(sent, policy=policy.default)["Subject"] == message["Subject"]


def test_a_mail_settles_what_was_wrong_where_and_what_to_do(make):
    assert (
        plain(compose(make.occasions["three-errors"]()))
        == """\
Nothing was written: 3 errors must be corrected first.

klanten.csv: rejected
  260 rows: 260 rejected
  3 errors in 3 rows

ERRORS

A mobile number has too few or too many digits, or a calling code that does
not exist. (2\xa0×)
  - column C (mobile number), lines 17, 214
  → Write the number in full, with its calling code: +32\xa0470\xa012\xa034\xa056.

The customer number stands in the import more than once. (1\xa0×)
  - column A (customer number), line 98
  → Keep one row for each customer, or correct the number.

Correct the files and import them again; nothing has to be taken back first.

Correction file, with the rows that were not written and what is wrong with
each:
  https://muster.example.com/imports/12/correction-file/

The complete report:
  https://muster.example.com/imports/12/

Import: 12
Environment: default
Started by: an
Started: 22 November 2026, 10:05
Duration: 42 s

--\x20
Muster sent this mail by itself. It holds no data of your customers.
"""
    )


def test_warnings_repairs_and_deletions_are_summed_up_and_undo_has_its_last_day(make):
    text = plain(compose(make.occasions["warnings"]()))
    for expected in (
        "14 stored values were deleted: 12\xa0×\xa0mobile number and 2\xa0×\xa0address.",
        "9 warnings: A number is valid, but not a mobile number.",
        "31 repairs: A mobile number lost its leading zero.",
        "1 note stands in the report.",
        "You can take this import back until 22 December 2026:\n  https://muster.example.com/imports/12/undo/",
    ):
        assert expected in text


def test_without_a_base_url_the_command_is_named(make):
    text = plain(compose(replace(make.occasions["warnings"](), page=None)))
    assert "  muster imports 12\n" in text
    assert "  muster undo 12\n" in text
    assert "http" not in text


def test_at_most_twenty_places_are_listed_and_the_rest_is_counted(make):
    told = content(make.occasions["twenty-thousand-errors"]())
    numbers = [number for cause in told.causes for place in cause.places for number in re.findall(r"\b\d+\b", place)]
    assert len(numbers) == PLACES
    assert [(cause.count, cause.more) for cause in told.causes] == [
        ("16,500\xa0×", "and 16,493 more"),
        ("3,000\xa0×", "and 2,993 more"),
        ("500\xa0×", "and 494 more"),
    ]
    assert told.causes[0].places == [
        "klanten Brussel.csv, column C (mobile number), lines 2, 3, 4, 5",
        "Kunden Süd.xlsx, column F (mobile number), rows 2, 3, 4",
    ]


def test_every_cause_gets_a_place_while_they_last(make):
    codes = [entry.code for entry in catalogue.entries() if entry.severity == "error"][:24]
    letter = make.letter(
        make.report(
            State.FAILED,
            [make.file("klanten.csv", FileStatus.REJECTED, rows=9, rejected=9)],
            *(make.found(code, [2, 3], column=1) for code in codes),
            reason="data",
        )
    )
    told = content(letter)
    assert len(codes) == 24
    assert [len(cause.places) for cause in told.causes] == [1] * PLACES
    assert told.more_causes == "… and 4 more causes, in 8 places."


def test_a_pull_counts_accounts_and_names_no_code(make):
    letter = make.letter(
        make.report(
            State.PARTIAL,
            [make.file("Recurly", FileStatus.PARTIAL, source="recurly", rows=9, created=7, rejected=2)],
            make.found("MOB001", [None, None], column=3, field="mobile", record="ACC-4711"),
        )
    )
    text = plain(compose(letter))
    assert "  - mobile number, 2 accounts\n" in text
    assert "4711" not in text


CANARY = "Canary7Vogel"


@pytest.mark.slow
@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("state", [State.FAILED, State.DONE])
def test_no_value_of_a_customer_is_anywhere_in_the_mail(make, language, state):
    """Every code, with a canary in the value, the suggestion, all params, the record and the headers."""
    frames = [
        make.found(
            entry.code, [2, 3], column=column, field=entry.fields[0] if entry.fields else None, value=CANARY,
            suggestion=f"{CANARY}@example.com", record=record, original_file="oud.csv", params=_params(entry),
        )
        for entry in catalogue.entries()
        for column, record in ((1, None), (9, f"{CANARY}-1"))
    ]  # fmt: skip
    one = make.file("klanten.csv", FileStatus.PARTIAL, labels=(CANARY, f"{CANARY}2"), rows=9, created=1, rejected=8)
    one.sheet = CANARY
    letter = make.letter(make.report(state, [one], *frames), language)
    assert words.render(letter.report.violations, [one], Translator(language))["message"].str.contains(CANARY).any()
    message = compose(letter)
    for text in (plain(message), html(message), *map(str, message.values()), message.as_string()):
        assert "canary" not in text.lower()


def _params(entry):
    """Every placeholder of the entry's texts, filled with a canary."""
    import json

    names = {
        name for text in (entry.cause, entry.message, entry.hint) for _, name, _, _ in Formatter().parse(text) if name
    }
    return json.dumps({name: 5 if name in HARMLESS else CANARY for name in names})


def test_no_cause_has_a_placeholder():
    assert [entry.code for entry in catalogue.entries() if "{" in entry.cause] == []


def test_the_headers_keep_robots_quiet_and_retries_together(make):
    letter = make.occasions["three-errors"]()
    message = compose(replace(letter, reply_to="desk@example.com"), now=datetime(2026, 11, 22, 9, 6, tzinfo=UTC))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message["Message-ID"] == "<import-12.report@example.com>"
    assert message["Reply-To"] == "desk@example.com"
    assert message["From"] == "Muster <muster@example.com>"
    assert message["Date"] == "Sun, 22 Nov 2026 09:06:00 +0000"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_file_name_is_shortened_and_never_markup(make):
    hostile = "<b>klanten</b>\r\nBcc: evil@example.com\u202e" + "x" * 300 + ".csv"
    letter = make.letter(make.report(State.DONE, [make.file(hostile, FileStatus.ACCEPTED, rows=1, created=1)]))
    message = compose(letter)
    assert "<b>klanten" not in html(message)
    assert "\n" not in message["Subject"]
    assert message["Bcc"] is None
    name = content(letter).files[0].name
    assert len(name) == 60
    assert name.endswith(".csv")


def test_the_html_needs_no_style_sheet_no_image_and_no_script(make):
    for occasion in make.occasions.values():
        body = html(compose(occasion()))
        assert not re.search(r"<(script|img|link|iframe|form|div)|url\(|@import|javascript:", body)
        head, _, rest = body.partition("</head>")
        assert head.count("<style>") == 1
        # Without the sheet every text still has its font, size and colour: only tone comes from a class.
        assert all('style="' in tag for tag in re.findall(r"<(?:p|h1|h2|li|td class)[^>]*>", rest))


def test_a_waiting_import_says_what_to_decide(make):
    letter = make.letter(
        make.report(State.WAITING, [make.file("klanten.csv", FileStatus.ACCEPTED, rows=9, updated=9)]), page=None
    )
    text = plain(compose(letter))
    assert text.startswith("Nothing was written yet: the import waits for your confirmation.")
    assert "Let it in:\n  muster confirm 12\n\nOr cancel it:\n  muster cancel 12\n" in text
    assert "Without an answer it is cancelled on 29 November 2026; nothing is written then." in " ".join(text.split())


def test_an_import_that_waits_for_its_errors_leads_to_where_they_are_corrected(make):
    one = make.file("klanten.csv", FileStatus.REJECTED, rows=9, rejected=9)
    letter = make.letter(
        make.report(State.WAITING, [one], make.found("MOB001", [17], column=3, field="mobile"), reason="errors")
    )
    message = compose(letter)
    assert message["Subject"] == "Waiting: 1 error: klanten.csv (9 rows: 9 rejected)"
    assert (
        "Correct them here, or in your file and import that again:\n  https://muster.example.com/imports/12/\n"
        in plain(message)
    )


def test_a_system_failure_says_that_nothing_was_written_and_no_more(make):
    text = plain(compose(make.letter(make.report(State.FAILED, [], reason="system"))))
    assert text.startswith("Nothing was written: the system failed, the files are not to blame.")


def test_times_are_those_of_the_environment(make):
    assert dict(content(make.occasions["all-in"]()).facts)["Started"] == "22 November 2026, 10:05"


def test_of_many_files_those_that_did_not_go_in_are_told_of_and_the_others_counted(make):
    files = [make.file(f"klanten-{n}.csv", FileStatus.ACCEPTED, rows=9, created=9) for n in range(500)]
    files[77] = make.file("kapot.csv", FileStatus.REJECTED, rows=9, rejected=9)
    letter = make.letter(
        make.report(State.PARTIAL, files, make.found("MOB001", [2], file=78, column=3, field="mobile"))
    )
    told = content(letter)
    assert [file.name for file in told.files][:3] == ["klanten-0.csv", "klanten-1.csv", "klanten-2.csv"]
    assert (len(told.files), told.files[-1].title, told.more_files) == (
        12,
        "kapot.csv: rejected",
        "… and 488 more files",
    )
    message = compose(letter)
    assert "… and 488 more files\n" in plain(message)
    assert len(html(message).encode()) < 100_000


@pytest.mark.parametrize("page", [None, "https://muster.example.com/imports/12/"])
def test_what_can_be_corrected_leads_to_its_correction_file(make, page):
    text = plain(compose(replace(make.occasions["three-errors"](), page=page)))
    link = "  https://muster.example.com/imports/12/correction-file/\n"
    command = "  muster imports 12 --rejects correction.xlsx\n"
    assert (command in text, link in text) == (page is None, page is not None)


def test_rejected_accounts_are_corrected_where_they_come_from(make):
    pulled = make.file("Recurly acme", FileStatus.PARTIAL, source="recurly", rows=9, created=7, rejected=2)
    found = make.found("MOB001", [None, None], column=3, field="mobile", record="ACC-4711")
    text = plain(compose(make.letter(make.report(State.PARTIAL, [pulled], found))))
    assert "Correct the rejected accounts in Recurly acme; the next pull fetches them again." in " ".join(text.split())
    assert "correction" not in text.lower().replace("correct the", "")


def test_later_mails_of_an_import_stand_in_one_thread_with_the_first(make):
    letter = make.occasions["all-in"]()
    assert (compose(letter)["In-Reply-To"], compose(letter)["References"]) == (None, None)
    later = compose(replace(letter, earlier=("<1@example.com>", "<2@example.com>")))
    assert (later["In-Reply-To"], later["References"]) == ("<2@example.com>", "<1@example.com> <2@example.com>")
    assert later["Message-ID"] == letter.message_id


def test_a_retry_is_the_same_message(make):
    letter, now = make.occasions["warnings"](), datetime(2026, 11, 22, 9, 6, tzinfo=UTC)
    once, again = (_without_boundary(compose(letter, now)) for _ in range(2))
    assert once == again


def _without_boundary(message):
    return message.as_string().replace(message.get_boundary() or "", "")


@pytest.mark.slow
def test_every_rule_can_stand_in_a_mail_in_every_language(make):
    everything = pl.concat([make.found(entry.code, [2]) for entry in catalogue.entries()])
    assert everything.columns == list(VIOLATIONS)
    for language in SPOKEN:
        letter = make.letter(make.report(State.FAILED, [make.file("k.csv", FileStatus.REJECTED)], everything), language)
        assert len(html(compose(letter)).encode()) < 100_000
        assert plain(compose(letter)).startswith(
            Translator(language).plural(
                "Nothing was written: {count} error must be corrected first.",
                "Nothing was written: {count} errors must be corrected first.",
                letter.report.totals.errors,
            )[:40]
        )
