"""What a person may do in an environment."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """Each role may do what the one before it may, and more."""

    VIEWER = "viewer"  # looks at customers, imports and reports
    IMPORTER = "importer"  # imports, edits, merges, deletes, exports and takes back
    ADMINISTRATOR = "administrator"  # changes settings, connections and people

    def covers(self, other: "Role") -> bool:
        """Whether who has this role may do what needs `other`."""
        return _ORDER.index(self) >= _ORDER.index(other)


_ORDER: Final = tuple(Role)
