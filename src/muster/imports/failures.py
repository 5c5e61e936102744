"""What went wrong outside the files, in words: each says what happened to the data. No values, no stack traces."""

import errno

from muster.apply.edit import NoSuchCustomer, NumberTaken
from muster.apply.state import Fenced
from muster.apply.undo import NotUndoable, TooLate
from muster.i18n import _
from muster.imports.history import UnknownImport
from muster.imports.running import NotWaiting, SourceChanged
from muster.mapping import UnknownMapping
from muster.sources.pulled.remote import Refused, RemoteError
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
        case NotUndoable():
            return _("This import wrote nothing that could be taken back, or it was taken back already."), {}, 2
        case TooLate():
            return _("It is too late: the time in which this import could be taken back is over."), {}, 2
        case NoSuchCustomer():
            return _("There is no such customer."), {}, 2
        case NumberTaken():
            return _("Another customer has this number. Nothing was written."), {}, 2
        case UnknownMapping():
            return problem.text, dict(problem.params), 2
        case RemoteError():
            return problem.text, dict(problem.params), 2 if isinstance(problem, Refused) else 4
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
