"""What an export says, collected while its elements go by: customers, and what is to be told of everything else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from muster.model.source import Unreadable
from muster.sources.exact_xml.account import CUSTOMER, Account, Cells
from muster.sources.exact_xml.codes import (
    BLOCKED,
    ENDED,
    EXACT_SAYS,
    GLOBE,
    INCOMPLETE,
    NO_CUSTOMERS,
    NO_STATUS,
    OTHER_STATUS,
    OTHER_TOPIC,
    PROSPECTS,
    SHARED_LINE,
    SUSPECTS,
)
from muster.sources.exact_xml.elements import DOCUMENT, Element, Role
from muster.sources.found import violation

LEFT_OUT: Final = {"S": SUSPECTS, "P": PROSPECTS, "A": NO_STATUS, "": NO_STATUS}
"""Status → what is told of accounts that are no customers."""

SERIOUS: Final = frozenset({"0", "3"})
"""Types of messages: error and fatal. 1 is a warning, 2 a remark."""

GLOBE_SCHEMA: Final = "eExact-Schema.xsd"
TOPIC: Final = "accounts"
COUNT: Final = re.compile(r"\s*[0-9]{1,9}\s*")


@dataclass(slots=True)
class Taken:
    """What came since somebody last took it: customers, violations, and a count of accounts that are no customers."""

    customers: list[Account] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0


@dataclass(slots=True)
class Some:
    """Accounts of which the same is to be told: how many, and the first of them."""

    first: Account
    count: int = 0


@dataclass(slots=True)
class Export:
    """Is told of the elements, and tells of the accounts. `is_begun`: the first element is that of an export."""

    is_begun: bool = False
    _taken: Taken = field(default_factory=Taken)
    _account: Account = field(default_factory=lambda: Account.begun({}, 0))
    _attributes: Mapping[str, str] = field(default_factory=dict)  # of the contact, address or message in hand
    _cells: Cells = field(default_factory=dict)  # of the account, or of these
    _some: dict[str, Some] = field(default_factory=dict)
    _has_accounts: bool = False
    _has_customers: bool = False
    _other_topic: str = ""
    _last_line: int = 0
    _is_crowded: bool = False

    def begin(self, element: Element, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element with a role begins."""
        role = element.role
        if role is Role.CONTACT or role is Role.ADDRESS or role is Role.MESSAGE:
            self._cells, self._attributes = {}, attributes
        elif role is Role.ACCOUNT:
            self._begin_account(name, attributes, line)
        elif role is Role.ACCOUNTS:
            self._has_accounts = True
        elif role is Role.TOPIC:
            self._end_of_page(attributes, line)
        elif role is Role.EXPORT:
            self._begin_export(attributes, line)
        elif role is Role.GLOBE:
            raise Unreadable(GLOBE, line=line, value=name)

    def end(self, element: Element, line: int) -> None:
        """An element with a role ends."""
        role = element.role
        if role is Role.CONTACT:
            self._account.offer_contact(self._cells, self._attributes)
            self._cells = self._account.cells
        elif role is Role.ADDRESS:
            self._account.offer_address(self._cells, self._attributes)
            self._cells = self._account.cells
        elif role is Role.ACCOUNT:
            self._take(self._account.closed(line))
        elif role is Role.MESSAGE and self._attributes.get("type", "").strip() in SERIOUS:
            self._say(EXACT_SAYS, line, value=self._cells.get("description", "").strip())

    def hear(self, element: Element, text: str) -> None:
        """A cell of what is in hand; of several the first filled one counts."""
        cell = element.text or element.code
        if text and cell:
            self._cells.setdefault(cell, text)

    def pass_over(self, around: Element, name: str, line: int) -> None:
        """Something that nobody knows, in a place where that means something."""
        if around is DOCUMENT:
            raise Unreadable(OTHER_TOPIC, line=line, value=name)
        self._other_topic = self._other_topic or name

    def finish(self) -> None:
        """The file has ended: tell what is told once. Raises Unreadable where it was no export of accounts."""
        if not self._has_accounts:
            raise Unreadable(OTHER_TOPIC, value=self._other_topic)
        for code, some in self._some.items():
            self._say(code, some.first.line, value=some.first.name, count=some.count)
        if not self._has_customers:
            self._say(NO_CUSTOMERS, None)

    @property
    def waiting(self) -> int:
        """How much there is to take."""
        return len(self._taken.customers) + len(self._taken.found)

    def take(self) -> Taken:
        """Everything since the last time; it is forgotten here."""
        taken, self._taken = self._taken, Taken()
        return taken

    def _begin_export(self, attributes: Mapping[str, str], line: int) -> None:
        if any(GLOBE_SCHEMA.lower() in value.lower() for value in attributes.values()):
            raise Unreadable(GLOBE, line=line, value=GLOBE_SCHEMA)
        self.is_begun = True

    def _begin_account(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        if "type" in attributes:
            raise Unreadable(GLOBE, line=line, value=f'{name} type="{attributes["type"][:20]}"')
        self._account = Account.begun(attributes, line)
        self._cells = self._account.cells

    def _end_of_page(self, attributes: Mapping[str, str], line: int) -> None:
        if attributes.get("code", "").strip().lower() != TOPIC:
            return
        self._has_accounts = True
        count, pagesize = (attributes.get(name, "") for name in ("count", "pagesize"))
        if COUNT.fullmatch(count) and COUNT.fullmatch(pagesize) and int(count) >= int(pagesize) > 0:
            self._say(INCOMPLETE, line, count=int(count), pagesize=int(pagesize))

    def _take(self, account: Account) -> None:
        if account.status != CUSTOMER:
            self._taken.left_out += 1
            self._count(LEFT_OUT.get(account.status, OTHER_STATUS), account)
            return
        self._place(account)
        self._has_customers = True
        self._taken.customers.append(account)
        if account.is_blocked:
            self._count(BLOCKED, account)
        if account.is_ended:
            self._count(ENDED, account)

    def _place(self, account: Account) -> None:
        """A row is known by its line, so no two may have the same one."""
        if account.line <= self._last_line:
            account.line = self._last_line + 1
            if not self._is_crowded:
                self._is_crowded = True
                self._say(SHARED_LINE, account.line)
        account.end_line = max(account.line, account.end_line)
        self._last_line = account.line

    def _count(self, code: str, account: Account) -> None:
        self._some.setdefault(code, Some(account)).count += 1

    def _say(self, code: str, line: int | None, **known: Any) -> None:
        self._taken.found.append(violation(code, line=line, end_line=line, **known))
