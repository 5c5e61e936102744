"""Who a row is, where names must be compared: pairs of a row and a candidate become one verdict per row.

A frame of pairs holds all candidates of its rows. Verdicts are frames too: `MATCHES` for rows that mean a stored
customer or are skipped, and violations (model.chunk) for what is to be said. A row in neither is created.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from muster.catalogue import Entry
from muster.matching import codes, names

Severity = Callable[[str], str | None]
"""Code → how bad it is in this environment; None where it is off."""

Params = Mapping[str, str | pl.Expr]

ROW: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(), "line": pl.Int64(), "end_line": pl.Int64(), "record": pl.String(), "number": pl.String(),
    "email": pl.String(), "email_key": pl.String(), "lastname": pl.String(), "firstname": pl.String(),
    "company": pl.String(),
}  # fmt: skip

STORED: Final[dict[str, pl.DataType]] = {
    "id": pl.Int64(), "stored_number": pl.String(), "stored_email_key": pl.String(), "stored_lastname": pl.String(),
    "stored_firstname": pl.String(), "stored_company": pl.String(), "customer": pl.String(),
}  # fmt: skip
"""A candidate. `customer` is its number, or its name where it has none."""

MATCHES: Final[dict[str, pl.DataType]] = {
    "file": pl.Int64(), "line": pl.Int64(), "customer_id": pl.Int64(), "action": pl.String(), "code": pl.String(),
}  # fmt: skip

_PLACE: Final = ("file", "line", "end_line", "record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """`matches` (schema MATCHES) go into the plan; `violations` say why. `near` and `renumbered` are numbers of rows."""

    matches: pl.DataFrame
    violations: pl.DataFrame
    near: pl.DataFrame
    renumbered: pl.DataFrame


def by_email(pairs: pl.DataFrame, severity: Severity) -> Verdicts:
    """Rows without number, each with all customers who have its e-mail address."""
    compared = names.with_keys(pairs).with_columns(
        agreement=names.agreement(), candidates=pl.len().over("file", "line")
    )
    single = compared.filter(pl.col("candidates") == 1)
    another = single.filter(names.somebody_else())
    renames = single.filter(~names.somebody_else() & names.renamed())
    several = compared.filter(pl.col("candidates") > 1)
    told = _told_by_names(several)
    ambiguous = several.join(told, on=["file", "line"], how="anti").unique(["file", "line"], maintain_order=True)
    return Verdicts(
        matches=pl.concat([_matches(single.filter(~names.somebody_else())), _matches(told)]),
        violations=_said(
            severity,
            (codes.EMAIL_OF_ANOTHER, another, {"customer": "customer", "customer_name": _name("stored_")}),
            (codes.RENAMES, renames, {"customer": "customer"}),
            (codes.AMBIGUOUS_EMAIL, ambiguous, {"customers": "candidates"}),
        ),
        near=_places(single.head(0)),
        renumbered=_places(single.head(0)),
    )


def by_number(pairs: pl.DataFrame, surviving: pl.DataFrame, severity: Severity) -> Verdicts:
    """Rows whose number nobody has, each with the customers close to it (`way`: merged, near, email).

    `surviving` are the places (`first_file`, `first_line`) at which numbers (`number`) stand in the import itself.
    """
    merged, rest = _settled(pairs, pl.col("way") == "merged")
    again = merged.join(surviving, left_on="stored_number", right_on="number", how="left", maintain_order="left")
    skipped = again.filter(pl.col("first_line").is_not_null())
    updated = again.filter(pl.col("first_line").is_null())

    compared = names.with_keys(rest).with_columns(
        agreement=names.agreement(), candidates=pl.len().over("file", "line", "way")
    )
    near, rest = _settled(compared, (pl.col("way") == "near") & (pl.col("candidates") == 1))
    same = (pl.col("agreement") > names.NO) | (pl.col("email_key") == pl.col("stored_email_key")).fill_null(value=False)
    repairs = severity(codes.NEAR_NUMBER.code) is not None
    repaired = near.filter(same & repairs)
    looks_alike = near.filter(~(same & repairs))

    shared = rest.filter(pl.col("way") == "email")
    agreeing = shared.filter((pl.col("candidates") == 1) & (pl.col("agreement") > names.NO))
    given = agreeing.filter(pl.col("stored_number").is_null())
    renumbered = agreeing.filter(pl.col("stored_number").is_not_null())
    created = shared.join(agreeing, on=["file", "line"], how="anti", maintain_order="left")
    return Verdicts(
        matches=pl.concat(
            [
                _matches(skipped, codes.MERGED_NUMBER_SKIPPED, action="skipped"),
                _matches(updated, codes.MERGED_NUMBER),
                _matches(repaired, codes.NEAR_NUMBER),
                _matches(given, codes.NUMBER_GIVEN),
            ]
        ),
        violations=_said(
            severity,
            (codes.MERGED_NUMBER_SKIPPED, skipped, {"customer": "customer"}),
            (codes.MERGED_NUMBER, updated, {"customer": "customer"}),
            (codes.NEAR_NUMBER, repaired, {"after": "stored_number"}),
            (codes.NEAR_NUMBER_CREATED, looks_alike, {"other": "stored_number"}),
            (codes.NUMBER_GIVEN, given, {}),
            (codes.RENUMBERED, renumbered, {"other": "stored_number"}),
            (codes.SHARED_EMAIL, created.unique("email_key", keep="first", maintain_order=True), {"other": "customer"}),
        ),
        near=_places(near),
        renumbered=_places(renumbered),
    )


def conflicts(pairs: pl.DataFrame, severity: Severity) -> pl.DataFrame:
    """Violations of rows whose number is customer A's while e-mail address and names are B's (`other_…`) and not A's."""
    with_a = names.with_keys(pairs).with_columns(agrees_with_a=names.agreement())
    others = {f"other_{name}": f"stored_{name}" for name in ("lastname", "firstname", "company")}
    as_stored = with_a.drop("customer", *others.values()).rename({**others, "other": "customer"})
    names_of_a = with_a.select(customer_name=_name("stored_"), of_a="customer")
    compared = names.with_keys(pl.concat([as_stored, names_of_a], how="horizontal"))
    mixed_up = compared.filter((pl.col("agrees_with_a") == names.NO) & (names.agreement() >= names.ONE))
    params: Params = {
        "customer": "of_a", "customer_name": "customer_name", "other": "customer", "other_name": _name("stored_"),
    }  # fmt: skip
    first = mixed_up.unique(["file", "line"], keep="first", maintain_order=True)
    return _said(severity, (codes.NUMBER_AGAINST_REST, first, params), keep=("rejected",))


def said(
    severity: Severity, entry: Entry, rows: pl.DataFrame, params: Params | None = None, *, keep: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Violations of `rows` by one code, with the columns `keep` beside; empty where the code is off.

    `params` are the message's placeholders: the column that holds each, or an expression.
    """
    return _said(severity, (entry, rows, params or {}), keep=keep)


def _told_by_names(several: pl.DataFrame) -> pl.DataFrame:
    """Of each row's candidates the only one whose names agree best."""
    best = several.filter(
        (pl.col("agreement") > names.NO) & (pl.col("agreement") == pl.col("agreement").max().over("file", "line"))
    )
    return best.filter(pl.len().over("file", "line") == 1)


def _settled(pairs: pl.DataFrame, which: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pairs that settle their rows, and the pairs of the other rows."""
    settled = pairs.filter(which)
    return settled, pairs.join(settled, on=["file", "line"], how="anti", maintain_order="left")


def _matches(pairs: pl.DataFrame, entry: Entry | None = None, *, action: str = "match") -> pl.DataFrame:
    code = pl.lit(entry.code if entry else None, dtype=pl.String())
    return pairs.select("file", "line", pl.col("id").alias("customer_id"), action=pl.lit(action), code=code)


def _places(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.select("file", "line")


def _said(severity: Severity, *found: tuple[Entry, pl.DataFrame, Params], keep: tuple[str, ...] = ()) -> pl.DataFrame:
    parts = [_violations(severity(entry.code), entry, rows, params, keep) for entry, rows, params in found]
    return pl.concat(parts, how="diagonal")


def _violations(
    severity: str | None, entry: Entry, rows: pl.DataFrame, params: Params, keep: tuple[str, ...]
) -> pl.DataFrame:
    field = entry.fields[0] if entry.fields else None
    firsts = [name for name in ("first_file", "first_line") if name in rows.columns]
    filled = {name: pl.col(of) if isinstance(of, str) else of for name, of in params.items()}
    after = filled.pop("after", pl.lit(None, dtype=pl.String()))
    return rows.head(rows.height if severity else 0).select(
        *_PLACE, *firsts, *keep,
        code=pl.lit(entry.code), severity=pl.lit(severity, dtype=pl.String()), field=pl.lit(field, dtype=pl.String()),
        value=pl.col(field) if field and field in rows.columns else pl.lit(None, dtype=pl.String()),
        params=pl.struct([value.alias(name) for name, value in filled.items()]).struct.json_encode() if filled else pl.lit(None, dtype=pl.String()),
        suggestion=after,
    )  # fmt: skip


def _name(side: str) -> pl.Expr:
    """What people call the customer: its company, else its names."""
    person = pl.concat_str(f"{side}firstname", f"{side}lastname", separator=" ", ignore_nulls=True)
    return pl.coalesce(f"{side}company", pl.when(person != "").then(person), pl.lit("–"))
