"""The report on a terminal: what was written, counts, then what was wrong, grouped by cause.

Everything fits the width, 80 columns by default. Colour is decoration: the same words stand there without it.
"""

from collections.abc import Iterator
from typing import Final, TextIO

from rich.cells import cell_len

from muster import catalogue
from muster.i18n import Translator, _
from muster.model.outcome import FileReport, FileStatus, Report, State
from muster.report import verdict
from muster.report.causes import Cause, grouped, has_accounts, has_rows
from muster.report.layout import flow, wrap
from muster.report.words import shown

EXAMPLES: Final = 3
LINES_OF_RANGES: Final = 4

_STYLES: Final = {"error": "1;31", "warning": "1;33", "repair": "1;36", "note": "1;34", "bold": "1", "dim": "2"}
_STATUS_STYLES: Final = {FileStatus.ACCEPTED: "1;32", FileStatus.REJECTED: "1;31", FileStatus.PARTIAL: "1;33"}


def write(
    report: Report,
    out: TextIO,
    translator: Translator,
    width: int = 80,
    colour: bool = False,  # noqa: FBT001  a terminal either shows colours or does not
    *,
    how_to_see_rest: str | None = None,
) -> None:
    """Write `report` for a person at a terminal of `width` columns.

    `how_to_see_rest` is the command that shows the complete list; it is named where something is left out. Without one
    it is the same command with `--format csv`.
    """
    page = _Page(translator, max(width, 20), colour=colour)
    for line in _lines(report, page, how_to_see_rest):
        out.write(line + "\n")


class _Page:
    """What every part of the report needs to know of reader and terminal."""

    def __init__(self, translator: Translator, width: int, *, colour: bool) -> None:
        self.translator = translator
        self.width = width
        self._colour = colour

    def say(self, text: str, *, indent: int = 0, style: str | None = None) -> Iterator[str]:
        """`text` wrapped, every line indented."""
        for line in wrap(text, self.width, first=" " * indent):
            yield self.styled(line, style)

    def styled(self, line: str, style: str | None) -> str:
        return f"\x1b[{style}m{line}\x1b[0m" if self._colour and style and line else line


def _lines(report: Report, page: _Page, how_to_see_rest: str | None) -> Iterator[str]:
    yield from page.say(verdict.first_sentence(report, page.translator), style=_STYLES["bold"])
    for file in report.files:
        yield ""
        yield from _file(file, report, page)
    causes = grouped(report, page.translator, examples=EXAMPLES)
    for severity in verdict.SEVERITIES:
        of_severity = [cause for cause in causes if cause.severity == severity]
        if of_severity:
            yield ""
            yield from page.say(page.translator.text(verdict.SEVERITIES[severity]).upper(), style=_STYLES[severity])
        for cause in of_severity:
            yield ""
            yield from _cause(cause, report, page)
    endings = list(_endings(report, causes, page, how_to_see_rest))
    if endings:
        yield ""
        yield from endings


def _file(file: FileReport, report: Report, page: _Page) -> Iterator[str]:
    title, status = shown(file.name), verdict.status(file, report, page.translator)
    if status:
        title = verdict.labelled(title, status, page.translator)
    yield from page.say(title, style=_STATUS_STYLES[file.status])
    for sentence in verdict.of_file(file, report, page.translator):
        yield from page.say(sentence, indent=2)


def _cause(cause: Cause, report: Report, page: _Page) -> Iterator[str]:
    """Title with code and count at the right, examples, lines, cure."""
    tag = f"{cause.code} × {page.translator.number(cause.count)}"
    title, *more = wrap(cause.cause, page.width - cell_len(tag) - 2)
    gap = " " * (page.width - cell_len(title) - cell_len(tag))
    yield page.styled(title, _STYLES["bold"]) + gap + page.styled(tag, _STYLES["dim"])
    for line in more:
        yield page.styled(line, _STYLES["bold"])
    several_files = len(report.files) > 1
    for example in cause.examples.iter_rows(named=True):
        place = [example["file_name"]] if several_files and example["file_name"] else []
        place += [example["place"]] if example["place"] else []
        text = example["message"]
        if place:
            text = verdict.labelled(", ".join(place), text, page.translator)
        if example["suggestion"] and cause.severity in {"error", "warning"}:
            asked = page.translator.text(_("Did you mean “{suggestion}”?"), suggestion=shown(example["suggestion"]))
            text = f"{text} {asked}"
        yield from wrap(text, page.width, first="  ", rest="    ")
    if not _shows_all_lines(cause):
        yield from _places(cause, report, page)
    option = catalogue.entry(cause.code).option
    for hint in cause.hints:
        yield from wrap(f"{hint} ({option})" if option else hint, page.width, first="  → ", rest="    ")


def _shows_all_lines(cause: Cause) -> bool:
    """Whether the examples name every place already: all of them, or a whole file's, or the header row's."""
    named = {(file, str(line)) for file, line in cause.examples.select("file", "line").iter_rows()}
    places = {(file, text) for file, texts in cause.lines.items() for text in texts}
    return cause.count <= cause.examples.height or places <= named


def _places(cause: Cause, report: Report, page: _Page) -> Iterator[str]:
    """All lines as ranges, in at most LINES_OF_RANGES screen lines over all files."""
    room = LINES_OF_RANGES
    files = list(cause.lines.items())
    for index, (position, texts) in enumerate(files):
        file = report.files[position - 1]
        label = page.translator.text(_title(file, texts))
        if len(report.files) > 1:
            label = f"{shown(file.name)}, {label}"
        others = len(files) - index - 1
        lines = flow(texts, page.width, max(room - min(others, 1), 1), first=f"  {label} ", rest="    ", more=" …")
        yield from lines
        room -= len(lines)
        if others and room <= 1 and (others > 1 or room < 1):
            yield from page.say(
                page.translator.plural("… and in {count} more file", "… and in {count} more files", others), indent=2
            )
            return


def _title(file: FileReport, texts: list[str]) -> str:
    if has_accounts(file):
        return _("accounts:")
    if has_rows(file):
        return _("rows:") if len(texts) > 1 or "–" in texts[0] else _("row:")
    return _("lines:") if len(texts) > 1 or "–" in texts[0] else _("line:")


def _endings(report: Report, causes: list[Cause], page: _Page, how_to_see_rest: str | None) -> Iterator[str]:
    """What to know and do next."""
    translator = page.translator
    if report.earlier is not None:
        yield from page.say(verdict.imported_before(report.earlier, translator, report.zone))
    gone = verdict.deletions(report, translator)
    if gone:
        yield from page.say(gone)
    listed = report.totals.errors + report.totals.warnings + report.totals.repaired + report.totals.notes
    if report.violations.height < min(listed, sum(cause.count for cause in causes)):
        kept = translator.number(report.violations.height)
        yield from page.say(
            translator.text(_("The complete list ends after {kept} places; the counts are exact."), kept=kept)
        )
    if any(cause.count > cause.examples.height for cause in causes):
        see = translator.text(_("See them all: {command}"), command=how_to_see_rest or "--format csv")
        yield from page.say(see)
    if verdict.was_written(report) and report.totals.written:
        yield from _undo(report, page)
    if report.state is State.WAITING and report.import_id is not None:
        command = f"muster confirm {report.import_id}"
        yield from page.say(translator.text(_("Let it in: {command}"), command=command))
    for sentence in verdict.mailed(report, translator):
        yield from page.say(sentence)
    facts = [verdict.labelled(*fact, translator) for fact in verdict.circumstances(report, translator)]
    yield from page.say(" · ".join(facts), style=_STYLES["dim"])


def _undo(report: Report, page: _Page) -> Iterator[str]:
    command = f"muster undo {report.import_id}"
    until = verdict.undo_until(report, page.translator)
    if until is None:
        yield from page.say(page.translator.text(_("Take it back: {command}"), command=command))
    else:
        text = page.translator.text(_("Take it back, until {date}: {command}"), date=until, command=command)
        yield from page.say(text)
