"""The list of customers: in which order, a page at a time, at any size."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple

from muster.customers.one import Customer
from muster.customers.selection import (
    ALWAYS,
    FACETS_AT_A_TIME,
    Filter,
    Found,
    Part,
    Selection,
    country_of,
    facets,
    reading,
)
from muster.model.fields import NAMES
from muster.model.tables import MAX_ID
from muster.store import Database, moment

PAGE_ROWS: Final = 50

MOST_COUNTED: Final = 10_000
"""Nobody looks through more; beyond that it is said that there are more.

A rare name is looked for among all names anyway, and so many that fit come along. Names that are less rare soon fill a page.
"""

FEW_OF_A_KIND: Final = 8
"""Of a page's customers few are of the same kind, where there are many kinds."""


class Sort(StrEnum):
    """The order of a list. What is blank comes last."""

    NAME = "name"
    NUMBER = "number"
    NEWEST = "newest"


KEYS: Final = {Sort.NAME: "name_key", Sort.NUMBER: "number", Sort.NEWEST: "NULL"}
"""The column that an order follows; the newest have the highest ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A customer in a list, and when it was added."""

    customer: Customer
    added: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some customers in order, whether there are others before and after them, and how many in all.

    `count` is None for more than `most`.
    """

    rows: Sequence[Row]
    count: int | None
    most: int
    has_earlier: bool = False
    has_later: bool = False


class Place(NamedTuple):
    """Where a customer stands in an order: blanks last, then by its key, then by its id (the newest by that alone)."""

    is_blank: bool
    key: str
    turned_id: int

    @classmethod
    def of(cls, sort: Sort, customer_id: int, key: str | None) -> "Place":
        """The place of a customer with this key."""
        return cls(key is None, key or "", -customer_id if sort is Sort.NEWEST else customer_id)

    @property
    def id(self) -> int:
        """The customer's."""
        return abs(self.turned_id)


def page(
    database: Database,
    environment_id: int,
    wanted: Filter,
    *,
    sort: Sort = Sort.NAME,
    after: int | None = None,
    before: int | None = None,
    size: int = PAGE_ROWS,
) -> Page:
    """The first `size` customers that fit, or those next to the customer with the id `after` or `before`.

    If that one is gone, or fewer come before it, the first ones.
    """
    selection = Selection(database, environment_id, wanted)
    with reading(database):
        turning = _Turning(selection, selection.found(MOST_COUNTED), sort, size)
        edge = after if before is None else before
        cut = turning.cut(turning.place(edge) if edge is not None else None, is_end=before is not None)
        rows = _rows(database, [place.id for place in cut.places])
        return Page(
            rows=rows, count=turning.count, most=MOST_COUNTED, has_earlier=cut.has_earlier, has_later=cut.has_later
        )  # fmt: skip


def count(database: Database, environment_id: int, wanted: Filter, *, most: int) -> int | None:
    """How many fit; None for more than `most`."""
    part = Selection(database, environment_id, wanted).condition
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM customer WHERE environment_id = %(environment)s AND {part.sql}"
        f" LIMIT {most + 1}) AS counted"
    )
    [(found,)] = database.fetch(sql, {"environment": environment_id, **part.params})
    return found if found <= most else None


def countries(database: Database, environment_id: int) -> list[str]:
    """The countries that an environment's customers live in, by code."""
    return sorted({country for each in facets(database, environment_id) if (country := country_of(each))})


@dataclass(frozen=True, slots=True)
class _Cut:
    places: Sequence[Place]
    has_earlier: bool
    has_later: bool


@dataclass(frozen=True)
class _Turning:
    """The pages of one list. A mark is where one page begins (or ends); without one it is the first."""

    selection: Selection
    found: Found
    sort: Sort
    size: int

    @property
    def count(self) -> int | None:
        """How many there are in all."""
        return len(self.found.few) if self.found.is_everything_at_hand and len(self.found.few) <= MOST_COUNTED else None

    def place(self, customer_id: int) -> Place | None:
        """Where a customer stands; None where it is gone."""
        sql = f"SELECT id, {KEYS[self.sort]} FROM customer WHERE environment_id = %(environment)s AND id = %(id)s"
        values = {"environment": self.selection.environment_id, "id": min(customer_id, MAX_ID)}
        return next((Place.of(self.sort, *row) for row in self.selection.database.fetch(sql, values)), None)

    def cut(self, mark: Place | None, *, is_end: bool) -> _Cut:
        """The page at a mark."""
        if mark is not None and is_end:
            found = self._next_to(mark, backwards=True)
            if len(found) >= self.size:
                return _Cut(sorted(found[: self.size]), has_earlier=len(found) > self.size, has_later=True)
            mark = None
        found = self._next_to(mark)
        return _Cut(found[: self.size], has_earlier=mark is not None, has_later=len(found) > self.size)

    def _next_to(self, mark: Place | None, *, backwards: bool = False) -> list[Place]:
        """One customer more than a page has, the nearest first: of those at hand, and of the many that are not."""
        at = len(self._few) if backwards else 0
        if mark is not None:
            at = bisect_left(self._few, mark) if backwards else bisect_right(self._few, mark)
        near = self._few[max(0, at - self.size - 1) : at] if backwards else self._few[at : at + self.size + 1]
        if not self.found.is_everything_at_hand:
            near = sorted({*near, *self._among_many(mark, backwards=backwards)})
        return near[::-1][: self.size + 1] if backwards else near[: self.size + 1]

    @cached_property
    def _few(self) -> list[Place]:
        """The customers at hand in this order."""
        keys: Iterable[tuple[int, str | None]] = self.found.few.items()
        if self.sort is Sort.NUMBER and self.found.few:
            database, ids = self.selection.database, ", ".join(map(str, self.found.few))
            keys = database.fetch(database.statement("muster.customers", "numbers", ids=ids))
        newest = self.sort is Sort.NEWEST
        return sorted(Place.of(self.sort, customer_id, None if newest else key) for customer_id, key in keys)

    def _among_many(self, mark: Place | None, *, backwards: bool) -> list[Place]:
        """The nearest in the database: first those with a key, then the blank ones; the other way round backwards."""
        found: list[Place] = []
        for is_blank in (True, False) if backwards else (False, True):
            is_passed = mark is not None and (is_blank > mark.is_blank if backwards else is_blank < mark.is_blank)
            if is_passed or (self.sort is Sort.NEWEST and not is_blank):
                continue
            begin = mark if mark is not None and mark.is_blank == is_blank else None
            found += self._stretch(begin, is_blank=is_blank, backwards=backwards)
            if len(found) > self.size:
                break
        return found

    def _stretch(self, mark: Place | None, *, is_blank: bool, backwards: bool) -> list[Place]:
        """What stands next to the mark, as far as all of it has a key, or none."""
        key, down = KEYS[self.sort], backwards != (self.sort is Sort.NEWEST)
        columns = ["id"] if is_blank else [key, "id"]
        here = ALWAYS if self.sort is Sort.NEWEST else Part(f"{key} IS {'' if is_blank else 'NOT '}NULL")
        if mark is not None:
            given = {"mark_id": mark.id} if is_blank else {"mark_key": mark.key, "mark_id": mark.id}
            marks = ", ".join(f"%({name})s" for name in given)
            here = here & Part(f"({', '.join(columns)}) {'<' if down else '>'} ({marks})", given)
        order = ", ".join(f"{column} {'DESC' if down else 'ASC'}" for column in columns)
        found = {
            Place.of(self.sort, customer_id, None if is_blank else key)
            for sql, params in self._statements(here, f"ORDER BY {order}")
            for customer_id, key in self._fetch(sql, params)
        }
        if self._is_in_order_of_kinds and self.found.named is not None:
            found.update(self._of_kinds(here & self.found.named, f"ORDER BY {order}", backwards=backwards))
        return sorted(found, reverse=backwards)[: self.size + 1]

    @property
    def _is_in_order_of_kinds(self) -> bool:
        return self.sort is Sort.NAME

    def _statements(self, here: Part, order: str) -> Iterator[tuple[str, Mapping[str, object]]]:
        """One for each way in which there are many: each has an index, and of two at once none would be used."""
        named = [] if self.found.named is None or self._is_in_order_of_kinds else [self.found.named]
        for part in (*named, *self.found.keyed):
            fitting = self.selection.in_kind(here & part & self.selection.touched)
            yield f"{self._read} AND {fitting.sql} {order} LIMIT {self.size + 1}", fitting.params

    def _of_kinds(self, part: Part, order: str, *, backwards: bool) -> list[Place]:
        """The nearest by name: a few of each kind, and as many as fill a page of the kinds whose few are all among the nearest."""
        few = min(FEW_OF_A_KIND, self.size + 1)
        found = self._nearest_of_each(part, order, self.selection.facets, few)
        nearest = sorted((place for places in found.values() for place in places), reverse=backwards)[: self.size + 1]
        if few <= self.size:
            ends = set(nearest)
            furthest = min if backwards else max
            more = [kind for kind, places in found.items() if len(places) == few and furthest(places) in ends]
            found |= self._nearest_of_each(part, order, more, self.size + 1)
        return [place for places in found.values() for place in places]

    def _nearest_of_each(self, part: Part, order: str, kinds: Sequence[str], limit: int) -> dict[str, list[Place]]:
        """By name each kind of customers is in order by itself in the index, and its nearest ones are taken from there.

        With one limit for all kinds together PostgreSQL would sort whole kinds whose part it guesses to be rare.
        """
        # A limit that is none keeps PostgreSQL from holding the names to the import before they are in order; SQLite
        # would read all of them for it.
        fence = f" {order} LIMIT {MAX_ID}" if self.selection.database.name == "postgresql" else ""
        read = "SELECT id, name_key, facets FROM customer WHERE environment_id = %(environment)s"
        touched = self.selection.touched_of("named")
        found: dict[str, list[Place]] = {}
        for start in range(0, len(kinds), FACETS_AT_A_TIME):
            named = {f"facets_{at}": each for at, each in enumerate(kinds[start : start + FACETS_AT_A_TIME])}
            each = (
                f"SELECT * FROM (SELECT * FROM ({read} AND facets = %({kind})s AND {part.sql}{fence})"
                f" AS named WHERE {touched.sql} {order} LIMIT {limit}) AS of_{kind}"
                for kind in named
            )
            for customer_id, key, kind in self._fetch(
                " UNION ALL ".join(each), {**part.params, **touched.params, **named}
            ):
                found.setdefault(kind, []).append(Place.of(self.sort, customer_id, key))
        return found

    def _fetch(self, sql: str, params: Mapping[str, object]) -> list[Any]:
        return self.selection.database.fetch(sql, {"environment": self.selection.environment_id, **params})

    @property
    def _read(self) -> str:
        return f"SELECT id, {KEYS[self.sort]} FROM customer WHERE environment_id = %(environment)s"


def _rows(database: Database, ids: Sequence[int]) -> list[Row]:
    """The customers with these ids, in their order."""
    if not ids:
        return []
    names = {"ids": ", ".join(map(str, ids)), "names": ", ".join(f"c.{name}" for name in NAMES)}
    found = {
        number: Row(
            customer=Customer(id=number, version=version, values=dict(zip(NAMES, values, strict=True))),
            added=moment(added),
        )
        for number, version, added, *values in database.fetch(database.statement("muster.customers", "rows", **names))
    }
    return [found[number] for number in ids if number in found]
