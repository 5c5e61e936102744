"""Imports as pages find them: those of the environment in the address, and no others."""

from typing import Final

from django.http import Http404

from muster.apply.state import Kind
from muster.i18n import _
from muster.imports import history
from muster.imports.history import Kept, UnknownImport
from muster.web.access import EnvironmentRequest
from muster.web.engine import engine

STEPS: Final = (_("Files"), _("Columns"), _("Check and correct"), _("Write"), _("Done"))
"""The way of an import of files as its pages show it."""

PULL_STEPS: Final = (_("Fetch"), *STEPS[2:])
"""The same where another program gave the customers: it has no files, and its columns are known."""


def way(kept: Kept, step: int) -> dict[str, object]:
    """For a page: the steps of an import, and where among `STEPS` it is."""
    if kept.kind == Kind.PULL:
        return {"steps": PULL_STEPS, "step": max(0, step - 1)}
    return {"steps": STEPS, "step": step}


def find(request: EnvironmentRequest, import_id: int, *, with_violations: bool = False) -> Kept:
    """The import, if it is this environment's. Raises Http404."""
    try:
        kept = history.find(engine(request), import_id, with_violations=with_violations)
    except UnknownImport:
        raise Http404 from None
    if kept.environment_id != request.environment.id:
        raise Http404
    return kept


def number(text: str | None) -> int:
    """A number that a page sent, such as a file's position or a line; 0, which none has, for whatever is no number."""
    return int(text) if text and text.isdecimal() else 0
