"""What went wrong outside the files, in words: each says what happened to the data. No values, no stack traces."""

import errno

from muster.apply.state import Fenced
from muster.i18n import _
from muster.imports.history import UnknownImport
from muster.imports.running import NotWaiting, SourceChanged
from muster.store import StoreError

Words = tuple[str, dict[str, object], int]
"""A text, its placeholders, and the exit code of the command line."""


def explained(problem: Exception) -> Words | None:
    """The words for `problem`; None where it is a mistake of our own, to be seen whole."""
    match problem:
        case UnknownImport():
            return _("There is no import {id}."), {"id": problem.args[0]}, 2
        case NotWaiting():
            return _("Import {id} does not wait for a confirmation."), {"id": problem.args[0]}, 2
        case SourceChanged():
            return (
                _("The kept file “{name}” is gone or was changed. Nothing was written: import the file again."),
                {"name": problem.args[0]},
                4,
            )
        case Fenced():
            return _("Somebody else works on this import. Nothing was written."), {}, 4
        case StoreError():
            return str(problem), {}, 4
        case OSError() if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
            return _("The disk is full. Nothing was written, and nothing that was there is lost."), {}, 4
        case OSError():
            return _("The system refused a file: {reason}. Nothing was written."), {"reason": problem.strerror}, 4
        case _:
            return None
