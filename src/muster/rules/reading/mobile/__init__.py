"""Mobile numbers: libphonenumber's truth, read with the row's country, else the environment's; stored as E.164.

Verdicts, each a rule or a repair of its own:

- ok: a mobile number, stored
- several, remark: more than one number, or something beside it; suggestion: the first mobile number
- characters: letters or signs that no number has
- no-country: written nationally, and nobody knows for which country
- impossible: too short, too long, or a calling code that does not exist
- not-valid-here: written nationally and not valid for its country; suggestion where it is for the environment's
- doubtful: written internationally, possible but not valid; stored
- not-mobile: valid but not a mobile number; stored
- lost-plus, lost-zero, formatted: rebuilt, a mobile number only in this way; stored

Which reading wins is decided in docs/decisions/0025.
"""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Final

import polars as pl
from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
)  # fmt: skip

from muster.rules.reading.distinct import known
from muster.rules.reading.mobile import numbering

QUICK: Final = ("BE", "NL", "FR", "DE", "IT", "ES", "PT", "LU", "AT", "CH", "GB")
"""Countries whose mobile numbers, written nationally or as E.164, one pattern settles."""

SIGNS: Final = r"[ \-./()]"
"""What people mostly write between digits."""

PUNCTUATION: Final = (
    r"[ \-./()\[\]~\u{2010}-\u{2015}\u{2212}\u{30fc}\u{ff0d}-\u{ff0f}\u{a0}\u{ad}\u{200b}\u{2060}\u{3000}"
    r"\u{ff08}\u{ff09}\u{ff3b}\u{ff3d}\u{2053}\u{223c}\u{ff5e}]"
)
"""What the library reads over between digits, except for the letter x."""

EDGES: Final = r"^[^\p{L}\p{N}+\u{ff0b}#*]+|[^\p{L}\p{N}#*]+$"
"""What the library leaves out before and behind a number."""

FORMATTED: Final = (
    r"^[1-9](?:[0-9]{6,}[.,]0{1,2}"
    r"|[0-9]{0,2}(?:(?:\.[0-9]{3})+,|(?:,[0-9]{3})+[.]|(?:[ '\u{2019}][0-9]{3})+[.,])0{1,2})$"
)
"""As a spreadsheet writes an amount: 470.123.456,00, or 470123456.0. A number begins with no zero there."""

INTERNATIONAL: Final = r"^[^0-9+\u{ff0b}]*(?:[+\u{ff0b}]|0[^0-9]*0)"

FEW_DIGITS, MANY_DIGITS = 5, 17
"""Outside of these no number is possible, whichever its country."""

TWO_NUMBERS_DIGITS: Final = 14
"""More digits than this may be two numbers."""

RUN: Final = re.compile(r"(?<![OoIl0-9])[+(]?[0-9][0-9 ./()-]*[0-9]")
MISREAD: Final = re.compile(r"[0-9OoIl +./()-]+")
LOOK_ALIKES: Final = str.maketrans("OoIl", "0011")

PLUS, NO_PLUS = pl.lit(value=True), pl.lit(value=False)

ANSWER: Final[dict[str, pl.DataType]] = {
    "stored": pl.String(), "verdict": pl.String(), "suggestion": pl.String(), "params": pl.String(),
}  # fmt: skip


def plain(value: pl.Expr) -> pl.Expr:
    """True for mobile numbers of the common countries in E.164."""
    return value.str.contains(_plain_pattern())


@cache
def _plain_pattern() -> str:
    numbers = (f"{numbering.calling_code(each)}(?:{numbering.mobile_pattern(each)})" for each in QUICK)
    return rf"^\+(?:{'|'.join(numbers)})$"


def quick(cells: pl.DataFrame) -> pl.DataFrame:
    """Mobile numbers of the common countries, written nationally or internationally as they should be, as E.164."""
    region = pl.coalesce("country", "home")
    rows = cells.select("value", region=pl.when(region.is_in(QUICK)).then(region))
    stored = _spelled(rows, pl.col("value").str.replace_all(" ", "", literal=True))
    left = stored.is_null().arg_true()
    if left.len():
        bare = pl.when(~pl.col("value").str.contains(FORMATTED)).then(pl.col("value").str.replace_all(SIGNS, ""))
        stored = stored.scatter(left, _spelled(rows[left], bare))
    return cells.select(stored=stored, unsettled=_is_unsettled(cells))


def _spelled(rows: pl.DataFrame, bare: pl.Expr) -> pl.Series:
    """E.164 of `bare`, a text without the signs between its digits, if that is a mobile number; else null."""
    rows = rows.select("region", bare=bare).with_columns(national=pl.concat_str("region", "bare"))
    present = set(rows["region"].unique())
    regions = tuple(region for region in QUICK if region in present)
    international = pl.when(plain(pl.col("bare"))).then("bare")
    if not regions:
        return rows.select(international).to_series()
    national = pl.when(pl.col("national").str.contains(_national_pattern(regions))).then(
        pl.col("national").str.replace_many(
            {_as_written(region): f"+{numbering.calling_code(region)}" for region in regions}
        )
    )
    return rows.select(pl.coalesce(national, international)).to_series()


@cache
def _national_pattern(regions: tuple[str, ...]) -> str:
    """Matches a country with a mobile number as it is written there."""
    return f"^(?:{'|'.join(f'{_as_written(each)}(?:{numbering.mobile_pattern(each)})' for each in regions)})$"


def _as_written(region: str) -> str:
    """The country, and the zero before its mobile numbers where there is one."""
    return f"{region}{'0' if numbering.trunk_zero(region) else ''}"


def is_national(value: pl.Expr) -> pl.Expr:
    """True where a number is written without calling code, so that its country must be known to read it."""
    return ~value.str.contains(INTERNATIONAL)


def read(cells: pl.DataFrame, off: frozenset[str] = frozenset()) -> pl.DataFrame:
    """`cells` with what each number means; a repair whose verdict is `off` leaves its number as it is, broken."""
    rows = cells.select(
        "value",
        cell=pl.int_range(pl.len()),
        home=_known("home"),
        region=pl.when(pl.col("country").is_null()).then(_known("home")).otherwise(_known("country")),
    )
    rows = rows.with_columns(quick(cells)["stored"], verdict=pl.lit("ok"))
    settled, open_rows = rows.filter(pl.col("stored").is_not_null()), rows.filter(pl.col("stored").is_null())
    if open_rows.is_empty():
        answers = _answers(settled)
    else:
        answers = pl.concat([_answers(settled), _judge(open_rows.drop("stored", "verdict"), off)]).sort("cell")
    return cells.hstack([*answers.drop("cell"), _is_unsettled(cells)])


def _is_unsettled(cells: pl.DataFrame) -> pl.Series:
    """Whether a number is written nationally and its country is that of a stored customer, if there is one."""
    placeless = cells["country"].is_null()
    if placeless.any():
        placeless = placeless & cells.select(is_national(pl.col("value"))).to_series()
    return placeless.alias("unsettled")


def _known(country: str) -> pl.Expr:
    """The column's country, where the library knows its numbers; else null."""
    return pl.when(pl.col(country).is_in(numbering.REGIONS)).then(country)


def _answers(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` (with `cell`) as answers; what they lack is null."""
    return rows.select(
        "cell", *(name if name in rows.columns else pl.lit(None, dtype).alias(name) for name, dtype in ANSWER.items())
    )


def _judge(rows: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:
    """Answers for cells that one pattern does not settle."""
    text = _in_ascii_digits(pl.col("value").str.replace_all(EDGES, ""))
    rows = rows.with_columns(text=text).with_columns(bare=pl.col("text").str.replace_all(PUNCTUATION, ""))
    numeral = pl.col("bare").str.contains(r"^\+*[0-9]+$") & pl.col("text").str.contains(r"^\+*[^+]*$")
    kind = (
        pl.when(pl.col("value").str.contains(FORMATTED)).then(pl.lit("formatted"))
        .when(numeral).then(pl.lit("number"))
        .otherwise(pl.lit("text"))
    )  # fmt: skip
    kinds = rows.with_columns(kind=kind).partition_by("kind", as_dict=True, include_key=False)
    work = {"formatted": _judge_amounts, "number": _judge_numbers, "text": _judge_texts}
    return pl.concat(work[kind](part, off) for (kind,), part in kinds.items())


def _judge_amounts(rows: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:
    """A number that was formatted as an amount: good if what stands before the decimals is."""
    digits = pl.col("text").str.replace(r"[.,]0{1,2}$", "").str.replace_all("[^0-9]", "")
    answers = _judge_numbers(rows.with_columns(text=digits, bare=digits), frozenset())
    mended = pl.col("verdict").is_in(["ok", "lost-plus", "lost-zero"])
    if "formatted" not in off:
        return answers.with_columns(verdict=pl.when(mended).then(pl.lit("formatted")).otherwise("verdict"))
    return answers.with_columns(
        stored=pl.when(~mended).then("stored"),
        verdict=pl.when(mended).then(pl.lit("characters")).otherwise("verdict"),
        suggestion=pl.when(mended).then("stored").otherwise("suggestion"),
    )


def _judge_texts(rows: pl.DataFrame, _off: frozenset[str]) -> pl.DataFrame:
    """Cells with more than a number in them: whatever numbers the library finds there."""
    found, suggestions = [], []
    for text, region in rows.select("value", "region").iter_rows():
        numbers = _find(text, region)
        found.append(("characters", "remark", "several")[min(len(numbers), 2)])
        suggestions.append(_first_mobile(numbers or _without_look_alikes(text, region)))
    verdict, suggestion = pl.Series(found, dtype=pl.String), pl.Series(suggestions, dtype=pl.String)
    return _answers(rows.with_columns(verdict=verdict, suggestion=suggestion))


def _judge_numbers(rows: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:
    """Cells of digits and signs between them: `text` with, `bare` without these signs."""
    rows = rows.with_columns(digits=pl.col("bare").str.strip_chars_start("+"), plus=pl.col("bare").str.starts_with("+"))
    count = pl.col("digits").str.len_chars()
    pair = pl.col("text").str.contains("^[0-9]{2}$")
    readable = ((count > 2) | pair) & (pl.col("text").str.len_chars() <= numbering.TEXT_LIMIT)
    rows = _parsed(rows.with_columns(readable=readable), "", "digits", pl.col("plus"), "region")
    abroad = pl.col("plus") | pl.col("digits").str.starts_with("00") | (pl.col("origin") == "prefix")
    answers = [
        _answers(rows.filter(~pl.col("readable")).with_columns(verdict=pl.lit("impossible"))),
        _judge_international(rows.filter("readable", abroad)),
        _judge_placeless(rows.filter("readable", ~abroad, pl.col("region").is_null())),
        _judge_national(rows.filter("readable", ~abroad, pl.col("region").is_not_null()), off),
    ]
    return _look_for_more(rows, pl.concat(answers))


def _parsed(rows: pl.DataFrame, prefix: str, digits: str, plus: pl.Expr, region: str | None) -> pl.DataFrame:
    """`rows` with what the library reads in a column of digits: `number` (E.164) and numbering.PARSED, prefixed."""
    numbers = rows.select(
        digits=digits,
        plus=plus,
        region=pl.col(region) if region else pl.lit(None, pl.String),
    )
    read = numbering.parse(numbers).select(numbering.PARSED.keys())
    read = read.with_columns(number=pl.concat_str(pl.lit("+"), "code", "nsn"))
    return rows.hstack(read.rename(lambda name: prefix + name))


def _judge_international(rows: pl.DataFrame) -> pl.DataFrame:
    """Numbers behind + or another prefix. 00 is a plus also where the country itself dials something else."""
    settled = pl.col("valid") | (pl.col("possible") & pl.col("plus"))
    good, rest = rows.filter(settled), rows.filter(~settled)
    if rest.height:
        rest = _parsed(rest.with_columns(behind=pl.col("digits").str.slice(2)), "zeros_", "behind", PLUS, None)
        rest = _parsed(rest, "bare_", "digits", NO_PLUS, "region")
        zeros = ~pl.col("plus") & pl.col("digits").str.starts_with("00")
        rest = rest.with_columns(
            pl.when(zeros).then(f"zeros_{name}").otherwise(name).alias(name)
            for name in ("number", "possible", "valid", "mobile")
        )
    return _answers(pl.concat([good, rest], how="diagonal").with_columns(
        stored=pl.when("possible").then("number"),
        verdict=pl.when("mobile").then(pl.lit("ok"))
        .when("valid").then(pl.lit("not-mobile"))
        .when("possible").then(pl.lit("doubtful"))
        .otherwise(pl.lit("impossible")),
        suggestion=pl.when(~pl.col("possible") & pl.col("bare_mobile")).then("bare_number")
        if rest.height
        else pl.lit(None, pl.String),
    ))  # fmt: skip


def _judge_placeless(rows: pl.DataFrame) -> pl.DataFrame:
    """Numbers without calling code, in a row without country, in an environment without one."""
    rows = _parsed(rows, "plus_", "digits", PLUS, None)
    count = pl.col("digits").str.len_chars()
    return _answers(rows.with_columns(
        verdict=pl.when(count.is_between(FEW_DIGITS, MANY_DIGITS)).then(pl.lit("no-country"))
        .otherwise(pl.lit("impossible")),
        suggestion=pl.when("plus_mobile").then("plus_number"),
    ))  # fmt: skip


def _judge_national(rows: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:
    """Numbers without calling code, and those that lost what stood before it. A mobile number beats any other."""
    as_written = _written_in_full() & pl.col("mobile")
    good, rest = rows.filter(as_written), rows.filter(~as_written)
    answers = _answers(good.with_columns(stored="number", verdict=pl.lit("ok")))
    if rest.is_empty():
        return answers
    rest = rest.with_columns(elsewhere=pl.when(pl.col("home") != pl.col("region")).then("home"))
    rest = _parsed(_parsed(rest, "plus_", "digits", PLUS, None), "home_", "digits", NO_PLUS, "elsewhere")
    own = (pl.col("plus_code") == _calling_code("region")) & ~_of_region(numbering.trunk_is_calling_code)
    homes = pl.col("plus_code") == _calling_code("home")
    lost_zero = (pl.col("origin") == "national") & pl.col("mobile")
    lost_code = (pl.col("origin") == "code") & pl.col("mobile")
    rest = rest.with_columns(found=pl.coalesce(
        pl.when(own & pl.col("plus_mobile")).then(_found("lost-plus", "plus_number")),
        pl.when(lost_code).then(_found("lost-plus", "number")),
        pl.when(lost_zero).then(_found("lost-zero", "number")),
        pl.when(homes & pl.col("plus_mobile")).then(_found("lost-plus", "plus_number")),
        pl.when("valid").then(_found("not-mobile", "number")),
        pl.when((own | homes) & pl.col("plus_valid")).then(_found("not-mobile", "plus_number")),
    )).unnest("found")  # fmt: skip
    broken = pl.col("verdict").is_null() | pl.col("verdict").is_in(list(off))
    elsewhere = pl.when(pl.col("home_valid") & (broken | pl.col("home_mobile"))).then("home_number")
    other = pl.when(elsewhere.ne_missing(pl.col("stored"))).then(elsewhere)
    suggestion = pl.when(broken).then(pl.coalesce("stored", elsewhere)).when(verdict="not-mobile").then(other)
    hopeful = pl.col("possible") | suggestion.is_not_null()
    return pl.concat([answers, _answers(rest.with_columns(
        stored=pl.when(~broken).then("stored"),
        verdict=pl.when(~broken).then("verdict")
        .when(hopeful).then(pl.lit("not-valid-here"))
        .otherwise(pl.lit("impossible")),
        suggestion=suggestion,
    ))])  # fmt: skip


def _written_in_full() -> pl.Expr:
    """Whether the number is written as its country writes it: with the trunk zero, where there is one."""
    bare = _of_region(numbering.trunk_zero) & (pl.col("nsn") == pl.col("digits"))
    return ((pl.col("origin") == "national") & ~bare) | _of_region(numbering.trunk_is_calling_code)


def _of_region(claim: Callable[[str], bool]) -> pl.Expr:
    """Whether something is so in the row's country; only countries that occur are asked for."""
    return pl.col("region").map_batches(lambda regions: known(regions, claim, pl.Boolean()), return_dtype=pl.Boolean)


def _calling_code(country: str) -> pl.Expr:
    return pl.col(country).map_batches(lambda names: known(names, numbering.calling_code), return_dtype=pl.String)


def _found(verdict: str, number: str) -> pl.Expr:
    return pl.struct(verdict=pl.lit(verdict), stored=pl.col(number))


def _look_for_more(rows: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """Among impossible numbers, those that are two: `several` and a suggestion instead of their verdict."""
    long = (pl.col("digits").str.len_chars() > TWO_NUMBERS_DIGITS) | pl.col("text").str.contains("/| - ")
    broken = answers.filter(pl.col("verdict").is_in(["impossible", "not-valid-here"]))
    suspects = rows.filter(long, pl.col("readable")).join(broken, on="cell", how="semi")
    if suspects.is_empty():
        return answers
    found = [_find(text, region) for text, region in suspects.select("text", "region").iter_rows()]
    more = suspects.select("cell").with_columns(
        pl.Series("several", list(map(_several, found, suspects["text"])), pl.String)
    )
    several = pl.col("several").is_not_null()
    return answers.join(more, on="cell", how="left").with_columns(
        verdict=pl.when(several).then(pl.lit("several")).otherwise("verdict"),
        suggestion=pl.when(several).then(pl.col("several").replace("", None)).otherwise("suggestion"),
    ).drop("several")  # fmt: skip


def _several(numbers: list[PhoneNumber], text: str) -> str | None:
    """The first mobile number (or "") where there are several; 0470 12 34 56 / 57 are several."""
    return (_first_mobile(numbers) or "") if len(numbers) > 1 or (numbers and "/" in text) else None


def _find(text: str, region: str | None) -> list[PhoneNumber]:
    """The valid numbers in a text, in its order."""
    text = text[: numbering.TEXT_LIMIT]
    found = [match.number for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID)]
    return found or _valid(RUN.findall(text), region) or _two_beside(text, region)


def _without_look_alikes(text: str, region: str | None) -> list[PhoneNumber]:
    """The number that a text is once its letters O and I are read as digits."""
    return _valid([text.translate(LOOK_ALIKES)], region) if MISREAD.fullmatch(text) else []


def _two_beside(text: str, region: str | None) -> list[PhoneNumber]:
    """Two numbers with nothing but a space between them."""
    words = text.split()
    for cut in range(1, len(words)):
        both = _valid([" ".join(words[:cut]), " ".join(words[cut:])], region)
        if len(both) == 2:
            return both
    return []


def _valid(texts: list[str], region: str | None) -> list[PhoneNumber]:
    found = []
    for text in texts:
        with suppress(NumberParseException):
            number = parse(text, region)
            if is_valid_number(number):
                found.append(number)
    return found


def _first_mobile(numbers: list[PhoneNumber]) -> str | None:
    mobile = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return next((_e164(number) for number in numbers if number_type(number) in mobile), None)


def _e164(number: PhoneNumber) -> str:
    return str(format_number(number, PhoneNumberFormat.E164))


def _in_ascii_digits(text: pl.Expr) -> pl.Expr:
    """Full-width plus and the digits of any script in ASCII."""
    foreign = text.str.contains(r"[\u{ff0b}\p{Nd}--[0-9]]")
    return pl.when(foreign).then(text.map_batches(_transliterate, return_dtype=pl.String)).otherwise(text)


def _transliterate(texts: pl.Series) -> pl.Series:
    foreign = texts.filter(texts.str.contains(r"[\u{ff0b}\p{Nd}--[0-9]]")).unique()
    return texts.replace({text: "".join(map(_ascii_digit, text)) for text in foreign})


def _ascii_digit(character: str) -> str:
    if character == "\uff0b":
        return "+"
    return str(unicodedata.decimal(character)) if character.isdecimal() else character
