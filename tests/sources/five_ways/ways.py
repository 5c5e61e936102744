"""The cast as each of the five ways has it: two files, an export, and two running programs that are asked.

What a program may say in several places is said now in one, now in another: an address in one line or in parts, of the
account or of its billing information; an e-mail address by the account or by its contact.
"""

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from tests.sources.exact_online.fake import FakeExact, guid
from tests.sources.five_ways.cast import Customer
from tests.sources.recurly.fake import FakeRecurly, account, moment

from muster.model.fields import BY_HEADER

HEADERS = list(BY_HEADER)
LOCALES = {"en": "en-GB", "nl": "nl-BE", "fr": "fr-FR", "de": "de-DE", "it": "it-IT", "es": "es-ES", "pt": "pt-PT"}
STREET_AND_NUMBER = re.compile(r"(\D+) (\d+)(?: (\D+ \d+))?")
STREET_AND_BOX = re.compile(r"(.+\d) (bus \d|boîte \d)")


def write_csv(cast: Sequence[Customer], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADERS, delimiter=";")
        writer.writeheader()
        writer.writerows(customer.written for customer in cast)


def write_xlsx(cast: Sequence[Customer], path: Path) -> None:
    """Text cells; post codes and numbers of digits alone are numbers whose format shows their zeros."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        formats = {length: book.add_format({"num_format": "0" * length}) for length in (4, 5, 6)}
        for row, customer in enumerate(cast, start=1):
            for column, header in enumerate(HEADERS):
                cell = customer.written[header]
                if header in {"zip", "customerNumber"} and cell.isdigit():
                    sheet.write_number(row, column, int(cell), formats[len(cell)])
                else:
                    sheet.write_string(row, column, cell)


def write_exact_xml(cast: Sequence[Customer], path: Path) -> None:
    accounts = "\n".join(_xml_account(customer, ordinal) for ordinal, customer in enumerate(cast))
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<eExact><Accounts>\n{accounts}\n</Accounts></eExact>\n',
        encoding="utf-8",
    )


def _xml_account(customer: Customer, ordinal: int) -> str:
    said = customer.written
    has_contact, mail_to_contact = _has_contact(customer), ordinal % 2 == 0
    contact = _xml(
        LastName=said["lastname"], FirstName=said["firstname"], Mobile=said["mobile"],
        Email=said["email"] if mail_to_contact else "",
    )  # fmt: skip
    return (
        f'<Account code={quoteattr(said["customerNumber"].rjust(18))} status="C">'
        + _xml(
            Name=_account_name(customer),
            Phone="" if has_contact else said["mobile"],
            Email="" if has_contact and mail_to_contact else said["email"],
        )
        + f'<Language code="{said["l"].upper()}-{said["country"]}"/>'
        + (f'<Contact default="1">{contact}</Contact>' if has_contact else "")
        + f'<Address type="{("INV", "POS", "VIS")[ordinal % 3]}">{_xml_address(said)}</Address>'
        + _xml(**{("ChamberOfCommerce", "VATNumber")[ordinal % 2]: said["coc"]})
        + "</Account>"
    )


def _xml_address(said: dict[str, str]) -> str:
    place = _xml(PostalCode=said["zip"], City=said["city"]) + f'<Country code="{said["country"]}"/>'
    if parts := STREET_AND_NUMBER.fullmatch(said["address"]):
        street, number, suffix = parts.groups()
        return _xml(AddressStreet=street, AddressStreetNumber=number, AddressStreetSuffix=suffix or "") + place
    return _xml(AddressLine1=said["address"]) + place


def _xml(**elements: str) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in elements.items() if text)


def fill_exact_online(cast: Sequence[Customer], fake: FakeExact) -> None:
    for ordinal, customer in enumerate(cast, start=1):
        said = {header: text or None for header, text in customer.written.items()}
        has_contact, mail_to_contact = _has_contact(customer), ordinal % 2 == 0
        where = {
            "AddressLine1": said["address"], "Postcode": said["zip"], "City": said["city"],
            "Country": f"{said['country']} ",
        }  # fmt: skip
        has_list = ordinal % 3 == 0
        elsewhere = where | {"AddressLine1": "Achterdeur 1", "City": "Elders"}
        fake.account(
            ordinal, Code=str(said["customerNumber"]).rjust(18), Name=_account_name(customer),
            Email=None if has_contact and mail_to_contact else said["email"],
            Phone=None if has_contact else said["mobile"], Language=f"{said['l']}-{said['country']}".upper().ljust(10),
            MainContact=guid(10_000 + ordinal) if has_contact else None,
            **{"ChamberOfCommerce": None, "VATNumber": None, ("ChamberOfCommerce", "VATNumber")[ordinal % 2]: said["coc"]},
            **(elsewhere if has_list else where),
        )  # fmt: skip
        if has_contact:
            fake.contact(
                ordinal, ordinal, LastName=said["lastname"], FirstName=said["firstname"], Mobile=said["mobile"],
                Email=said["email"] if mail_to_contact else None,
            )  # fmt: skip
        if has_list:
            fake.address(2 * ordinal, ordinal, "VIS", **elsewhere)
            fake.address(2 * ordinal + 1, ordinal, "INV", **where)


def fill_recurly(cast: Sequence[Customer], fake: FakeRecurly) -> None:
    fake.accounts = [_recurly_account(customer, ordinal) for ordinal, customer in enumerate(cast, start=1)]


def _recurly_account(customer: Customer, ordinal: int) -> dict[str, Any]:
    said = {header: text or None for header, text in customer.written.items()}
    lines = STREET_AND_BOX.fullmatch(said["address"] or "")
    street1, street2 = lines.groups() if lines else (said["address"], None)
    nowhere = dict.fromkeys(("street1", "street2", "city", "postal_code", "country", "region", "geo_code"))
    where = nowhere | {
        "street1": street1, "street2": street2, "city": said["city"], "postal_code": said["zip"],
        "country": said["country"],
    }  # fmt: skip
    who = {
        "first_name": said["firstname"], "last_name": said["lastname"], "company": said["companyName"],
        "vat_number": said["coc"],
    }  # fmt: skip
    is_billed_elsewhere = ordinal % 4 == 0
    own, billed = (dict.fromkeys(who), who) if is_billed_elsewhere else (who, dict.fromkeys(who))
    return account(
        ordinal, code=said["customerNumber"], email=said["email"], preferred_locale=LOCALES[customer.written["l"]],
        updated_at=moment(ordinal), **own,
        address={"phone": said["mobile"], **(nowhere if is_billed_elsewhere else where)},
        billing_info={**billed, "address": where if is_billed_elsewhere else nowhere},
    )  # fmt: skip


def _has_contact(customer: Customer) -> bool:
    """Exact Online knows no first name but a contact's; who has none is known by the account's name alone."""
    return bool(customer.written["lastname"]) and bool(customer.written["firstname"])


def _account_name(customer: Customer) -> str:
    said = customer.written
    return said["companyName"] or " ".join(filter(None, (said["firstname"], said["lastname"])))
