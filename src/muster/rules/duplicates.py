"""What stands twice in one import, over all its files; no database is needed.

Keys are compared as 64-bit hashes first. Only rows whose hash comes up twice are compared by value: a clean million
rows costs its hashes and one sort of them. Whatever is many lies on disk, in parts of equal hashes.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import polars as pl

from muster.model.chunk import violations_frame
from muster.model.fields import NAMES
from muster.rules import codes

REFUSED: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(), "line": pl.Int64(), "action": pl.String(), "code": pl.String(),
}  # fmt: skip
"""Rows that a duplicate keeps out. `action`: rejected, skipped."""

HELD_HASHES: Final = 2_000_000
HELD_ROWS: Final = 100_000
HASHES_AT_A_TIME: Final = 250_000
PARTS: Final = 16

_PLACE: Final = ("file", "line", "end_line", "record")
_CONTENT: Final = (*NAMES, "given", "erased")
_KEYED: Final = (*_PLACE, "number", "email_key", "address", "identity", "rejected")
_ODD: Final = 0x9E3779B97F4A7C15


class Duplicates:
    """Collects the rows of an import, chunk by chunk in the order of files and lines, and then tells what came twice.

    A row with an error still occupies its customer number and its e-mail address. `spill` is an empty folder.
    """

    def __init__(self, spill: Path) -> None:
        self._keyed = _Rows(spill / "keyed")
        self._keyless = _Rows(spill / "keyless")
        self._numbers = _Hashes(spill / "numbers")
        self._emails = _Hashes(spill / "emails")
        self._identities = _Hashes(spill / "identities")
        self._emails_without_number = 0
        self._without_number: dict[int, tuple[int, int]] = {}

    def add(self, rows: pl.DataFrame) -> None:
        """Take in a chunk (schema STAGED)."""
        if rows.is_empty():
            return
        hashed = rows.with_columns(identity=_identity())
        keyless = pl.col("number").is_null() & pl.col("email_key").is_null()
        self._numbers.add(hashed["number"].drop_nulls().hash())
        self._emails.add(hashed["email_key"].drop_nulls().hash())
        if rows["number"].null_count():
            self._count_without_number(rows)
            unknown = hashed.filter(keyless & ~pl.col("rejected"))
            self._identities.add(unknown["identity"])
            self._keyless.add(unknown.select(*_PLACE, *_CONTENT, "identity"))
            hashed = hashed.filter(~keyless)
        address = pl.when(pl.col("number").is_null()).then("email").alias("address")
        self._keyed.add(hashed.with_columns(address).select(_KEYED))

    def found(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """A violations frame, and the rows that are refused (`REFUSED`); both in the order of files and lines."""
        by_number = self._again_by_number()
        by_email = self._again_by_email().join(by_number, on=["file", "line"], how="anti")
        again = pl.concat([by_number, by_email, self._again_by_content()]).sort("file", "line")
        identical = pl.col("code") == codes.IDENTICAL_ROW.code
        action = pl.when(identical).then(pl.lit("skipped")).otherwise(pl.lit("rejected"))
        severity = pl.when(identical).then(pl.lit("warning")).otherwise(pl.lit("error"))
        violations = violations_frame(again.with_columns(severity=severity))
        refused = again.select("file", "line", action.alias("action"), "code").cast(pl.Schema(REFUSED))
        return pl.concat([violations, self._unrecognisable()]).sort("file", "line", nulls_last=False), refused

    def _again_by_number(self) -> pl.DataFrame:
        code = pl.when(_is_identical()).then(pl.lit(codes.IDENTICAL_ROW.code)).otherwise(pl.lit(codes.SAME_NUMBER.code))
        later = (
            pairs.select(*_FOUND_PLACE, code.alias("code"), value="number", field=pl.lit("number"))
            for pairs in self._keyed.again(["number"], pl.col("number").hash(), self._numbers.repeated())
        )
        return _described(later)

    def _again_by_email(self) -> pl.DataFrame:
        if not self._emails_without_number:
            return _described([])
        later = (
            pairs.with_columns(code=_email_code()).drop_nulls("code").select(
                *_FOUND_PLACE, "code", value=pl.coalesce("address", "email_key"), field=pl.lit("email")
            )
            for pairs in self._keyed.again(["email_key"], pl.col("email_key").hash(), self._emails.repeated())
        )  # fmt: skip
        return _described(later)

    def _again_by_content(self) -> pl.DataFrame:
        later = (
            pairs.select(*_FOUND_PLACE, code=pl.lit(codes.IDENTICAL_ROW.code), value=None, field=None)
            for pairs in self._keyless.again(_CONTENT, pl.col("identity"), self._identities.repeated())
        )
        return _described(later)

    def _count_without_number(self, rows: pl.DataFrame) -> None:
        counted = (
            rows.filter(pl.col("number").is_null()).group_by("file").agg(pl.len(), pl.col("email_key").null_count())
        )
        for file, count, no_email in counted.iter_rows():
            before = self._without_number.get(file, (0, 0))
            self._without_number[file] = (before[0] + count, before[1] + no_email)
            self._emails_without_number += count - no_email

    def _unrecognisable(self) -> pl.DataFrame:
        """One note per file that has rows without number and e-mail."""
        counted = [(file, *both) for file, both in sorted(self._without_number.items()) if both[1]]
        frame = pl.DataFrame(counted, schema=["file", "without_number", "without_both"], orient="row")
        params = pl.struct("without_number", "without_both").struct.json_encode()
        entry = codes.UNRECOGNISABLE
        return violations_frame(
            frame.with_columns(params=params, code=pl.lit(entry.code), severity=pl.lit(entry.severity.value))
        )


_FOUND_PLACE: Final = (*_PLACE, "first_file", "first_line")


def _identity() -> pl.Expr:
    """A hash over everything that a row says; a row's hashed columns are far cheaper to combine than a struct."""
    combined = pl.lit(0, dtype=pl.UInt64)
    for name in _CONTENT:
        combined = combined * pl.lit(_ODD, dtype=pl.UInt64) + pl.col(name).hash()
    return combined


def _is_identical() -> pl.Expr:
    """Both rows are free of errors and say the same. Their key is equal by value; the rest is by 64 bits."""
    return (pl.col("identity") == pl.col("first_identity")) & ~pl.col("rejected") & ~pl.col("first_rejected")


def _email_code() -> pl.Expr:
    """Null where both rows have a number: they may share an address."""
    numberless, first_numberless = pl.col("number").is_null(), pl.col("first_number").is_null()
    return (
        pl.when(numberless & first_numberless & _is_identical()).then(pl.lit(codes.IDENTICAL_ROW.code))
        .when(numberless & first_numberless).then(pl.lit(codes.SAME_EMAIL.code))
        .when(numberless | first_numberless).then(pl.lit(codes.EMAIL_OF_NUMBERED_ROW.code))
    )  # fmt: skip


def _described(found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    numbers = dict.fromkeys(("file", "line", "end_line", "first_file", "first_line"), pl.Int64())
    texts = dict.fromkeys(("record", "code", "value", "field"), pl.String())
    schema = {name: {**numbers, **texts}[name] for name in (*_FOUND_PLACE, "code", "value", "field")}
    identical = pl.col("code") == codes.IDENTICAL_ROW.code
    whole_row = (pl.when(~identical).then(name).alias(name) for name in ("value", "field"))
    return pl.concat([pl.DataFrame(schema=schema), *(part.cast(pl.Schema(schema)) for part in found)]).with_columns(
        whole_row
    )


class _Rows:
    """Rows in the order they came, in memory while they are few."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[pl.DataFrame] = []
        self._held_rows = 0
        self._files: list[Path] = []

    def add(self, rows: pl.DataFrame) -> None:
        self._held.append(rows)
        self._held_rows += rows.height
        if self._held_rows >= HELD_ROWS:
            self._spill()

    def again(self, key: Sequence[str], key_hash: pl.Expr, repeated: Iterable[pl.Series]) -> Iterator[pl.DataFrame]:
        """Every row whose `key` an earlier row has, beside the first such row (`first_…`); nulls within it are equal.

        Rows that have nothing in any part of the key are left out.
        """
        for hashes in repeated:
            firsts: pl.DataFrame | None = None
            for part in self._parts():
                rows = part.filter(key_hash.is_in(hashes.implode()) & pl.any_horizontal(pl.col(key).is_not_null()))
                if rows.is_empty():
                    continue
                known = rows if firsts is None else pl.concat([firsts, rows])
                firsts = known.unique(key, keep="first", maintain_order=True)
                pairs = rows.join(_as_first(firsts, key), on=list(key), nulls_equal=True, maintain_order="left")
                yield pairs.filter((pl.col("file") != pl.col("first_file")) | (pl.col("line") != pl.col("first_line")))

    def _parts(self) -> Iterator[pl.DataFrame]:
        for file in self._files:
            yield pl.read_ipc(file)
        if self._held:
            yield pl.concat(self._held)

    def _spill(self) -> None:
        self._folder.mkdir(exist_ok=True)
        file = self._folder / f"{len(self._files)}.arrow"
        # The older string layout is written three times as fast: views would have to be gathered first.
        pl.concat(self._held).write_ipc(file, compat_level=pl.CompatLevel.oldest())
        self._files.append(file)
        self._held, self._held_rows = [], 0


class _Hashes:
    """64-bit hashes, in memory up to HELD_HASHES, then on disk in parts by their highest bits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[pl.Series] = []
        self._held_count = 0
        self._spilled = 0

    def add(self, hashes: pl.Series) -> None:
        if hashes.is_empty():
            return
        self._held.append(hashes.alias("hash"))
        self._held_count += hashes.len()
        if self._held_count >= HELD_HASHES:
            self._spill()

    def repeated(self) -> Iterator[pl.Series]:
        """The hashes that came more than once, at most HASHES_AT_A_TIME in each series."""
        for hashes in self._parts():
            ordered = hashes.sort()
            twice = ordered.filter(ordered == ordered.shift(1)).unique(maintain_order=True)
            for start in range(0, twice.len(), HASHES_AT_A_TIME):
                yield twice.slice(start, HASHES_AT_A_TIME)

    def _parts(self) -> Iterator[pl.Series]:
        if not self._spilled:
            if self._held:
                yield pl.concat(self._held)
            return
        self._spill()
        for part in range(PARTS):
            files = sorted(self._folder.glob(f"{part}-*.arrow"))
            if files:
                yield pl.concat([pl.read_ipc(file)["hash"] for file in files])

    def _spill(self) -> None:
        if not self._held:
            return
        self._folder.mkdir(exist_ok=True)
        frame = pl.concat(self._held).to_frame().with_columns(part=pl.col("hash") // (2**64 // PARTS))
        for (part,), hashes in frame.partition_by("part", as_dict=True, include_key=False).items():
            hashes.write_ipc(self._folder / f"{part}-{self._spilled}.arrow")
        self._spilled += 1
        self._held, self._held_count = [], 0


def _as_first(firsts: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    return firsts.rename({name: f"first_{name}" for name in firsts.columns if name not in key})
