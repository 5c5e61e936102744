"""Why a workbook is not read, as it travels from the reading process to the one that asked."""

from typing import Any


class Refused(Exception):
    """The workbook cannot or must not be read. `code` is the catalogue's; `params` fill its message."""

    def __init__(self, code: str, /, *, value: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.value = value
        self.params = params
