"""Columns that Muster itself adds to a correction file, known by their fixed headers in every language."""

from typing import Final

ORIGINAL_FILE_LABEL: Final = "muster:file"
ORIGINAL_LINE_LABEL: Final = "muster:line"
ERROR_LABEL: Final = "muster:error"
SUGGESTION_LABEL: Final = "muster:suggestion"

MACHINE_LABELS: Final = {
    label.replace(":", ""): label for label in (ORIGINAL_FILE_LABEL, ORIGINAL_LINE_LABEL, ERROR_LABEL, SUGGESTION_LABEL)
}
"""By the label as `labels.normalised` gives it."""
