"""Headers become our fields: synonyms in seven languages, exports of common programs, the user's own mapping."""

from muster.mapping.accounts import Accounts
from muster.mapping.edited import Edited
from muster.mapping.examples import EXAMPLE_NUMBERS, example_rows
from muster.mapping.given import UnknownMapping
from muster.mapping.labels import normalised, shape_key
from muster.mapping.labels_to_fields import map_labels
from muster.mapping.lay import lay
from muster.mapping.machine import ERROR_LABEL, ORIGINAL_FILE_LABEL, ORIGINAL_LINE_LABEL, SUGGESTION_LABEL
from muster.mapping.mapped import How, Mapped, column_of
from muster.mapping.programs import data_of

__all__ = [
    "ERROR_LABEL", "EXAMPLE_NUMBERS", "ORIGINAL_FILE_LABEL", "ORIGINAL_LINE_LABEL", "SUGGESTION_LABEL", "Accounts", "Edited",
    "How", "Mapped", "UnknownMapping", "column_of", "data_of", "example_rows", "lay", "map_labels", "normalised", "shape_key",
]  # fmt: skip
