"""What the reader of an e-mail can do now, with the page for it, or without pages the command."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from muster.apply.state import WAITING_DAYS
from muster.i18n import Translator, _
from muster.model.outcome import FileStatus, Report, State
from muster.notify.letter import Letter
from muster.report import verdict
from muster.report.causes import has_accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where one goes on from the mail: pages if there are any, else commands."""

    report: str
    correction: str
    undo: str
    confirm: str
    cancel: str

    @classmethod
    def of(cls, letter: Letter) -> Self | None:
        number = letter.report.import_id
        if number is None:
            return None
        page = letter.page
        return cls(
            report=page or f"muster imports {number}",
            correction=f"{page}correction-file/" if page else f"muster imports {number} --rejects correction.xlsx",
            undo=f"{page}undo/" if page else f"muster undo {number}",
            confirm=page or f"muster confirm {number}",
            cancel=page or f"muster cancel {number}",
        )


def next_steps(letter: Letter, translator: Translator) -> Iterator[tuple[str, str]]:
    """What the reader can do now, each a sentence and the link or command for it ("" where there is none)."""
    report, places = letter.report, _Places.of(letter)
    if places is None:
        return
    if report.state is State.WAITING:
        yield from _decision(letter, places, translator)
        return
    if verdict.not_fetched(report):
        yield translator.text(_("The complete report:")), places.report
        return
    if report.state is State.FAILED and report.reason == "system":
        yield translator.text(_("Try it again; if it fails again, tell whoever runs Muster.")), ""
        return
    if letter.undone is None:
        yield from _correction(report, places, translator)
    yield translator.text(_("The complete report:")), places.report
    until = verdict.undo_until(report, translator)
    if until and letter.undone is None:
        yield translator.text(_("You can take this import back until {date}:"), date=until), places.undo
    elif until:
        yield (
            translator.text(_("If that was a mistake, you can bring it in again until {date}:"), date=until),
            places.undo,
        )


def _decision(letter: Letter, places: _Places, translator: Translator) -> Iterator[tuple[str, str]]:
    """How to answer an import that waits, and until when."""
    if letter.page and letter.report.reason == "errors":
        yield translator.text(_("Correct them here, or in your file and import that again:")), places.report
    elif letter.page:
        yield translator.text(_("Look at what would change, then confirm or cancel:")), places.report
    else:
        yield translator.text(_("Let it in:")), places.confirm
        yield translator.text(_("Or cancel it:")), places.cancel
    if letter.report.finished_at:
        last_day = letter.report.finished_at + timedelta(days=WAITING_DAYS)
        until = translator.date(last_day, letter.report.zone)
        yield (
            translator.text(_("Without an answer it is cancelled on {date}; nothing is written then."), date=until),
            "",
        )


def _correction(report: Report, places: _Places, translator: Translator) -> Iterator[tuple[str, str]]:
    """How to bring in what was not written. Accounts are corrected where they come from."""
    if not report.totals.rejected:
        return
    if at_its_source := verdict.corrected_there(report, translator):
        yield at_its_source, ""
    elif report.state is State.FAILED:
        yield translator.text(_("Correct the files and import them again; nothing has to be taken back first.")), ""
    else:
        yield (
            translator.text(
                _("Correct the rejected rows and import them again; rows that went in already change nothing.")
            ),
            "",
        )
    if any(file.status is not FileStatus.ACCEPTED and not has_accounts(file) for file in report.files):
        yield (
            translator.text(_("Correction file, with the rows that were not written and what is wrong with each:")),
            places.correction,
        )
