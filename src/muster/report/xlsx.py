"""The report as a workbook: what became of it on the first sheet, the complete list on the second.

Text is written as text: no cell becomes a formula, a link or a number (platform S8).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from muster.i18n import Translator, _
from muster.model.outcome import Report
from muster.report import verdict
from muster.report.csv import SLICE_ROWS
from muster.report.words import render, severity_name, shown

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CELL_CHARACTERS: Final = 32_767
"""What a cell of a workbook holds."""

_COLUMNS: Final = (
    ("file_name", _("File"), 22), ("place", _("Place"), 24), ("severity", _("Kind"), 10), ("code", _("Code"), 9),
    ("value", _("Value"), 24), ("message", _("What is wrong"), 60), ("hint", _("What to do"), 50),
    ("suggestion", _("Suggestion"), 24),
)  # fmt: skip
"""Column of the rendered frame, heading, width in characters."""

_COLOURS: Final = {"error": "#F9DEDC", "warning": "#FFF0D1", "repair": "#D9F1F3", "note": "#E3E9FB"}


def write(report: Report, path: Path, translator: Translator) -> None:
    """Write the workbook to `path`, row by row, so that memory does not grow with the list."""
    import xlsxwriter  # noqa: PLC0415  loaded only where a workbook is written

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        _summary(book, report, translator)
        _list(book, report, translator)


def _summary(book: "xlsxwriter.Workbook", report: Report, translator: Translator) -> None:
    sheet = book.add_worksheet(_sheet_name(translator.text(_("Report"))))
    bold = book.add_format({"bold": True, "font_size": 13})
    label = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, verdict.first_sentence(report, translator), bold)
    lines = verdict.circumstances(report, translator)
    for file in report.files:
        said = [verdict.status(file, report, translator), *verdict.of_file(file, report, translator)]
        lines.append((shown(file.name), "\n".join(said).strip()))
    gone = verdict.deletions(report, translator)
    if gone:
        lines.append((translator.text(_("Deletions")), gone))
    for row, (name, value) in enumerate(lines, start=2):
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 1, value, wrapped)


def _list(book: "xlsxwriter.Workbook", report: Report, translator: Translator) -> None:
    sheet = book.add_worksheet(_sheet_name(translator.text(_("List"))))
    heading = book.add_format({"bold": True, "bottom": 1})
    formats = {severity: book.add_format({"bg_color": colour}) for severity, colour in _COLOURS.items()}
    for column, (_name, title, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, translator.text(title), heading)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(report.violations.height, 1), len(_COLUMNS) - 1)
    names = {severity: severity_name(severity, translator) for severity in _COLOURS}
    row = 0
    for part in report.violations.iter_slices(SLICE_ROWS):
        rendered = render(part, report.files, translator).select(name for name, _title, _width in _COLUMNS)
        for cells in rendered.iter_rows(named=True):
            row += 1
            _row(sheet, row, cells | {"severity": names[cells["severity"]]}, formats[cells["severity"]])


def _row(sheet: "Worksheet", row: int, cells: dict[str, str | None], marked: "Format") -> None:
    for column, (name, text) in enumerate(cells.items()):
        if text:
            sheet.write_string(row, column, text[:CELL_CHARACTERS], marked if name == "severity" else None)


def _sheet_name(name: str) -> str:
    """A workbook takes 31 characters."""
    return name[:31]
