"""The elements of an export that matter, as a tree: where each may stand, and which cell of an account its text is.

Only `/eExact/Accounts/Account` is an account: others stand inside accounts, for whom an invoice goes to, and elsewhere.
Whatever is not in this tree is passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final


class Role(Enum):
    """What an element is, if more than a cell."""

    OTHER = auto()
    EXPORT = auto()
    ACCOUNTS = auto()
    ACCOUNT = auto()
    CONTACT = auto()
    ADDRESS = auto()
    TOPIC = auto()
    MESSAGE = auto()
    GLOBE = auto()  # only exports of Exact Globe have it here


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element. `text` and `code` are the cells that its text and its attribute `code` are.

    `is_told`: what begins in it and is not among its `children` is to be known by name.
    """

    role: Role = Role.OTHER
    text: str | None = None
    code: str | None = None
    is_told: bool = False
    children: Mapping[str, "Element"] = field(default_factory=dict)


def _texts(cells: Mapping[str, str]) -> dict[str, Element]:
    return {name: Element(text=cell) for name, cell in cells.items()}


OTHER: Final = Element()

CONTACT: Final = Element(
    role=Role.CONTACT,
    children=_texts({
        "LastName": "contact_lastname", "MiddleName": "contact_prefix", "BirthName": "contact_birthname",
        "BirthNamePrefix": "contact_birth_prefix", "FirstName": "contact_firstname", "FullName": "contact_fullname",
        "Phone": "contact_phone", "Mobile": "contact_mobile", "Email": "contact_email",
    }) | {"Language": Element(code="contact_language")},
)  # fmt: skip

ADDRESS: Final = Element(
    role=Role.ADDRESS,
    children=_texts({
        "AddressLine1": "line1", "AddressStreet": "street", "AddressStreetNumber": "street_number",
        "AddressStreetSuffix": "street_suffix", "PostalCode": "zip", "City": "city",
    }) | {"Country": Element(code="country")},
)  # fmt: skip

ACCOUNT: Final = Element(
    role=Role.ACCOUNT,
    children=_texts({
        "Name": "name", "Phone": "phone", "Email": "email", "SIREN": "siren", "VATNumber": "vat",
        "ChamberOfCommerce": "chamber", "IsBlocked": "blocked", "IsInactive": "inactive", "EndDate": "end_date",
    }) | {
        "Language": Element(code="language"), "Contact": CONTACT, "Address": ADDRESS,
        **dict.fromkeys(("Contacts", "Debtor", "Creditor"), Element(role=Role.GLOBE)),
    },
)  # fmt: skip

MESSAGE: Final = Element(role=Role.MESSAGE, children=_texts({"Description": "description"}))

EXPORT: Final = Element(
    role=Role.EXPORT,
    is_told=True,
    children={
        "Accounts": Element(role=Role.ACCOUNTS, children={"Account": ACCOUNT}),
        "Topics": Element(children={"Topic": Element(role=Role.TOPIC)}),
        "Messages": Element(children={"Message": MESSAGE}),
    },
)

DOCUMENT: Final = Element(is_told=True, children={"eExact": EXPORT})
