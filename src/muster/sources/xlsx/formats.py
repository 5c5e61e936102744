"""Numbers as the user sees them: what a cell's number format makes of the number that is stored.

Digits, leading zeros, fixed signs and percentages are taken from the format; dates and times become ISO 8601. Separators
of thousands and decimals, which differ from country to country, are not: there the number itself counts, exactly.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum, auto
from functools import cache
from math import isfinite
from typing import Final

Shown = Callable[[str], str]
"""A stored number (as text) → what the user sees."""

BUILT_IN: Final[Mapping[int, str]] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 32), *range(34, 37), *range(50, 59)), "yyyy-mm-dd"), 32: "h:mm", 33: "h:mm:ss",
}  # fmt: skip
"""The formats that files name by number only (ECMA-376, 18.8.30)."""

EXACT_DIGITS: Final = 15
"""Spreadsheet programs keep so many digits of a number and put zeros in the place of the others."""

LONGEST_NUMBER: Final = 400
"""No program writes a number of more characters."""

MOST_DECIMALS: Final = 10
LAST_DAY: Final = 2_958_465  # 9999-12-31
SECONDS_PER_DAY: Final = 86_400

_PLAIN: Final = re.compile(r"-?[1-9]\d{0,14}|0")
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P)|(?P<general>General)|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<sign>[.,%/@])|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARISONS: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip


class _Kind(Enum):
    NUMBER = auto()  # the number itself
    MASK = auto()  # digits and literals, filled from the right
    PERCENT = auto()
    DATE = auto()
    TIME = auto()
    MOMENT = auto()  # date and time
    ELAPSED = auto()  # hours beyond a day


@dataclass(slots=True)
class _Section:
    """One of the parts of a format that semicolons divide."""

    kind: _Kind = _Kind.NUMBER
    mask: list[str | None] = field(default_factory=list)  # literals, and None for each digit
    digits: str = ""  # the placeholders 0 # ? in order
    decimals: int = 0
    condition: Callable[[Decimal], bool] | None = None


@cache
def shown_by(code: str, *, since_1904: bool = False) -> Shown:
    """How numbers with the format `code` are seen. `since_1904`: the workbook counts days from 1904."""
    sections = [_section(part) for part in _sections(code)]
    if all(section.kind is _Kind.NUMBER for section in sections):
        return plain

    def shown(stored: str) -> str:
        number = _number(stored)
        if number is None:
            return plain(stored)
        section, is_signed = _chosen(sections, number)
        return _rendered(section, number, is_signed=is_signed, since_1904=since_1904) or plain(stored)

    return shown


def plain(stored: str) -> str:
    """The number itself: no `.0`, no exponent; but one of more than 15 digits as 1.23E+15, because its last are gone."""
    if _PLAIN.fullmatch(stored):
        return stored
    try:
        number = float(stored)
    except ValueError:
        return stored
    if not isfinite(number):
        return stored
    if abs(number) >= 10**EXACT_DIGITS:
        mantissa, _, exponent = f"{number:.{EXACT_DIGITS - 1}e}".partition("e")
        return f"{_trimmed(mantissa)}E{exponent}"
    return _trimmed(f"{Decimal(f'{number:.{EXACT_DIGITS}g}'):f}")


def _number(stored: str) -> Decimal | None:
    """The number, if a format can show it exactly."""
    try:
        number = Decimal(stored[:LONGEST_NUMBER])
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**EXACT_DIGITS else None


def _trimmed(digits: str) -> str:
    text = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if text == "-0" else text


def _sections(code: str) -> Iterator[list[re.Match[str]]]:
    """The tokens of each part between semicolons."""
    tokens: list[re.Match[str]] = []
    for token in _TOKEN.finditer(code):
        if token["literal"] == ";":
            yield tokens
            tokens = []
        else:
            tokens.append(token)
    yield tokens


def _section(tokens: list[re.Match[str]]) -> _Section:
    section = _Section()
    dates, is_elapsed, condition = _dates(tokens), False, None
    has_separator = False
    for token in tokens:
        bracket = token["bracket"]
        if bracket is not None:
            is_elapsed = is_elapsed or bracket.lower().strip("hms") == "" != bracket
            if found := _CONDITION.match(bracket):
                condition = found
            elif bracket.startswith("$"):
                section.mask.append(bracket[1:].rpartition("-")[0] if "-" in bracket else bracket[1:])
        elif token["digit"]:
            section.mask.append(None)
            section.digits += token["digit"]
        elif token["general"] or token["exponent"] or token["sign"] in {".", ",", "/", "@"}:
            has_separator = True
        elif token["sign"] != "%":
            section.mask.append(token["quoted"] or token["escaped"] or token["literal"] or "")
    section.kind = _kind(tokens, dates, section, is_elapsed=is_elapsed, has_separator=has_separator)
    section.decimals = _decimals(tokens)
    if condition:
        compare, limit = _COMPARISONS[condition[1]], Decimal(condition[2])
        section.condition = lambda number: compare(number, limit)
    return section


def _kind(
    tokens: list[re.Match[str]], dates: set[str], section: _Section, *, is_elapsed: bool, has_separator: bool
) -> _Kind:
    if is_elapsed:
        return _Kind.ELAPSED
    if dates:
        is_moment = dates == {"date", "time"}
        return _Kind.MOMENT if is_moment else _Kind.DATE if "date" in dates else _Kind.TIME
    if any(token["sign"] == "%" for token in tokens):
        return _Kind.PERCENT
    pattern = "".join("0" if literal is None else literal or "" for literal in section.mask).strip()
    is_mask = section.digits.count("0") >= 2 or len(pattern) > len(section.digits)
    return _Kind.MASK if section.digits and is_mask and not has_separator else _Kind.NUMBER


def _dates(tokens: list[re.Match[str]]) -> set[str]:
    """Which of date and time the format shows. An m beside hours or seconds is a minute."""
    letters = [
        (token["date"] or token["ampm"] or token["bracket"] or "")[0].lower()
        for token in tokens
        if token["date"] or token["ampm"] or (token["bracket"] or "").lower() in {"h", "hh", "m", "mm", "s", "ss"}
    ]
    found: set[str] = set()
    for at, letter in enumerate(letters):
        before, after = letters[at - 1] if at else "", letters[at + 1] if at + 1 < len(letters) else ""
        is_time = letter in "hsa" or (letter == "m" and (before == "h" or after == "s"))
        found.add("time" if is_time else "date")
    return found


def _decimals(tokens: list[re.Match[str]]) -> int:
    signs = [at for at, token in enumerate(tokens) if token["sign"] == "."]
    return min(sum(bool(token["digit"]) for token in tokens[signs[0] :]), MOST_DECIMALS) if signs else 0


def _chosen(sections: list[_Section], number: Decimal) -> tuple[_Section, bool]:
    """The part that shows this number, and whether a minus sign is still to be put before it."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or section.condition(number):
                return section, number < 0
        return _Section(), number < 0
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], number < 0


def _rendered(section: _Section, number: Decimal, *, is_signed: bool, since_1904: bool) -> str:
    """What is seen; "" where the number itself is to be shown."""
    sign = "-" if is_signed else ""
    match section.kind:
        case _Kind.MASK:
            return sign + _filled(section, str(abs(number).quantize(Decimal(1), ROUND_HALF_UP)))
        case _Kind.PERCENT:
            share = abs(number * 100).quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)
            return f"{sign}{share:f}%"
        case _Kind.ELAPSED:
            return _elapsed(number)
        case _Kind.NUMBER:
            return ""
        case _:
            return _moment(section.kind, number, since_1904=since_1904)


def _filled(section: _Section, digits: str) -> str:
    """The digits in their places, from the right; those for which there is no place stand before the first one."""
    digits = "" if digits == "0" else digits
    placeholders = section.digits
    places = [""] * len(placeholders)
    for at in range(len(placeholders) - 1, -1, -1):
        if digits:
            places[at], digits = digits[-1], digits[:-1]
        else:
            places[at] = {"0": "0", "?": " "}.get(placeholders[at], "")
    places[0] = digits + places[0]
    remaining = iter(places)
    return "".join(next(remaining) if literal is None else literal for literal in section.mask)


def _moment(kind: _Kind, number: Decimal, *, since_1904: bool) -> str:
    """A count of days as ISO 8601, with a space before the time; "" for what no program shows as a date."""
    seconds = int((number * SECONDS_PER_DAY).quantize(Decimal(1), ROUND_HALF_UP))
    days, rest = divmod(seconds, SECONDS_PER_DAY)
    if not 0 <= days <= LAST_DAY:
        return ""
    if kind is _Kind.DATE:
        return _day(days, since_1904=since_1904)
    clock = _clock(rest)
    if kind is _Kind.TIME or (days == 0 and not since_1904):
        return clock
    return f"{_day(days, since_1904=since_1904)} {clock}".lstrip()


def _day(days: int, *, since_1904: bool) -> str:
    if since_1904:
        return str(date(1904, 1, 1) + timedelta(days)) if days <= LAST_DAY - 1462 else ""
    if days == 60:
        return "1900-02-29"  # a day that never was; spreadsheet programs have it since Lotus 1-2-3
    return str(date(1899, 12, 31 if days < 60 else 30) + timedelta(days)) if days else ""


def _elapsed(number: Decimal) -> str:
    seconds = int((abs(number) * SECONDS_PER_DAY).quantize(Decimal(1), ROUND_HALF_UP))
    return ("-" if number < 0 else "") + _clock(seconds)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
