"""The list of customers: which ones, in which order, a page at a time at any size. Every list and export filters here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from muster.customers.one import MAX_ID, Customer
from muster.model import tables
from muster.model.fields import NAMES
from muster.store import Database, moment

PAGE_ROWS: Final = 50

MOST_COUNTED: Final = 10_000
"""Nobody looks through more; beyond that it is said that there are more."""


class Kind(StrEnum):
    """What a customer is: with a company name a company."""

    PERSON = "person"
    COMPANY = "company"


class Sort(StrEnum):
    """The order of a list."""

    NAME = "name"
    NUMBER = "number"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which customers: all, or those that fit everything given.

    `search` is part of a number, name, company or e-mail address; `country` and `language` are codes; `changed_by` is
    an import that created or changed them.
    """

    search: str | None = None
    kind: Kind | None = None
    country: str | None = None
    language: str | None = None
    has_number: bool | None = None
    changed_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A customer in a list, and when it was added."""

    customer: Customer
    added: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some customers in order, and whether there are others before and after them."""

    rows: Sequence[Row]
    has_earlier: bool = False
    has_later: bool = False


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

    If that one is gone, or nobody comes before it, the first ones.
    """
    turning = _Turning(database=database, environment_id=environment_id, wanted=wanted, sort=sort)
    edge = after if before is None else before
    mark = turning.mark(edge) if edge is not None else None
    if mark is not None and before is not None:
        found = turning.ids(mark, size + 1, backwards=True)
        if len(found) >= size:
            rows = _rows(database, list(reversed(found[:size])))
            return Page(rows=rows, has_earlier=len(found) > size, has_later=True)
        mark = None
    found = turning.ids(mark, size + 1)
    return Page(rows=_rows(database, found[:size]), has_earlier=mark is not None, has_later=len(found) > size)


def count(database: Database, environment_id: int, wanted: Filter, *, most: int = MOST_COUNTED) -> int | None:
    """How many fit; None for more than `most`."""
    where, params = condition(database, wanted)
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM {tables.CUSTOMER} WHERE environment_id = %(environment)s{where}"
        f" LIMIT {most + 1}) AS counted"
    )
    [(found,)] = database.fetch(sql, {"environment": environment_id, **params})
    return found if found <= most else None


def countries(database: Database, environment_id: int) -> list[str]:
    """The countries that an environment's customers live in, by code."""
    sql = (
        f"SELECT DISTINCT country FROM {tables.CUSTOMER}"
        " WHERE environment_id = %(environment)s AND country IS NOT NULL ORDER BY country"
    )
    return [country for (country,) in database.fetch(sql, {"environment": environment_id})]


def condition(database: Database, wanted: Filter) -> tuple[str, Mapping[str, object]]:
    """What follows `WHERE environment_id = …` for these customers, and its parameters."""
    parts = list(_parts(wanted, like="ILIKE" if database.name == "postgresql" else "LIKE"))
    return "".join(f" AND {sql}" for sql, _values in parts), {
        name: value for _sql, values in parts for name, value in values.items()
    }


Part = tuple[str, Mapping[str, object]]


def _parts(wanted: Filter, like: str) -> Iterator[Part]:
    if wanted.search:
        searched = ("number", "lastname", "firstname", "company", "email")
        part = "%" + re.sub("[!%_]", r"!\g<0>", wanted.search) + "%"
        yield "(" + " OR ".join(f"{name} {like} %(part)s ESCAPE '!'" for name in searched) + ")", {"part": part}
    if wanted.kind:
        yield f"company IS {'NOT ' if wanted.kind is Kind.COMPANY else ''}NULL", {}
    if wanted.country:
        yield "country = %(country)s", {"country": wanted.country.upper()}
    if wanted.language:
        yield "language = %(language)s", {"language": wanted.language.lower()}
    if wanted.has_number is not None:
        yield f"number IS {'NOT ' if wanted.has_number else ''}NULL", {}
    if wanted.changed_by is not None:
        changed = f"SELECT customer_id FROM {tables.CHANGE} WHERE import_id = %(import)s"
        yield f"(created_import = %(import)s OR id IN ({changed}))", {"import": min(wanted.changed_by, MAX_ID)}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of an order: the customers for which `where` holds, by `key` and id, or by id alone."""

    where: str = "1 = 1"
    key: str | None = None
    newest_first: bool = False


NAME_KEY: Final = "COALESCE(company, lastname || ' ' || COALESCE(firstname, ''), firstname)"

_ORDERS: Final = {
    Sort.NAME: (_Stretch(f"{NAME_KEY} IS NOT NULL", NAME_KEY), _Stretch(f"{NAME_KEY} IS NULL")),
    Sort.NUMBER: (_Stretch("number IS NOT NULL", "number"), _Stretch("number IS NULL")),
    Sort.NEWEST: (_Stretch(newest_first=True),),
}
"""What is blank comes last, on both databases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """Where one customer stands in the order: in which stretch, and there by which key."""

    id: int
    stretch: int
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turning:
    """The pages of one list."""

    database: Database
    environment_id: int
    wanted: Filter
    sort: Sort

    def mark(self, customer_id: int) -> _Mark | None:
        """Where a customer stands; None where it is gone."""
        keys = ", ".join(stretch.key or "NULL" for stretch in _ORDERS[self.sort])
        sql = f"SELECT {keys} FROM {tables.CUSTOMER} WHERE environment_id = %(environment)s AND id = %(id)s"
        values = {"environment": self.environment_id, "id": min(customer_id, MAX_ID)}
        for row in self.database.fetch(sql, values):
            filled = (number for number, key in enumerate(row) if key is not None)
            stretch = next(filled, len(row) - 1)
            return _Mark(id=customer_id, stretch=stretch, key=row[stretch])
        return None

    def ids(self, mark: _Mark | None, limit: int, *, backwards: bool = False) -> list[int]:
        """The customers that follow the mark (or the beginning), at most `limit`; those before it when `backwards`."""
        stretches = list(enumerate(_ORDERS[self.sort]))
        found: list[int] = []
        for number, stretch in reversed(stretches) if backwards else stretches:
            if mark is not None and (number > mark.stretch if backwards else number < mark.stretch):
                continue
            begin = mark if mark is not None and number == mark.stretch else None
            found += self._ids_of(stretch, begin, limit - len(found), backwards=backwards)
            if len(found) >= limit:
                break
        return found

    def _ids_of(self, stretch: _Stretch, mark: _Mark | None, limit: int, *, backwards: bool) -> list[int]:
        where, params = condition(self.database, self.wanted)
        down = stretch.newest_first != backwards
        columns = [stretch.key, "id"] if stretch.key else ["id"]
        values: dict[str, object] = {"environment": self.environment_id, "limit": limit, **params}
        beyond = ""
        if mark is not None:
            given = "%(mark_key)s, %(mark_id)s" if stretch.key else "%(mark_id)s"
            beyond = f" AND ({', '.join(columns)}) {'<' if down else '>'} ({given})"
            values |= {"mark_key": mark.key, "mark_id": mark.id} if stretch.key else {"mark_id": mark.id}
        order = ", ".join(f"{column} {'DESC' if down else 'ASC'}" for column in columns)
        sql = (
            f"SELECT id FROM {tables.CUSTOMER} WHERE environment_id = %(environment)s AND {stretch.where}{where}{beyond}"
            f" ORDER BY {order} LIMIT %(limit)s"
        )
        return [customer_id for (customer_id,) in self.database.fetch(sql, values)]


def _rows(database: Database, ids: Sequence[int]) -> list[Row]:
    """The customers with these ids, in their order."""
    if not ids:
        return []
    listed, names = ", ".join(map(str, ids)), ", ".join(f"c.{name}" for name in NAMES)
    sql = (
        f"SELECT c.id, c.version, i.finished_at, {names} FROM {tables.CUSTOMER} AS c"
        f" LEFT JOIN {tables.IMPORT} AS i ON i.id = c.created_import WHERE c.id IN ({listed})"
    )
    found = {
        number: Row(
            customer=Customer(id=number, version=version, values=dict(zip(NAMES, values, strict=True))),
            added=moment(added),
        )
        for number, version, added, *values in database.fetch(sql)
    }
    return [found[number] for number in ids if number in found]
