"""One account while its elements go by: its main contact and the address that counts are chosen on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from muster.sources.accounts import address_rank, contact_rank

CUSTOMER: Final = "C"
YES: Final = frozenset({"1", "true"})
WHERE: Final = ("line1", "street", "zip", "city")

Cells = dict[str, str]
"""Name of a cell (accounts.ACCOUNT) → its text as it stands in the file."""


@dataclass(slots=True)
class Best:
    """The best of several, the first of equals: an account may hold any number of contacts and addresses."""

    cells: Cells = field(default_factory=dict)
    seen: int = 0
    rank: tuple[int, ...] | None = None

    def offer(self, cells: Cells, rank: tuple[int, ...]) -> None:
        """Keep these cells if their rank is lower than the one before."""
        self.seen += 1
        if self.rank is None or rank < self.rank:
            self.cells, self.rank = cells, rank


@dataclass(slots=True)
class Account:
    """An account that begins in `line`. `status` is C for a customer."""

    line: int
    status: str
    cells: Cells
    end_line: int = 0
    contact: Best = field(default_factory=Best)
    address: Best = field(default_factory=Best)

    @classmethod
    def begun(cls, attributes: Mapping[str, str], line: int) -> "Account":
        """An account of which only the start tag is read."""
        cells = {"code": attributes.get("code", "").strip()}
        return cls(line=line, status=attributes.get("status", "").strip().upper(), cells=cells)

    @property
    def code(self) -> str:
        """Its code without the spaces that pad it."""
        return self.cells["code"]

    @property
    def name(self) -> str:
        """What people know it by."""
        return self.code or self.cells.get("name", "").strip()

    @property
    def is_blocked(self) -> bool:
        """Blocked in Exact Online."""
        return is_yes(self.cells.get("blocked"))

    @property
    def is_ended(self) -> bool:
        """With an end date, whenever that is, or marked inactive."""
        return bool(self.cells.get("end_date", "").strip()) or is_yes(self.cells.get("inactive"))

    def offer_contact(self, cells: Cells, attributes: Mapping[str, str]) -> None:
        """A contact of the account."""
        self.contact.offer(cells, contact_rank(self.contact.seen, is_default=is_yes(attributes.get("default"))))

    def offer_address(self, cells: Cells, attributes: Mapping[str, str]) -> None:
        """An address of the account."""
        rank = address_rank(
            attributes.get("type", "").strip().upper(),
            self.address.seen,
            is_default=is_yes(attributes.get("default")),
            is_filled=any(cells.get(name, "").strip() for name in WHERE),
        )
        self.address.offer(cells, rank)

    def closed(self, line: int) -> "Account":
        """The account with what was chosen of it; its end tag stands in `line`."""
        self.end_line = line
        self.cells = {**self.cells, **self.contact.cells, **self.address.cells}
        self.contact, self.address = Best(), Best()
        return self


def is_yes(text: str | None) -> bool:
    """What the export writes for true; everything else is false."""
    return text is not None and text.strip().lower() in YES
