"""Imports as pages find them: those of the environment in the address, and no others."""

from typing import Final

from django.http import Http404

from muster.i18n import _
from muster.imports import history
from muster.imports.history import Kept, UnknownImport
from muster.web.access import EnvironmentRequest
from muster.web.engine import engine

STEPS: Final = (_("Files"), _("Columns"), _("Check and correct"), _("Write"), _("Done"))
"""The way of an import as its pages show it."""


def find(request: EnvironmentRequest, import_id: int, *, with_violations: bool = False) -> Kept:
    """The import, if it is this environment's. Raises Http404."""
    try:
        kept = history.find(engine(request), import_id, with_violations=with_violations)
    except UnknownImport:
        raise Http404 from None
    if kept.environment_id != request.environment.id:
        raise Http404
    return kept
