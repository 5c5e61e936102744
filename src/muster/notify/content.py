"""What the e-mail says, before it is plain text or HTML.

No value of a customer gets in: violations are named by cause, file, line and column; a column by its letter and its
field, never by the user's header, which in a file without headers is a customer's data; accounts are only counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import Final

import polars as pl

from muster import catalogue
from muster.i18n import Translator, _, _n
from muster.model.fields import BY_NAME
from muster.model.outcome import FileReport, FileStatus, Report, State
from muster.notify.letter import Letter
from muster.notify.next_steps import next_steps
from muster.report import verdict
from muster.report.causes import Cause, grouped, has_accounts, has_rows
from muster.report.words import shown

PLACES: Final = 20
"""Places of errors in one mail, over all files; the others are counted."""

FILES: Final = 12
"""Files that are told of one by one, first those of which something did not go in; the others are counted."""

FILE_NAME_CHARACTERS: Final = 60

_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d) (?=\d)")

HARMLESS: Final = frozenset({"expected", "limit", "target", "width"})
"""Placeholders of hints that hold no value of a customer. A hint with any other is left out of the mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLines:
    """One file: its name, its status if it has one, what is to say about it."""

    name: str
    status: str
    title: str  # both together
    tone: str
    lines: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseLines:
    """One cause of errors: how often, where (and how many places are left out), and the cure."""

    title: str
    count: str
    places: list[str]
    more: str | None
    hints: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The mail in the reader's language. `tone` is good, warning, bad or neutral: its colour, never its meaning."""

    language: str
    subject: str
    tone: str
    verdict: str
    sentence: str
    files: list[FileLines]
    more_files: str | None
    errors_title: str
    causes: list[CauseLines]
    more_causes: str | None
    remarks_title: str
    remarks: list[str]
    next_steps: list[tuple[str, str]]  # sentence, link or command
    facts: list[tuple[str, str]]  # label, value
    fact_lines: list[str]  # both together
    footer: str


def content(letter: Letter) -> Content:
    """The mail of `letter`, in its language."""
    report, translator = letter.report, Translator(letter.language)
    causes = grouped(report, translator, examples=PLACES)
    errors = [cause for cause in causes if cause.severity == "error"]
    listed, left_out = _listed(errors, report, translator)
    about = letter.undone or report
    told_of = _told_of(about)
    others = len(about.files) - len(told_of)
    facts = verdict.circumstances(report, translator)
    return Content(
        language=letter.language,
        subject=_subject(letter, translator),
        tone="neutral" if verdict.took_back(report) else _tone(report),
        verdict=verdict.verdict(report, translator),
        sentence=verdict.first_sentence(report, translator),
        files=[_file(file, report, translator) if about is report else _named(file) for file in told_of],
        more_files=translator.plural(*_n("… and {count} more file", "… and {count} more files"), others)
        if others
        else None,
        errors_title=translator.text(verdict.SEVERITIES["error"]),
        causes=listed,
        more_causes=left_out,
        remarks_title=translator.text(_("Also found")),
        remarks=list(_remarks(causes, report, translator)),
        next_steps=list(next_steps(letter, translator)),
        facts=facts,
        fact_lines=[verdict.labelled(label, value, translator) for label, value in facts],
        footer=translator.text(_("Muster sent this mail by itself. It holds no data of your customers.")),
    )


def _subject(letter: Letter, translator: Translator) -> str:
    """The verdict first; then file and counts, as far as 78 characters go (RFC 5322)."""
    subject, report = verdict.verdict(letter.report, translator), letter.undone or letter.report
    names = [_short(file.name) for file in report.files]
    others = len(names) - 1
    file = names[0] if names else report.environment or ""
    if others > 0:
        file = translator.plural(
            *_n("{name} and {count} other file", "{name} and {count} other files"), others, name=names[0]
        )
    named = verdict.labelled(subject, file, translator) if file else subject
    longer = [named]
    if letter.undone:
        longer.append(f"{named} ({translator.text(_('import {number}'), number=report.import_id)})")
    elif report.reason != "system" and not verdict.not_fetched(report):
        longer.append(f"{named} ({verdict.rows(report.totals, translator)})")
    return next((text for text in reversed(longer) if len(text) <= 78), subject)[:78]


def _told_of(report: Report) -> list[FileReport]:
    """As many files as a mail tells of, in their order."""
    by_need = sorted(
        range(len(report.files)), key=lambda position: report.files[position].status is FileStatus.ACCEPTED
    )
    return [report.files[position] for position in sorted(by_need[:FILES])]


def _file(file: FileReport, report: Report, translator: Translator) -> FileLines:
    name, status = _short(file.name), verdict.status(file, report, translator)
    went_in = "good" if verdict.was_written(report) else "neutral"
    tones = {FileStatus.ACCEPTED: went_in, FileStatus.PARTIAL: "warning", FileStatus.REJECTED: "bad"}
    return FileLines(
        name=name,
        status=status,
        title=verdict.labelled(name, status, translator) if status else name,
        tone=tones[file.status] if status else "neutral",
        lines=verdict.of_file(file, report, translator),
    )


def _named(file: FileReport) -> FileLines:
    """A file of which only the name is of interest."""
    name = _short(file.name)
    return FileLines(name=name, status="", title=name, tone="neutral", lines=[])


def _tone(report: Report) -> str:
    match report.state:
        case State.FAILED:
            return "bad"
        case State.PARTIAL | State.WAITING:
            return "warning"
        case State.DONE if report.totals.warnings:
            return "warning"
        case State.DONE:
            return "good"
        case _:
            return "neutral"


def _listed(errors: list[Cause], report: Report, translator: Translator) -> tuple[list[CauseLines], str | None]:
    """The causes of errors with their share of the places, and a sentence on the causes that got none."""
    shares = _shares([min(cause.count, cause.examples.height) for cause in errors])
    listed = [_cause(cause, share, report, translator) for cause, share in zip(errors, shares, strict=True) if share]
    left_out = errors[len(listed) :]
    if not left_out:
        return listed, None
    places = sum(cause.count for cause in left_out)
    return listed, translator.plural(
        *_n("… and {count} more cause, in {places} places.", "… and {count} more causes, in {places} places."),
        len(left_out),
        places=translator.number(places),
    )


def _shares(available: list[int]) -> list[int]:
    """How many places each cause gets: one each while they last, then another one each, and so on."""
    shares = [0] * len(available)
    left = PLACES
    while left and shares != available:
        for index, count in enumerate(available):
            if left and shares[index] < count:
                shares[index] += 1
                left -= 1
    return shares


def _cause(cause: Cause, share: int, report: Report, translator: Translator) -> CauseLines:
    left_out = cause.count - share
    return CauseLines(
        title=cause.cause,
        count=f"{translator.number(cause.count)}\N{NO-BREAK SPACE}×",
        places=list(_places(_first(cause.examples, share), report, translator)),
        more=translator.plural(*_n("and {count} more", "and {count} more"), left_out) if left_out else None,
        hints=_hints(cause, translator),
    )


def _first(examples: pl.DataFrame, share: int) -> pl.DataFrame:
    """`share` of the examples, the first of every file before the second of any."""
    rank = pl.int_range(pl.len()).over("file")
    return examples.with_row_index("_row").sort(rank, "_row").head(share).sort("_row").drop("_row")


def _hints(cause: Cause, translator: Translator) -> list[str]:
    template = translator.text(catalogue.entry(cause.code).hint)
    names = {name for _literal, name, _format, _conversion in Formatter().parse(template) if name}
    return [_BETWEEN_DIGITS.sub("\N{NO-BREAK SPACE}", hint) for hint in cause.hints] if names <= HARMLESS else []


def _places(examples: pl.DataFrame, report: Report, translator: Translator) -> Iterator[str]:
    """`klanten.csv, column B (e-mail address): lines 3, 4, 7`, a text per file and column."""
    grouped_places = examples.group_by("file", "letter", "field", maintain_order=True).agg("line", "end_line")
    for position, letter, field, lines, end_lines in grouped_places.iter_rows():
        file = report.files[position - 1]
        parts = [_short(file.name)] if len(report.files) > 1 else []
        label = translator.text(BY_NAME[field].label) if field in BY_NAME else ""
        named = letter if not has_accounts(file) else None
        if named and label:
            parts.append(translator.text(_("column {column} ({field})"), column=named, field=label))
        elif named:
            parts.append(translator.text(_("column {column}"), column=named))
        elif label:
            parts.append(label)
        known = [
            str(line) if line == end_line or end_line is None else f"{line}–{end_line}"
            for line, end_line in zip(lines, end_lines, strict=True)
            if line is not None
        ]
        if known:
            one, many = _n("row {lines}", "rows {lines}") if has_rows(file) else _n("line {lines}", "lines {lines}")
            parts.append(translator.plural(one, many, len(known), lines=", ".join(known)))
        elif has_accounts(file):
            parts.append(translator.plural(*_n("{count} account", "{count} accounts"), len(lines)))
        yield ", ".join(parts) or translator.text(_("the whole file"))


def _remarks(causes: list[Cause], report: Report, translator: Translator) -> Iterator[str]:
    """Deletions, then warnings and repairs by cause; notes only by their number."""
    gone = verdict.deletions(report, translator)
    if gone:
        yield gone
    for one, many, severity in (
        (*_n("{count} warning: {cause}", "{count} warnings: {cause}"), "warning"),
        (*_n("{count} repair: {cause}", "{count} repairs: {cause}"), "repair"),
    ):
        for cause in causes:
            if cause.severity == severity:
                yield translator.plural(one, many, cause.count, cause=cause.cause)
    if report.totals.notes:
        yield translator.plural(
            *_n("{count} note stands in the report.", "{count} notes stand in the report."), report.totals.notes
        )


def _short(name: str) -> str:
    """A file's name as it can stand in a mail: on one line, at most FILE_NAME_CHARACTERS, its ending kept."""
    safe = shown(name)
    if len(safe) <= FILE_NAME_CHARACTERS:
        return safe
    return f"{safe[: FILE_NAME_CHARACTERS - 9]}…{safe[-8:]}"
