"""How bad each code is in this environment, and which codes the user wants to hear of."""

from collections.abc import Mapping, Sequence
from typing import Final

from muster.catalogue import registry
from muster.catalogue.entry import Severity
from muster.i18n import _
from muster.model.options import WrongOption

OFF: Final = "off"
MEANING: Final = {
    Severity.ERROR: _("The row is not imported."),
    Severity.WARNING: _("The row is imported, and probably wrong."),
    Severity.REPAIR: _("The value was damaged and could be rebuilt with proof."),
    Severity.NOTE: _("Good to know."),
}

CHOICES: Final = (Severity.ERROR.value, Severity.WARNING.value, OFF)
"""What an environment can make of a code that is not fixed. A repair can only be switched off."""


def severity_of(code: str, severities: Mapping[str, str], active: frozenset[str] | None = None) -> str | None:
    """How bad `code` is; None where it is off. What is fixed cannot be changed or switched off."""
    entry = registry.entry(code)
    if entry.fixed:
        return entry.severity.value
    if active is not None and code not in active:
        return None
    severity = severities.get(code, entry.severity.value)
    return None if severity == OFF else severity


def active_codes(select: Sequence[str], ignore: Sequence[str]) -> frozenset[str] | None:
    """The codes that `--select` and `--ignore` leave on; None is all. Both take codes and their beginnings: `MOB`.

    Raises WrongOption where nothing in the catalogue begins like that.
    """
    if not select and not ignore:
        return None
    codes = [entry.code for entry in registry.entries()]
    wanted = _beginning_with(select, codes) if select else frozenset(codes)
    return wanted - _beginning_with(ignore, codes)


def checked(severities: Mapping[str, str]) -> dict[str, str]:
    """`severities` with codes and words as the catalogue writes them.

    Raises WrongOption for an unknown code or severity, for one that is fixed, and for a repair made anything but off.
    """
    known = {entry.code: entry for entry in registry.entries()}
    settled = {}
    for given, word in severities.items():
        code, severity = given.upper(), word.lower()
        if code not in known:
            raise WrongOption(_("The settings name a code that does not exist: “{code}”."), code=given)
        if severity not in CHOICES:
            raise WrongOption(
                _("The settings make {code} “{severity}”; it can be one of: {choices}."),
                code=code, severity=word, choices=", ".join(CHOICES),
            )  # fmt: skip
        if known[code].fixed:
            raise WrongOption(_("The settings change {code}, but how bad that is cannot be changed."), code=code)
        if known[code].severity is Severity.REPAIR and severity != OFF:
            raise WrongOption(_("The settings change {code}, a repair: it can only be switched off."), code=code)
        settled[code] = severity
    return settled


def _beginning_with(beginnings: Sequence[str], codes: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for beginning in beginnings:
        of_it = [code for code in codes if code.startswith(beginning.upper())]
        if not of_it:
            raise WrongOption(_("There is no code “{code}”. “muster rule” lists them all."), code=beginning)
        found.update(of_it)
    return frozenset(found)
