"""Make a customer file of any size, for benches, demos and examples.

    python scripts/make_customers.py big.csv --rows 1000000
    python scripts/make_customers.py broken.csv --rows 100000 --dirty 0.05     (writes broken.truth.csv beside it)
    python scripts/make_customers.py later.csv --rows 1000000 --changed 0.01   (the same customers, some values changed)

The customers are invented and live in Belgium, the Netherlands, France, Germany, Italy, Spain and Portugal. Their mobile
numbers, post codes and enterprise numbers are valid, their e-mail domains are reserved ones (RFC 2606). The same seed
gives the same customers, whatever the other options say; these only change how they are written, or damage them.
"""

import argparse
import csv
import random
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, TextIO

from stdnum import luhn
from stdnum.es import cif
from stdnum.pt import nif

HEADER: Final = (
    "customerNumber", "email", "l", "lastname", "firstname", "mobile", "companyName", "coc", "address", "city", "zip",
    "country",
)  # fmt: skip
NUMBER, EMAIL, LANGUAGE, LASTNAME, FIRSTNAME, MOBILE, COMPANY, COC, ADDRESS, CITY, ZIP, COUNTRY = range(len(HEADER))

WORDS: Final = Path(__file__).with_name("customers.toml")

COMPANY_SHARE: Final = 0.3
BLANK_EMAIL_SHARE: Final = 0.06
BLANK_MOBILE_SHARE: Final = 0.12
STRUCTURE_SHARE: Final = 0.2
"""Of the damaged rows, those whose structure is broken rather than a value."""

CALLING_CODE: Final = {"BE": "32", "NL": "31", "FR": "33", "DE": "49", "IT": "39", "ES": "34", "PT": "351"}

MOBILE_RANGES: Final = {
    "BE": ("468 470 471 472 473 474 475 476 477 478 479 484 485 486 487 491 493 494 495 496 497 498", 9),
    "NL": ("61 62 63 64 65 68", 9),
    "FR": ("60 61 62 66 67 68 76 77 78", 9),
    "DE": ("160 162 163 170 171 172 173 174 175 177 178 179", 10),
    "IT": ("320 327 328 329 333 334 335 338 339 340 347 348 349 366 380 388 389 392", 10),
    "ES": ("60 61 62 63 64 65 66 67 68 69", 9),
    "PT": ("91 92 93 96", 9),
}  # fmt: skip
"""Ranges of mobile numbers: how the national number begins, and how many digits it has."""

MOBILE_PREFIXES: Final = {country: prefixes.split() for country, (prefixes, _) in MOBILE_RANGES.items()}

NATIONAL_FORM: Final[dict[str, Callable[[str], str]]] = {
    "BE": lambda n: f"0{n[:3]} {n[3:5]} {n[5:7]} {n[7:]}",
    "NL": lambda n: f"0{n[:1]} {n[1:]}",
    "FR": lambda n: f"0{n[:1]} {n[1:3]} {n[3:5]} {n[5:7]} {n[7:]}",
    "DE": lambda n: f"0{n[:3]} {n[3:]}",
    "IT": lambda n: f"{n[:3]} {n[3:]}",
    "ES": lambda n: f"{n[:3]} {n[3:5]} {n[5:7]} {n[7:]}",
    "PT": lambda n: f"{n[:3]} {n[3:6]} {n[6:]}",
}
"""How people of a country write the digits of a mobile number among themselves."""

MAIL_DOMAINS: Final = ("example.com", "example.org", "example.net", "mail.example", "post.example")

Customer = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A country, or the part of one that speaks a language: the words its customers are made of."""

    country: str
    weight: int
    languages: list[str]
    firstnames: list[str]
    lastnames: list[str]
    streets: list[str]
    address: list[str]
    second_line: str
    cities: list[tuple[str, str]]
    trades: list[str]
    companies: list[str]
    courts: list[str]


def main() -> None:
    """Make the file that the command line asks for."""
    options = parse_arguments()
    regions = read_regions()
    encoding = "utf-8-sig" if options.bom else options.encoding
    with options.path.open("w", encoding=encoding, newline="", buffering=1 << 20) as file:
        truth = Writer(file, options).write(customers(regions, options))
    if options.dirty:
        write_truth(options.path.with_suffix(".truth.csv"), truth)


def parse_arguments() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, help="file to write")
    parser.add_argument("--rows", type=int, default=1_000, help="customers (default 1000)")
    parser.add_argument("--first", type=int, default=1, metavar="N", help="number of the first customer (default 1)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other customers")
    parser.add_argument("--dirty", type=float, default=0, metavar="SHARE",
                        help="damage this share of the rows, a fifth of them in structure; PATH.truth.csv says where")  # fmt: skip
    parser.add_argument(
        "--changed", type=float, default=0, metavar="SHARE", help="change a value in this share of the rows"
    )
    parser.add_argument(
        "--multiline", type=float, default=0, metavar="SHARE", help="break the address of this share over two lines"
    )
    parser.add_argument("--national-mobiles", action="store_true", help="write mobile numbers as people do at home")
    parser.add_argument("--delimiter", default=",", help="one character (default a comma); 'tab' for a tab")
    parser.add_argument("--encoding", default="utf-8", help="default utf-8")
    parser.add_argument("--bom", action="store_true", help="UTF-8 with a byte order mark")
    parser.add_argument("--crlf", action="store_true", help="end lines as Windows does")
    options = parser.parse_args()
    options.delimiter = "\t" if options.delimiter == "tab" else options.delimiter
    return options


def read_regions() -> list[Region]:
    """The regions, with their cities as (name, post code) pairs."""
    with WORDS.open("rb") as file:
        tables = tomllib.load(file)
    for table in tables.values():
        table["cities"] = [(city, code) for city, codes in table["cities"].items() for code in codes]
        table.setdefault("courts", [])
    return [Region(**table) for table in tables.values()]


def customers(regions: list[Region], options: argparse.Namespace) -> Iterator[Customer]:
    """The customers of a seed, in order; each is the twelve cells of a row, valid and in stored form."""
    draw, changes, layout = chance(options, "customers"), chance(options, "changes"), chance(options, "layout")
    population = [region for region in regions for _ in range(region.weight)]
    for ordinal in range(options.first, options.first + options.rows):
        region = draw.choice(population)
        customer = invent(region, ordinal, draw)
        if options.changed and changes.random() < options.changed:
            change(customer, region, changes)
        if options.national_mobiles and customer[MOBILE]:
            customer[MOBILE] = national(customer[MOBILE], region.country)
        if options.multiline and layout.random() < options.multiline:
            customer[ADDRESS] += f"\n{region.second_line.format(box=layout.randrange(1, 10))}"
        yield customer


def chance(options: argparse.Namespace, what: str) -> random.Random:
    """Chance with a purpose of its own, so that one option does not change what another one draws."""
    return random.Random(f"{options.seed} {what}")  # noqa: S311  invented customers guard no secret


def invent(region: Region, ordinal: int, draw: random.Random) -> Customer:
    """One customer: a company or a person."""
    choice, share = draw.choice, draw.random
    firstname, lastname = choice(region.firstnames), choice(region.lastnames)
    city, code = choice(region.cities)
    company = coc = ""
    if share() < COMPANY_SHARE:
        company = choice(region.companies).format(
            trade=choice(region.trades), lastname=lastname, other=choice(region.lastnames), place=city
        )
        coc = enterprise_number(region, draw)
        email = f"info@{plain(company)[:24]}{ordinal}.example"
        if share() < 0.5:  # half of the companies name no contact person
            firstname = lastname = ""
    else:
        email = f"{plain(firstname)}.{plain(lastname)}.{ordinal}@{choice(MAIL_DOMAINS)}"
    return [
        f"K{ordinal:08d}",
        "" if share() < BLANK_EMAIL_SHARE else email,
        choice(region.languages),
        lastname,
        firstname,
        "" if share() < BLANK_MOBILE_SHARE else mobile(region.country, draw),
        company,
        coc,
        choice(region.address).format(
            street=choice(region.streets), house=int(share() * 180) + 1, box=int(share() * 9) + 1
        ),
        city,
        post_code(region.country, code, draw),
        region.country,
    ]


def change(customer: Customer, region: Region, draw: random.Random) -> None:
    """Give the customer another value, as life does: a new number, a new house, a new address to write to."""
    what = draw.random()
    if what < 0.4:
        customer[MOBILE] = other_than(customer[MOBILE], lambda: mobile(region.country, draw))
    elif what < 0.8:
        street = draw.choice(region.streets)
        customer[ADDRESS] = other_than(
            customer[ADDRESS], lambda: region.address[0].format(street=street, house=draw.randrange(181, 400))
        )
    else:
        customer[EMAIL] = f"new.{customer[NUMBER].lower()}@{draw.choice(MAIL_DOMAINS)}"


def other_than(value: str, make: Callable[[], str]) -> str:
    """What `make` makes, but not `value`."""
    while (made := make()) == value:
        pass
    return made


def mobile(country: str, draw: random.Random) -> str:
    """A valid mobile number in E.164."""
    prefix = draw.choice(MOBILE_PREFIXES[country])
    digits = MOBILE_RANGES[country][1] - len(prefix)
    return f"+{CALLING_CODE[country]}{prefix}{int(draw.random() * 10**digits):0{digits}d}"


def national(number: str, country: str) -> str:
    """The number as people of its country write it."""
    return NATIONAL_FORM[country](number[len(CALLING_CODE[country]) + 1 :])


def enterprise_number(region: Region, draw: random.Random) -> str:
    """A number that the register of the region's country could have given."""
    match region.country:
        case "BE":
            serial = draw.randrange(2_000_000, 9_999_999)
            return f"0{serial}{97 - serial % 97:02d}"
        case "NL":
            return f"{draw.randrange(10_000_000, 99_000_000)}"
        case "FR":
            return with_luhn(f"{draw.randrange(30_000_000, 99_000_000)}")
        case "DE":
            return f"{draw.choice(region.courts)} HRB {draw.randrange(1_000, 250_000)}"
        case "IT":
            return with_luhn(f"{draw.randrange(100_000, 9_999_999):07d}{draw.randrange(1, 100):03d}")
        case "ES":
            base = f"{draw.choice('AB')}{draw.randrange(1_000_000, 99_999_999):08d}"[:8]
            return base + cif.calc_check_digits(base)[0]
        case _:
            base = f"5{draw.randrange(10_000_000):07d}"
            return base + nif.calc_check_digit(base)


def with_luhn(digits: str) -> str:
    """`digits` with their check digit behind them."""
    return digits + luhn.calc_check_digit(digits)


def post_code(country: str, code: str, draw: random.Random) -> str:
    """The city's post code, completed as its country does."""
    if country == "NL":
        return f"{code} {draw.choice('ABCDEGHJKLMNPR')}{draw.choice('ABCEGHJKLMNPRTVWXZ')}"
    if country == "PT":
        return f"{code}-{draw.randrange(1, 600):03d}"
    return code


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """`text` as it may stand in an e-mail address: letters and digits of ASCII, in lower case."""
    ascii_text = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", ascii_text.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One thing that goes wrong in a cell: the field it is reported at, and the cell as it then stands."""

    kind: str
    column: int
    spoil: Callable[[Customer], str]


VALUE_DAMAGES: Final = (
    Damage(kind="e-mail without @", column=EMAIL, spoil=lambda c: f"{plain(c[LASTNAME] or 'info')}.example.com"),
    Damage(kind="e-mail without domain", column=EMAIL, spoil=lambda c: f"{plain(c[LASTNAME] or 'info')}@"),
    Damage(kind="mobile with letters", column=MOBILE, spoil=lambda _: "ask for it"),
    Damage(kind="mobile too short", column=MOBILE, spoil=lambda c: f"+{CALLING_CODE[c[COUNTRY]]}12"),
    Damage(kind="mobile in scientific notation", column=MOBILE, spoil=lambda _: "3,2477E+10"),
    Damage(kind="unknown language", column=LANGUAGE, spoil=lambda _: "xx"),
    Damage(kind="unknown country", column=COUNTRY, spoil=lambda _: "Atlantis"),
    Damage(kind="city too long", column=CITY, spoil=lambda c: f"{c[CITY]} " + "aan de lange rivier " * 3),
    Damage(kind="lost characters", column=ADDRESS, spoil=lambda c: f"Stra\ufffde {c[ZIP][-2:]}"),
    Damage(kind="formula error", column=COC, spoil=lambda _: "#REF!"),
)  # fmt: skip
"""Each is an error for its row. Replacement characters need an encoding that has them."""

STRUCTURE_DAMAGES: Final = ("a cell too few", "a cell too many", "lone quote", "unterminated quote")


class Writer:
    """Writes customers as CSV, and damage where it is asked for."""

    def __init__(self, file: TextIO, options: argparse.Namespace) -> None:
        self.file = file
        self.options = options
        self.newline = "\r\n" if options.crlf else "\n"
        self.csv = csv.writer(file, delimiter=options.delimiter, lineterminator=self.newline)
        self.accidents = chance(options, "accidents")
        self.damages = [damage for damage in VALUE_DAMAGES if self.can_write(damage)]
        self.line = 2
        self.truth: list[tuple[int, str, str]] = []

    def write(self, customers: Iterator[Customer]) -> list[tuple[int, str, str]]:
        """Write the header and all customers; return where which damage was done."""
        self.csv.writerow(HEADER)
        for customer in customers:
            if self.options.dirty and self.accidents.random() < self.options.dirty:
                self.write_damaged(customer)
            else:
                self.write_row(customer)
        return self.truth

    def write_damaged(self, customer: Customer) -> None:
        if self.accidents.random() < STRUCTURE_SHARE:
            self.write_broken_row(customer)
            return
        damage = self.accidents.choice(self.damages)
        customer[damage.column] = damage.spoil(customer)
        self.truth.append((self.line, HEADER[damage.column], damage.kind))
        self.write_row(customer)

    def write_row(self, customer: Customer) -> None:
        lines = 1
        if "\n" in customer[ADDRESS]:
            lines += customer[ADDRESS].count("\n")
            customer[ADDRESS] = customer[ADDRESS].replace("\n", self.newline)
        self.csv.writerow(customer)
        self.line += lines

    def write_broken_row(self, customer: Customer) -> None:
        kind = self.accidents.choice(STRUCTURE_DAMAGES)
        cells = [cell.replace("\n", " ").replace(self.options.delimiter, " ") for cell in customer]
        match kind:
            case "a cell too few":
                del cells[CITY]
            case "a cell too many":
                cells.insert(CITY, "2nd floor")
            case "lone quote":
                cells[ADDRESS] = f'{cells[ADDRESS]} "the yard'
            case _:
                cells[ADDRESS] = f'"{cells[ADDRESS]}'
        self.truth.append((self.line, "", kind))
        self.file.write(self.options.delimiter.join(cells) + self.newline)
        self.line += 1

    def can_write(self, damage: Damage) -> bool:
        try:
            damage.spoil([""] * ZIP + ["1000", "BE"]).encode(self.options.encoding)
        except UnicodeEncodeError:
            return False
        return True


def write_truth(path: Path, truth: list[tuple[int, str, str]]) -> None:
    """Say beside the file which line was damaged, in which field, and how."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["line", "field", "kind"])
        writer.writerows(truth)


if __name__ == "__main__":
    main()
