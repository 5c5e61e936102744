"""Correction files: what was not written, in the user's own columns, with what is wrong beside each row."""

from pathlib import Path

from muster import catalogue, sources
from muster.i18n import Translator
from muster.imports import asked
from muster.imports.history import Kept
from muster.model.outcome import FileStatus
from muster.model.source import Unreadable
from muster.report import correction


def write(kept: Kept, path: Path, translator: Translator) -> list[tuple[Path, int]]:
    """Write a correction file for each file of the import that did not go in whole: CSV or, by its ending, XLSX.

    The first is `path`, the others have the file's position in their name. Each with its number of rows; a file that
    could not be read as a table has none. Raises OSError, correction.TooManyRows.
    """
    catalogue.load()
    options = asked.read(kept.options)
    written: list[tuple[Path, int]] = []
    for position, (file, stored) in enumerate(zip(kept.report.files, kept.paths, strict=True), start=1):
        if file.status is FileStatus.ACCEPTED:
            continue
        target = path if not written else path.with_stem(f"{path.stem}-{position}")
        try:
            source = sources.open_source(stored, options)
            written.append((target, correction.write(kept.report, position, source, target, translator)))
        except Unreadable:
            target.unlink(missing_ok=True)
    return written
