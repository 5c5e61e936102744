"""The states and kinds of an import in the reader's language."""

from collections.abc import Mapping
from typing import Final

from muster.i18n import Translator, _
from muster.model.outcome import State

STATES: Final[Mapping[State, str]] = {
    State.RECEIVED: _("received"),
    State.CHECKING: _("checking"),
    State.PLANNED: _("tried out"),
    State.WAITING: _("waiting"),
    State.APPLYING: _("writing"),
    State.DONE: _("done"),
    State.PARTIAL: _("partly done"),
    State.FAILED: _("failed"),
    State.CANCELLED: _("cancelled"),
    State.UNDONE: _("undone"),
}

KINDS: Final[Mapping[str, str]] = {
    "file": _("files"), "pull": _("fetched"), "create": _("added by hand"), "edit": _("edited by hand"),
    "merge": _("merged by hand"), "delete": _("deleted by hand"), "undo": _("taken back"),
}  # fmt: skip


def state_name(state: State, translator: Translator) -> str:
    """One word or two for `state`."""
    return translator.text(STATES[state])


def kind_name(kind: str, translator: Translator) -> str:
    """One word or two for what an import is (apply.state.Kind)."""
    return translator.text(KINDS[kind]) if kind in KINDS else kind
