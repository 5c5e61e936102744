"""The twelve fields of a customer: their names, headers and limits, each said once.

A field has two names. `name` is the column in frames and tables (`company`); `header` is what people read and type:
the template's header, the JSON report, the command line (`companyName`). Translation happens only at the edge.
"""

from dataclasses import dataclass
from typing import Final

from muster.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a customer.

    `limit` counts characters of the stored form. `clears` says whether a blank cell in a present column deletes the
    stored value under the policy `clear`; customerNumber and l are kept, and a blank country is an error instead.
    `label` is the field's name in the reader's language, translated where it is shown.
    """

    name: str
    header: str
    limit: int
    label: str
    clears: bool = True


FIELDS: Final = (
    Field(name="number", header="customerNumber", limit=50, label=_("customer number"), clears=False),
    Field(name="email", header="email", limit=70, label=_("e-mail address")),
    Field(name="language", header="l", limit=2, label=_("language"), clears=False),
    Field(name="lastname", header="lastname", limit=50, label=_("last name")),
    Field(name="firstname", header="firstname", limit=50, label=_("first name")),
    Field(name="mobile", header="mobile", limit=50, label=_("mobile number")),
    Field(name="company", header="companyName", limit=140, label=_("company name")),
    Field(name="coc", header="coc", limit=50, label=_("enterprise number")),
    Field(name="address", header="address", limit=70, label=_("address")),
    Field(name="city", header="city", limit=50, label=_("city")),
    Field(name="zip", header="zip", limit=50, label=_("post code")),
    Field(name="country", header="country", limit=2, label=_("country"), clears=False),
)
"""In the template's order."""

NAMES: Final = tuple(field.name for field in FIELDS)
BY_NAME: Final = {field.name: field for field in FIELDS}
BY_HEADER: Final = {field.header: field for field in FIELDS}

BIT: Final = {name: 1 << position for position, name in enumerate(NAMES)}
"""Each field's bit in `given`, `erased` and `changed`: number is 1, email is 2, …, country is 2048."""

NAME_BITS: Final = BIT["lastname"] | BIT["firstname"] | BIT["company"]
"""The fields that say what a customer is called."""

REQUIRED: Final = ("lastname", "firstname", "company")
"""Must be there as columns; their cells may be empty."""

LANGUAGES: Final = ("en", "nl", "fr", "de", "it", "es", "pt")
"""The languages a customer can have, and those Muster speaks."""

ERASER: Final = "#CLEAR"
"""A cell with this word, in any case, deletes the stored value whatever the policy for blank cells."""
