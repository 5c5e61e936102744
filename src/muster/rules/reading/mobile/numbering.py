"""libphonenumber's reading of digits, as expressions over whole columns instead of one call per number.

Everything comes from the library's own metadata: patterns, possible lengths, prefixes. The order of steps is that of
`phonenumbers.parse`, `is_possible_number`, `is_valid_number` and `number_type`; the tests hold the results together.
Numbers are worked on in groups, one per region or calling code, of which a chunk has few.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

import polars as pl
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    PhoneMetadata,
    PhoneNumberFormat,
    PhoneNumberType,
    example_number_for_type,
    format_number,
    region_code_for_country_code,
)  # fmt: skip

REGIONS: Final = sorted(SUPPORTED_REGIONS)
"""Countries (ISO 3166-1) of which the library knows how numbers are written."""

NSN_DIGITS: Final = range(2, 18)
"""How many digits the library reads as a national significant number."""

TEXT_LIMIT: Final = 250
"""The library reads no longer text."""

OTHER_TYPES: Final = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)
"""Types that the library looks for before it looks for fixed lines and mobiles."""

PARSED: Final[dict[str, pl.DataType]] = {
    "code": pl.String(),  # the calling code; null where there is none to be found
    "nsn": pl.String(),  # the national significant number, leading zeros kept
    "origin": pl.String(),  # plus, prefix (such as 00), code (without plus), national
    "possible": pl.Boolean(),
    "valid": pl.Boolean(),
    "mobile": pl.Boolean(),  # valid, and a mobile or, as in the USA, either
}


def parse(numbers: pl.DataFrame) -> pl.DataFrame:
    """`numbers` with the columns of `PARSED`, in the same order.

    `numbers` has `digits` (ASCII), `plus` (they stood behind a plus), `region` (ISO 3166-1, or null).
    """
    rows = numbers.select("digits", "plus", "region").with_row_index("row")
    parts = _plan_by_plan(rows, ["plus", "region"], _extract_code)
    parts = _plan_by_plan(parts, ["plan"], _strip_national_prefix)
    parts = _plan_by_plan(parts, ["code"], _classify)
    return numbers.hstack(parts.sort("row").select(pl.col(name).cast(dtype) for name, dtype in PARSED.items()))


@cache
def calling_code(region: str) -> str:
    """What stands behind the plus: 32 for BE."""
    return str(_metadata(region).country_code)


@cache
def trunk_zero(region: str) -> bool:
    """Whether mobile numbers of this country are written with a 0 that is not part of the number."""
    example = example_number_for_type(region, PhoneNumberType.MOBILE)
    if example is None or _metadata(region).national_prefix != "0":
        return False
    national = format_number(example, PhoneNumberFormat.NATIONAL).lstrip("(")
    return bool(national.startswith("0") and not str(example.national_number).startswith("0"))


@cache
def trunk_is_calling_code(region: str) -> bool:
    """Whether people write the calling code where others write a 0, as in North America."""
    return bool(_metadata(region).national_prefix == calling_code(region))


@cache
def mobile_pattern(region: str) -> str:
    """What a mobile number of this country looks like, without calling code and trunk zero."""
    return pattern(_metadata(region).mobile.national_number_pattern)


def pattern(python: str) -> str:
    """A pattern of the library for Polars, whose class of digits would take in every script's."""
    return python.replace("\\d", "[0-9]")


def _plan_by_plan(rows: pl.DataFrame, keys: list[str], work: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """`work` done for each group of rows that agree in `keys`."""
    if rows.is_empty():
        return work(rows)
    return pl.concat(map(work, rows.partition_by(keys)))


def _extract_code(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of one region, all with a plus or all without: `code`, `nsn`, `origin`, and the `plan` to go on with."""
    if rows.is_empty():
        return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in ("code", "nsn", "origin", "plan"))
    plus, region = rows["plus"][0], rows["region"][0]
    if not plus:
        return _extract_code_without_plus(rows, region)
    found = _split_code(rows.with_columns(nsn="digits", origin=pl.lit("plus")))
    strange = found["code"].is_null() & (found["nsn"].str.len_chars() > 2)
    if region is None or not strange.any():
        return found
    again = _extract_code_without_plus(rows.filter(strange), region)
    nothing = pl.col("origin") == "national"
    again = again.with_columns(pl.when(~nothing).then(name).alias(name) for name in ("code", "plan"))
    return pl.concat([found.filter(~strange), again])


def _extract_code_without_plus(rows: pl.DataFrame, region: str | None) -> pl.DataFrame:
    if region is None:
        nothing = pl.lit(None, pl.String)
        return rows.with_columns(code=nothing, nsn="digits", origin=pl.lit("national"), plan=nothing)
    plan = _metadata(region)
    code = str(plan.country_code)
    digits = pl.col("digits")
    behind = digits.str.replace(f"^(?:{pattern(plan.international_prefix or '$.')})", "")
    prefixed = (behind != digits) & ~behind.str.starts_with("0")
    abroad = rows.with_columns(nsn=behind).filter(prefixed).with_columns(origin=pl.lit("prefix"))
    home = rows.filter(~rows.select(prefixed).to_series())
    bare = _without_prefix(plan, digits.str.slice(len(code)))
    general = plan.general_desc
    own = digits.str.starts_with(code) & (
        (~_matches(general, digits) & _matches(general, bare)) | (_length(plan, digits) == "long")
    )
    home = home.with_columns(
        code=pl.lit(code),
        nsn=pl.when(own).then(bare).otherwise(digits),
        origin=pl.when(own).then(pl.lit("code")).otherwise(pl.lit("national")),
        plan=pl.when(own).then(pl.lit(_main_plan(code))).otherwise(pl.lit(region)),
    )
    return pl.concat([_split_code(abroad), home])


def _split_code(rows: pl.DataFrame) -> pl.DataFrame:
    """`nsn` begins with a calling code, or `code` and `plan` are null."""
    codes = "|".join(map(str, COUNTRY_CODE_TO_REGION_CODE))
    code = pl.when(pl.col("nsn").str.len_chars() > 2).then(pl.col("nsn").str.extract(f"^({codes})"))
    rows = rows.with_columns(code=code)
    plans = {each: _main_plan(each) for each in rows["code"].unique().drop_nulls()}
    return rows.with_columns(
        nsn=pl.col("nsn").str.slice(pl.col("code").str.len_chars().fill_null(0)),
        plan=pl.col("code").replace_strict(plans, return_dtype=pl.String),
    ).select(*rows.drop("nsn", "origin", "code").columns, "code", "nsn", "origin", "plan")


def _strip_national_prefix(rows: pl.DataFrame) -> pl.DataFrame:
    name = rows["plan"][0] if rows.height else None
    if name is None:
        return rows
    plan = _metadata(name)
    shorter = _without_prefix(plan, pl.col("nsn"))
    enough = _length(plan, shorter).is_in(["possible", "long"]) & (pl.col("nsn").str.len_chars() >= NSN_DIGITS.start)
    return rows.with_columns(nsn=pl.when(enough).then(shorter).otherwise("nsn"))


def _classify(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of one calling code: `possible`, `valid`, `mobile`. A number that cannot be read has no code any more."""
    code = rows["code"][0] if rows.height else None
    if code is None:
        return rows.with_columns(pl.lit(value=False).alias(name) for name in ("possible", "valid", "mobile"))
    length = pl.col("nsn").str.len_chars()
    readable = length.is_between(NSN_DIGITS.start, NSN_DIGITS.stop - 1)
    rows = rows.with_columns(
        code=pl.when(readable).then("code"),
        possible=readable & _length(_metadata(_main_plan(code)), pl.col("nsn")).is_in(["possible", "local"]),
    )
    regions = COUNTRY_CODE_TO_REGION_CODE[int(code)]
    done, undecided = [], rows
    for region in regions:
        name = region if region != "001" else code
        plan = _metadata(name)
        kind = undecided.select(_kind(name)).to_series()
        if plan.leading_digits is not None and len(regions) > 1:
            here = undecided["nsn"].str.contains(f"^(?:{pattern(plan.leading_digits)})")
        else:
            here = kind.is_not_null()
        typed = undecided.with_columns(kind=kind)
        done.append(typed.filter(here))
        undecided = undecided.filter(~here)
        if undecided.is_empty():
            break
    done.append(undecided.with_columns(kind=pl.lit(None, pl.String)))
    readable = pl.col("code").is_not_null()
    return (
        pl.concat(done)
        .with_columns(
            valid=readable & pl.col("kind").is_not_null(),
            mobile=readable & (pl.col("kind") == "mobile").fill_null(value=False),
        )
        .drop("kind")
    )


@cache
def _kind(plan_name: str) -> pl.Expr:
    """One of "mobile" (also where a fixed line looks the same), "other", or null for a number that nobody has (`nsn`)."""
    plan, nsn = _metadata(plan_name), pl.col("nsn")
    fixed, mobile = _is_of(plan.fixed_line, nsn), _is_of(plan.mobile, nsn)
    if plan.same_mobile_and_fixed_line_pattern:
        mobile = fixed
    other = pl.any_horizontal(_is_of(getattr(plan, name), nsn) for name in OTHER_TYPES)
    known = _is_of(plan.general_desc, nsn)
    return (
        pl.when(~known).then(None)
        .when(other).then(pl.lit("other"))
        .when(mobile).then(pl.lit("mobile"))
        .when(fixed).then(pl.lit("other"))
    )  # fmt: skip


def _is_of(desc: Any, nsn: pl.Expr) -> pl.Expr:
    if desc is None:
        return pl.lit(value=False)
    matches = _matches(desc, nsn)
    if desc.possible_length:
        matches &= nsn.str.len_chars().is_in(desc.possible_length)
    return matches


def _matches(desc: Any, nsn: pl.Expr) -> pl.Expr:
    if desc is None or not desc.national_number_pattern:
        return pl.lit(value=False)
    return nsn.str.contains(f"^(?:{pattern(desc.national_number_pattern)})$")


def _without_prefix(plan: Any, nsn: pl.Expr) -> pl.Expr:
    """What is dialled behind the national prefix and a carrier's code, unless that would spoil a good number."""
    prefix = plan.national_prefix_for_parsing
    if not prefix:
        return nsn
    start = f"^(?:{pattern(prefix)})"
    shorter = nsn.str.replace(start, "")
    if plan.national_prefix_transform_rule:
        whole = nsn.str.replace(
            start, plan.national_prefix_transform_rule.replace("\\1", "${1}").replace("\\2", "${2}")
        )
        groups = prefix.replace("(?:", "").count("(")
        shorter = pl.when(nsn.str.extract(start, groups).is_null()).then(shorter).otherwise(whole)
    spoilt = _matches(plan.general_desc, nsn) & ~_matches(plan.general_desc, shorter)
    return pl.when(spoilt).then(nsn).otherwise(shorter)


def _length(plan: Any, nsn: pl.Expr) -> pl.Expr:
    """One of "possible", "local", "short", "long" or "between"."""
    lengths: Iterable[int] = plan.general_desc.possible_length
    length = nsn.str.len_chars()
    return (
        pl.when(length.is_in(list(plan.general_desc.possible_length_local_only))).then(pl.lit("local"))
        .when(length.is_in(list(lengths))).then(pl.lit("possible"))
        .when(length < min(lengths)).then(pl.lit("short"))
        .when(length > max(lengths)).then(pl.lit("long"))
        .otherwise(pl.lit("between"))
    )  # fmt: skip


@cache
def _main_plan(code: str) -> str:
    """The region whose metadata speak for a calling code; the code itself where no region does (800)."""
    region: str = region_code_for_country_code(int(code))
    return code if region == "001" else region


@cache
def _metadata(plan: str) -> Any:
    if plan.isdigit():
        return PhoneMetadata.metadata_for_nongeo_region(int(plan), None)
    return PhoneMetadata.metadata_for_region(plan, None)
