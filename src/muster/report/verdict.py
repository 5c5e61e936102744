"""What became of an import, in words: the verdict, the first sentence, the counts. Terminal, page and mail share them."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final

from muster.i18n import Translator, _, _n
from muster.model.chunk import Skip
from muster.model.fields import BY_NAME
from muster.model.outcome import Earlier, FileReport, FileStatus, Mail, Report, State, Totals
from muster.report.states import state_name
from muster.report.words import FETCHED, shown

STATUS: Final[Mapping[FileStatus, str]] = {
    FileStatus.ACCEPTED: _("accepted"),
    FileStatus.REJECTED: _("rejected"),
    FileStatus.PARTIAL: _("partly accepted"),
}

SEVERITIES: Final[Mapping[str, str]] = {
    "error": _("Errors"),
    "warning": _("Warnings"),
    "repair": _("Repairs"),
    "note": _("Notes"),
}
"""Titles, in the order in which they are shown."""

_SKIPS: Final[Mapping[Skip, tuple[str, str]]] = {
    Skip.BLANK: _n("{count} blank row", "{count} blank rows"),
    Skip.REPEATED_HEADER: _n("{count} repeated header", "{count} repeated headers"),
    Skip.EXAMPLE: _n("{count} example row of the template", "{count} example rows of the template"),
    Skip.IDENTICAL: _n("{count} row identical to another", "{count} rows identical to another"),
    Skip.NOT_A_CUSTOMER: _n("{count} account that is no customer", "{count} accounts that are no customers"),
    Skip.MERGED: _n("{count} row of a merged customer", "{count} rows of merged customers"),
    Skip.LEFT_OUT: _n("{count} row that was left out by hand", "{count} rows that were left out by hand"),
}

_WAITING: Final[Mapping[str, str]] = {
    "columns": _("Nothing was written yet: the import waits until somebody says what its columns hold."),
    "errors": _("Nothing was written yet: the import waits until its errors are corrected."),
    "confirmation": _("Nothing was written yet: the import waits for your confirmation."),
    "cleared": _("Nothing was written yet: the import would delete many values and waits for your confirmation."),
    "renamed": _("Nothing was written yet: the import would rename many customers and waits for your confirmation."),
    "near-numbers": _(
        "Nothing was written yet: many customer numbers are almost those of other customers; the import waits for your "
        "confirmation."
    ),
    "renumbered": _(
        "Nothing was written yet: many known customers come with another number; the import waits for your confirmation."
    ),
    "set-back": _(
        "Nothing was written yet: the import would set back what was changed since, and waits for your confirmation."
    ),
}
"""By the reason why an import waits."""


_ENDED: Final = frozenset({State.DONE, State.PARTIAL, State.FAILED, State.WAITING})
"""Somebody should know of these."""


def was_written(report: Report) -> bool:
    """Whether customers were changed by this import, as far as there was something to change."""
    return report.import_id is not None and not report.dry_run and report.state in {State.DONE, State.PARTIAL}


def not_fetched(report: Report) -> bool:
    """Whether another program did not give its customers, so that there is nothing of which anything could be said."""
    return report.state is State.FAILED and any(
        file.source in FETCHED and file.totals.errors and not file.totals.rows for file in report.files
    )


def took_back(report: Report) -> bool:
    """Whether this is an undo, and has done its work."""
    return report.undoes is not None and report.state in {State.DONE, State.PARTIAL}


def verdict(report: Report, translator: Translator) -> str:
    """In two or three words; a mail's subject begins with it."""
    totals = report.totals
    if took_back(report):
        return translator.text(_("Undone"))
    match report.state:
        case State.FAILED if not_fetched(report):
            return translator.text(_("Not fetched"))
        case State.FAILED if report.reason == "system":
            return translator.text(_("Nothing written: system failure"))
        case State.FAILED:
            return translator.plural("Nothing written: {count} error", "Nothing written: {count} errors", totals.errors)
        case State.WAITING if report.reason == "errors":
            return translator.plural("Waiting: {count} error", "Waiting: {count} errors", totals.errors)
        case State.WAITING:
            return translator.text(_("Waiting for your confirmation"))
        case State.CANCELLED:
            return translator.text(_("Cancelled"))
        case State.UNDONE:
            return translator.text(_("Undone"))
        case State.PARTIAL:
            return translator.plural("{count} row rejected", "{count} rows rejected", totals.rejected)
        case State.DONE if not totals.written:
            return translator.text(_("Nothing changed"))
        case State.DONE if totals.warnings:
            return translator.plural("All in, {count} warning", "All in, {count} warnings", totals.warnings)
        case State.DONE:
            return translator.text(_("All in"))
        case _:
            return translator.text(_("Under way"))


def first_sentence(report: Report, translator: Translator) -> str:
    """What was or was not written, in one whole sentence."""
    if report.import_id is None or report.dry_run:
        return _of_a_trial(report, translator)
    if took_back(report):
        return _of_an_undo(report, translator)
    match report.state:
        case State.DONE | State.PARTIAL:
            return _of_an_import(report.totals, translator)
        case State.FAILED if not_fetched(report):
            return translator.text(_("Nothing was written: the customers could not be fetched."))
        case State.FAILED if report.reason == "system":
            return translator.text(_("Nothing was written: the system failed, the files are not to blame."))
        case State.FAILED:
            return _refused(report.totals, translator)
        case State.WAITING:
            return translator.text(_WAITING.get(report.reason or "", _WAITING["confirmation"]))
        case State.CANCELLED:
            return translator.text(_("Nothing was written: the import was cancelled."))
        case State.UNDONE:
            return translator.text(_("What this import wrote was taken back."))
        case _:
            return translator.text(_("Nothing is written yet: the import is under way."))


def labelled(label: str, value: str, translator: Translator) -> str:
    """`label: value` with the colon as the language sets it."""
    return translator.text(_("{label}: {value}"), label=label, value=value)


def status(file: FileReport, report: Report, translator: Translator) -> str:
    """What became of a file in a word or two; "" where the system failed before anybody could know."""
    if not_fetched(report) or (report.state is State.FAILED and report.reason == "system"):
        return ""
    if report.state in {State.WAITING, State.CANCELLED} and file.status is not FileStatus.REJECTED:
        return state_name(report.state, translator)
    return translator.text(STATUS[file.status])


def of_file(file: FileReport, report: Report, translator: Translator) -> list[str]:
    """What there is to say of one file: counts, what was found, what was skipped."""
    if not_fetched(report) or (report.state is State.FAILED and report.reason == "system"):
        return []
    said = [rows(file.totals, translator), findings(file.totals, translator), *asides(file, translator)]
    return [sentence for sentence in said if sentence]


def rows(totals: Totals, translator: Translator) -> str:
    """`6 rows: 2 new, 1 changed, 3 rejected`; what is 0 is left out, but never everything."""
    whole = translator.plural("{count} row", "{count} rows", totals.rows)
    parts = [
        part
        for count, part in (
            (totals.created, translator.plural("{count} new", "{count} new", totals.created)),
            (totals.updated, translator.plural("{count} changed", "{count} changed", totals.updated)),
            (totals.unchanged, translator.plural("{count} unchanged", "{count} unchanged", totals.unchanged)),
            (totals.rejected, translator.plural("{count} rejected", "{count} rejected", totals.rejected)),
            (totals.skipped, translator.plural("{count} skipped", "{count} skipped", totals.skipped)),
        )
        if count
    ]
    return labelled(whole, ", ".join(parts), translator) if parts else whole


def findings(totals: Totals, translator: Translator) -> str:
    """`1 error in 1 row, 2 warnings`; "" if there is nothing to say."""
    parts = []
    if totals.errors:
        errors = translator.plural("{count} error", "{count} errors", totals.errors)
        if totals.rows_with_errors:
            faulty = translator.plural("in {count} row", "in {count} rows", totals.rows_with_errors)
            errors = translator.text(_("{errors} {in_rows}"), errors=errors, in_rows=faulty)
        parts.append(errors)
    if totals.warnings:
        parts.append(translator.plural("{count} warning", "{count} warnings", totals.warnings))
    if totals.repaired:
        parts.append(translator.plural("{count} repair", "{count} repairs", totals.repaired))
    if totals.notes:
        parts.append(translator.plural("{count} note", "{count} notes", totals.notes))
    return ", ".join(parts)


def asides(file: FileReport, translator: Translator) -> list[str]:
    """Whole sentences on what was skipped and what is known already, of one file."""
    skipped = [translator.plural(*_SKIPS[kind], count) for kind, count in file.skipped.items() if count]
    said = [translator.text(_("Skipped: {kinds}."), kinds=translator.listing(skipped))] if skipped else []
    if file.known_warnings:
        said.append(
            translator.plural(
                "{count} warning is about a value that is stored just so already; it is not listed again.",
                "{count} warnings are about values that are stored just so already; they are not listed again.",
                file.known_warnings,
            )
        )
    return said


def corrected_there(report: Report, translator: Translator) -> str:
    """That what was fetched is corrected where it comes from; "" for files."""
    fetched = [shown(file.name) for file in report.files if file.source in FETCHED]
    if not fetched:
        return ""
    where = translator.listing(fetched)
    return translator.text(
        _("Correct the rejected accounts in {program}; the next pull fetches them again."), program=where
    )


def imported_before(earlier: Earlier, translator: Translator, zone: tzinfo | None = None) -> str:
    """That a file with the same content went in before, when and by whom."""
    if earlier.at is None:
        return translator.text(
            _("A file with the same content was imported before, by {who} (import {id})."),
            who=earlier.started_by, id=earlier.import_id,
        )  # fmt: skip
    return translator.text(
        _("A file with the same content was imported on {day} by {who} (import {id})."),
        day=translator.date(earlier.at, zone), who=earlier.started_by, id=earlier.import_id,
    )  # fmt: skip


def circumstances(report: Report, translator: Translator) -> list[tuple[str, str]]:
    """Who, when, how long: label and value of each that is known."""
    known = [
        (translator.text(_("Import")), str(report.import_id) if report.import_id is not None else None),
        (translator.text(_("Environment")), report.environment),
        (translator.text(_("Started by")), report.started_by),
        (
            translator.text(_("Started")),
            translator.moment(report.started_at, report.zone) if report.started_at else None,
        ),
    ]
    took = report.took
    if took is None and report.started_at and report.finished_at:
        took = report.finished_at - report.started_at
    if took is not None:
        known.append((translator.text(_("Duration")), translator.duration(took)))
    return [(label, value) for label, value in known if value]


def undo_until(report: Report, translator: Translator) -> str | None:
    """The last day on which this import can be taken back, if it can."""
    if report.undo_until is None or not was_written(report) or not report.totals.written:
        return None
    return translator.date(report.undo_until, report.zone)


def deletions(report: Report, translator: Translator) -> str:
    """How many stored values go or went, field by field; "" if none."""
    gone = {name: count for name, count in report.cleared_by_field.items() if count}
    if not gone:
        return ""
    fields = [
        f"{translator.number(count)}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{translator.text(BY_NAME[name].label) if name in BY_NAME else name}"
        for name, count in gone.items()
    ]
    one, many = (
        _n("{count} stored value was deleted: {fields}.", "{count} stored values were deleted: {fields}.")
        if was_written(report)
        else _n("{count} stored value would be deleted: {fields}.", "{count} stored values would be deleted: {fields}.")
    )
    return translator.plural(one, many, sum(gone.values()), fields=translator.listing(fields))


def mailed(report: Report, translator: Translator) -> list[str]:
    """Who gets an e-mail about an import, and what is wrong with those that did not leave. "Nobody" is said too."""
    going = dict.fromkeys(mail.recipient for mail in report.mails if mail.error is None)
    said = []
    if going:
        said.append(translator.text(_("An e-mail goes to {people}."), people=translator.listing(list(going))))
    for mail in report.mails:
        if mail.state == "dead":
            said.append(
                translator.text(
                    _("The e-mail to {address} could not be delivered: {error}. Send it again: {command}"),
                    address=mail.recipient, error=_refusal(mail), command=f"muster imports {report.import_id} --send-again",
                )
            )  # fmt: skip
        elif mail.error is not None:
            said.append(
                translator.text(
                    _("The e-mail to {address} could not be delivered yet: {error}. It will be tried again."),
                    address=mail.recipient, error=_refusal(mail),
                )
            )  # fmt: skip
    if not said and report.files and report.import_id is not None and not report.dry_run and report.state in _ENDED:
        said.append(translator.text(_("Nobody gets an e-mail about this; --notify ADDRESS names somebody.")))
    return said


def _refusal(mail: Mail) -> str:
    """What the server said, without the full stop that the sentence has itself."""
    return shown(mail.error or "").rstrip(".")


def _of_a_trial(report: Report, translator: Translator) -> str:
    """A check or a dry run."""
    totals = report.totals
    if totals.errors:
        return translator.plural(
            "Nothing was written, this was a check only: {count} error was found.",
            "Nothing was written, this was a check only: {count} errors were found.",
            totals.errors,
        )
    if report.state is State.WAITING:
        return translator.text(
            _("Nothing was written, this was a check only: the import would wait for a confirmation.")
        )
    if not totals.rows - totals.skipped:
        return translator.text(_("Nothing was written, this was a check only: there is no customer to import."))
    return translator.text(_("Nothing was written, this was a check only: everything would go in."))


def _of_an_import(totals: Totals, translator: Translator) -> str:
    if totals.rejected and totals.written:
        written = translator.plural("{count} customer was written", "{count} customers were written", totals.written)
        refused = translator.plural("{count} row was not", "{count} rows were not", totals.rejected)
        return translator.text(_("{written}, {refused}."), written=written, refused=refused)
    if totals.rejected:
        return _refused(totals, translator)
    if totals.written:
        return translator.plural(
            "Everything went in: {count} customer was written.",
            "Everything went in: {count} customers were written.",
            totals.written,
        )
    if totals.unchanged:
        return translator.text(_("Nothing was changed: all customers are stored just so already."))
    return translator.text(_("Nothing was changed: there was no customer to import."))


def _of_an_undo(report: Report, translator: Translator) -> str:
    taken_back = translator.plural(
        *_n(
            "Import {number} was taken back: {count} customer is as it was before it.",
            "Import {number} was taken back: {count} customers are as they were before it.",
        ),
        report.totals.written,
        number=report.undoes,
    )
    kept = report.totals.unchanged
    if not kept:
        return taken_back
    left = translator.plural(
        *_n("{count} customer keeps what was changed since.", "{count} customers keep what was changed since."), kept
    )
    return f"{taken_back} {left}"


def _refused(totals: Totals, translator: Translator) -> str:
    if not totals.errors:
        return translator.text(_("Nothing was written."))
    return translator.plural(
        "Nothing was written: {count} error must be corrected first.",
        "Nothing was written: {count} errors must be corrected first.",
        totals.errors,
    )
