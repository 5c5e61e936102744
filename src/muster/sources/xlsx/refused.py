"""Why a workbook is not read, as it travels from the reading process to the one that asked.

The reading process loads neither the catalogue nor Polars: it must start fast and need little. `codes.py` says of each
code what people read.
"""

from typing import Any, Final

DAMAGED: Final = "FIL030"
PROTECTED: Final = "FIL031"
TOO_LARGE: Final = "FIL032"
TOO_TIGHT: Final = "FIL033"
TOO_MANY_PARTS: Final = "FIL034"
TOO_MANY_CELLS: Final = "FIL035"
TOO_FAR_RIGHT: Final = "FIL036"
STOPPED: Final = "FIL037"
UNKNOWN_SHEET: Final = "FIL038"
EMPTY_WORKBOOK: Final = "FIL039"
DOCUMENT_TYPE: Final = "FIL044"


class Refused(Exception):
    """The workbook cannot or must not be read. `code` is the catalogue's; `params` fill its message."""

    def __init__(self, code: str, /, *, value: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.value = value
        self.params = params
