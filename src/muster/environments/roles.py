"""What a person may do in an environment."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from muster.i18n import _


class Role(StrEnum):
    """Each role may do what the one before it may, and more."""

    VIEWER = "viewer"  # looks at customers, imports and reports
    IMPORTER = "importer"  # imports, edits, merges, deletes, exports and takes back
    ADMINISTRATOR = "administrator"  # changes settings, connections and people

    def covers(self, other: "Role") -> bool:
        """Whether who has this role may do what needs `other`."""
        return _ORDER.index(self) >= _ORDER.index(other)


_ORDER: Final = tuple(Role)

NAMES: Final[Mapping[Role, str]] = {
    Role.VIEWER: _("Viewer"), Role.IMPORTER: _("Importer"), Role.ADMINISTRATOR: _("Administrator"),
}  # fmt: skip

MAY: Final[Mapping[Role, str]] = {
    Role.VIEWER: _("looks at customers, imports and reports"),
    Role.IMPORTER: _("also imports, edits, merges, deletes, exports and takes back"),
    Role.ADMINISTRATOR: _("also changes settings, connections and people"),
}
"""What each role may do that the one before it may not."""
