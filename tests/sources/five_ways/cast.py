"""A thousand customers, as their organisation writes them and as they must be stored, whatever brings them in.

People and companies of seven countries: with and without e-mail address, contact person, first name; mobile numbers as
people write them at home and abroad; enterprise numbers with dots, spaces, prefixes and courts; numbers that begin with
zeros; addresses with a number, a letter, a box. Some people have a landline for their mobile number, some are registered
with an enterprise number.
"""

import re
from argparse import Namespace
from dataclasses import dataclass

from scripts import make_customers

HOW_MANY = 1000
LANDLINE = {"BE": ("02 555 12 12", "+3225551212"), "NL": ("020 624 11 11", "+31206241111")}


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Both by header; blank is an empty text."""

    written: dict[str, str]
    stored: dict[str, str]

    @property
    def is_company(self) -> bool:
        return bool(self.stored["companyName"])

    def belongs_to(self, group: str) -> bool:
        """Whether the customer is of a group of says.csv."""
        match group:
            case "everybody":
                return True
            case "people":
                return not self.is_company
            case "landlines":
                return self.stored["mobile"] in {stored for _written, stored in LANDLINE.values()}
        raise ValueError(group)


def customers() -> list[Customer]:
    """Always the same ones."""
    options = Namespace(rows=HOW_MANY, first=1, seed=5, changed=0, multiline=0, national_mobiles=False)
    made = make_customers.customers(make_customers.read_regions(), options)
    return [
        _customer(ordinal, dict(zip(make_customers.HEADER, cells, strict=True)))
        for ordinal, cells in enumerate(made, 1)
    ]


def _customer(ordinal: int, stored: dict[str, str]) -> Customer:
    country, is_person = stored["country"], not stored["companyName"]
    if ordinal % 3 == 0:
        stored["customerNumber"] = f"{ordinal:06d}"
    if is_person and ordinal % 20 == 1:
        stored["firstname"] = ""
    if is_person and ordinal % 10 == 2 and country == "BE":
        stored["coc"] = f"0{3_000_000 + ordinal}{97 - (3_000_000 + ordinal) % 97:02d}"
    written = dict(stored)
    if stored["mobile"] and ordinal % 2:
        written["mobile"] = make_customers.national(stored["mobile"], country)
    if is_person and ordinal % 10 == 3 and country in LANDLINE:
        written["mobile"], stored["mobile"] = LANDLINE[country]
    if ordinal % 4 == 0 and country in {"BE", "FR"} and stored["coc"]:
        written["coc"] = _spaced(stored["coc"], country)
    stored["coc"] = re.sub(r"[\W_]", "", stored["coc"])
    return Customer(written=written, stored=stored)


def _spaced(coc: str, country: str) -> str:
    """As it is printed on letters."""
    if country == "BE":
        return f"BE {coc[:4]}.{coc[4:7]}.{coc[7:]}"
    return f"{coc[:3]} {coc[3:6]} {coc[6:]}"
