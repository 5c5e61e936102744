"""National mobile numbers in a file whose customers are of several countries: one note with their count."""

import json

import polars as pl

from muster.model.chunk import no_violations, violations_frame
from muster.rules.codes import NATIONAL_NUMBERS
from muster.rules.reading.mobile import is_national


class MixedCountries:
    """Looks at one file, chunk by chunk."""

    def __init__(self) -> None:
        self._national = 0
        self._countries: set[str] = set()

    def add(self, written: pl.DataFrame, stored: pl.DataFrame) -> None:
        """A chunk as the user wrote it, and the same rows in stored form."""
        self._countries.update(stored["country"].drop_nulls().unique())
        if "mobile" in written.columns:
            maybe = ~written["mobile"].str.starts_with("+") & stored["mobile"].is_not_null()
            self._national += (
                written["mobile"].filter(maybe).to_frame().select(is_national(pl.col("mobile")).sum()).item()
            )

    def found(self) -> pl.DataFrame:
        """The note, or nothing (a violations frame without `file`)."""
        if not self._national or len(self._countries) < 2:
            return no_violations()
        params = json.dumps({"count": self._national, "countries": len(self._countries)})
        return violations_frame(
            pl.DataFrame({"field": ["mobile"], "code": [NATIONAL_NUMBERS.code], "params": [params]})
        )
