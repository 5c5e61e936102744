"""What went wrong outside the files, in words: each says what happened to the data. No values, no stack traces."""

import errno
from typing import NamedTuple

from muster.apply.door import Stale
from muster.apply.edit import NoSuchCustomer, NumberTaken
from muster.apply.state import Fenced
from muster.apply.undo import NotUndoable, TooLate
from muster.i18n import Translator, _
from muster.imports.history import UnknownImport
from muster.imports.running import NotWaiting, SourceChanged
from muster.mapping import UnknownMapping
from muster.sources.pulled.remote import Refused, RemoteError
from muster.store import StoreError


class Words(NamedTuple):
    """A text, its placeholders, the exit code of the command line; what to do, and by which command, if that is told."""

    text: str
    params: dict[str, object]
    exit_code: int
    hint: str = ""
    option: str = ""

    def said(self, translator: Translator) -> str:
        """All of it, in the reader's language."""
        return " ".join(translator.text(text, **self.params) for text in (self.text, self.hint) if text)


def explained(problem: Exception) -> Words | None:
    """The words for `problem`; None where it is a mistake of our own, to be seen whole."""
    match problem:
        case UnknownImport():
            return Words(_("There is no import {id}."), {"id": problem.args[0]}, 2)
        case NotWaiting():
            return Words(_("Import {id} does not wait for a confirmation."), {"id": problem.args[0]}, 2)
        case SourceChanged():
            return Words(
                _("The kept file “{name}” is gone or was changed. Nothing was written: import the file again."),
                {"name": problem.args[0]},
                4,
            )
        case NotUndoable():
            return Words(_("This import wrote nothing that could be taken back, or it was taken back already."), {}, 2)
        case TooLate():
            return Words(_("It is too late: the time in which this import could be taken back is over."), {}, 2)
        case NoSuchCustomer():
            return Words(_("There is no such customer."), {}, 2)
        case NumberTaken():
            return Words(_("Another customer has this number. Nothing was written."), {}, 2)
        case Stale():
            return Words(_("Somebody changed the customer meanwhile. Nothing was written."), {}, 4)
        case UnknownMapping():
            return Words(problem.text, dict(problem.params), 2)
        case RemoteError():
            entry, code = problem.entry, 2 if isinstance(problem, Refused) else 4
            return Words(entry.message, dict(problem.params), code, entry.hint, entry.option)
        case Fenced():
            return Words(_("Somebody else works on this import. Nothing was written."), {}, 4)
        case StoreError():
            return Words(str(problem), {}, 4)
        case OSError() if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
            return Words(_("The disk is full. Nothing was written, and nothing that was there is lost."), {}, 4)
        case OSError():
            return Words(
                _("The system refused a file: {reason}. Nothing was written."), {"reason": problem.strerror}, 4
            )
        case _:
            return None
