"""Customers that fit a filter, and the SQL that finds them. Lists, searches and exports all ask here.

One index holds every customer's `facets` (country, language, company or person, with a number or without) and its name
as it is looked up. There are few different facets, so those that fit are named one by one: the database counts, filters
and sorts by name within the index, and reads only customers that are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, reduce
from operator import and_, or_
from typing import Final

import polars as pl

from muster.model.keys import email_key, name_key, number_key
from muster.model.tables import MAX_ID
from muster.store import Database

HIGHEST: Final = "\U0010ffff"
"""Sorts behind everything that can follow a beginning."""

FACETS_AT_A_TIME: Final = 100
"""Parts of one statement; SQLite takes 500."""

BLANK: Final = "--"
"""What stands in `facets` for no country, and for no language."""

INDEXED: Final = "facets"
READ: Final = "(facets || '')"
"""A database looks for the first in its index; the second it sees only of customers that it came to by another way."""


class Kind(StrEnum):
    """What a customer is: with a company name a company."""

    PERSON = "person"
    COMPANY = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which customers: all, or those that fit everything given.

    `search`: words that all stand in the names, or the beginning of a number or an e-mail address; case, accents and
    punctuation do not matter. `country` and `language` are codes; `changed_by` is an import that created or changed
    them.
    """

    search: str | None = None
    kind: Kind | None = None
    country: str | None = None
    language: str | None = None
    has_number: bool | None = None
    changed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A condition, with its parameters."""

    sql: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __and__(self, other: "Part") -> "Part":
        if ALWAYS in (self, other):
            return other if self == ALWAYS else self
        return Part(f"{self.sql} AND {other.sql}", {**self.params, **other.params})

    def __or__(self, other: "Part") -> "Part":
        return Part(f"({self.sql} OR {other.sql})", {**self.params, **other.params})


ALWAYS: Final = Part("1 = 1")
NEVER: Final = Part("1 = 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Customers that fit: `few` are at hand, id → the name they are sorted by.

    Where there are too many, it says what the others fit: `named` is seen in the index, `keyed` are numbers and addresses,
    each with an index of its own. `Selection.touched` is to hold of them, too.
    """

    few: Mapping[int, str | None]
    named: Part | None
    keyed: Sequence[Part]

    @property
    def is_everything_at_hand(self) -> bool:
        """There are no others."""
        return self.named is None and not self.keyed


@dataclass(frozen=True, slots=True)
class _Way:
    """A statement that finds customers which fit the part `search` of a search.

    `is_named`: by what the index has. `then` is what those that were found are held to, because the index does not have it.
    """

    sql: str
    params: Mapping[str, object]
    search: Part
    is_named: bool = False
    then: Part = ALWAYS

    @classmethod
    def of(
        cls,
        part: Part,
        search: Part,
        environment: str = "environment_id",
        *,
        is_named: bool = False,
        then: Part = ALWAYS,
    ) -> "_Way":
        """All that fit `part`."""
        sql = f"SELECT id, name_key FROM customer WHERE {environment} = %(environment)s AND {part.sql}"
        return cls(sql, part.params, search, is_named, then)


@dataclass(frozen=True)
class Selection:
    """The customers of an environment that fit a filter."""

    database: Database
    environment_id: int
    filter: Filter

    @cached_property
    def facets(self) -> list[str]:
        """Those of which customers can fit."""
        return [each for each in facets(self.database, self.environment_id) if _fits(each, self.filter)]

    @property
    def condition(self) -> Part:
        """What follows `environment_id = …`, for who reads customers in an order of their own."""
        return self._kind(READ) & reduce(or_, self._searches) & self.touched

    def found(self, limit: int) -> Found:
        """Look for all that fit, at most `limit` in each of the ways in which a search finds customers.

        Where the import that is asked for touched no more customers, these alone are looked through.
        """
        few: dict[int, str | None] = {}
        named: Part | None = None
        keyed: list[Part] = []
        for way in self._ways(limit):
            sql = f"{way.sql} LIMIT {limit + 1}"
            rows = self.database.fetch(sql, {"environment": self.environment_id, **way.params})
            if len(rows) <= limit:
                few.update(self._held(dict(rows), way.then))
            elif way.is_named:
                named = way.search
            else:
                keyed.append(way.search)
        return Found(few=few, named=named, keyed=keyed)

    def _held(self, found: Mapping[int, str | None], part: Part) -> Mapping[int, str | None]:
        """Those of the customers found that fit `part`, too."""
        if part == ALWAYS or not found:
            return found
        sql = f"SELECT id FROM customer WHERE id IN ({', '.join(map(str, found))}) AND {part.sql}"
        return {customer_id: found[customer_id] for (customer_id,) in self.database.fetch(sql, part.params)}

    def in_kind(self, part: Part) -> Part:
        """`part`, and that country, language, company or person and number fit."""
        return self._kind(READ) & part

    def _ways(self, limit: int) -> Iterator[_Way]:
        """Each uses one index; none ever reads all customers."""
        touched, kind = self.touched, self._kind(READ)
        few = self._few_touched(limit)
        if few is not None:
            here = Part(f"id IN ({', '.join(map(str, few)) or 'NULL'})")
            search = reduce(or_, self._searches)
            yield _Way.of(here & kind & search, search, "+environment_id")
            return
        by_name, *by_key = self._searches
        yield self._by_name(by_name)
        for part in by_key:
            yield _Way.of(part & kind & touched, part)

    def _by_name(self, name: Part) -> _Way:
        """Whoever fits by name; one kind of customers after the other, as PostgreSQL's processes best share an index."""
        if not self.filter.search:
            return _Way.of(self._kind(INDEXED) & self.touched, name, is_named=True)
        if not 0 < len(self.facets) <= FACETS_AT_A_TIME:
            return _Way.of(self._kind(INDEXED) & name, name, is_named=True, then=self.touched)
        kinds = {f"facets_{at}": each for at, each in enumerate(self.facets)}
        ways = [_Way.of(Part(f"facets = %({kind})s") & name, name) for kind in kinds]
        sql = " UNION ALL ".join(way.sql for way in ways)
        return _Way(sql, {**name.params, **kinds}, name, is_named=True, then=self.touched)

    def _kind(self, facets: str) -> Part:
        """Country, language, company or person, number: all of them are in the facets."""
        everyone = Filter(search=self.filter.search, changed_by=self.filter.changed_by)
        if facets == READ and self.filter == everyone:
            return ALWAYS
        if not self.facets:
            return NEVER
        params = {f"facets_{number}": each for number, each in enumerate(self.facets)}
        return Part(f"{facets} IN ({', '.join(f'%({name})s' for name in params)})", params)

    @cached_property
    def _searches(self) -> tuple[Part, ...]:
        """By name, by number, by address: one of them must hold."""
        return _searches(self.filter.search) if self.filter.search else (ALWAYS,)

    @property
    def touched(self) -> Part:
        """That the import which is asked for created or changed them."""
        if self.filter.changed_by is None:
            return ALWAYS
        return self._touched("customer.id", "created_import")

    def touched_of(self, named: str) -> Part:
        """The same of customers in a table `named`, of whom only `id` is known yet: each is looked up when its turn comes."""
        if self.filter.changed_by is None:
            return ALWAYS
        return self._touched(f"{named}.id", f"(SELECT o.created_import FROM customer AS o WHERE o.id = {named}.id)")

    def _touched(self, customer: str, created: str) -> Part:
        # As a value, and by the customer: with EXISTS, or by its number, PostgreSQL may read all that the import changed,
        # once for each kind of customers or even for each of them.
        changed = (
            f"(SELECT x.import_id FROM change AS x WHERE x.customer_id = {customer} AND +x.import_id = %(import)s)"
        )
        return Part(f"({created} = %(import)s OR {changed} IS NOT NULL)", {"import": self._import})

    @property
    def _import(self) -> int:
        return min(self.filter.changed_by or 0, MAX_ID)

    def _few_touched(self, limit: int) -> set[int] | None:
        """The customers of the import that is asked for; None without one, or where they are more than `limit`."""
        if self.filter.changed_by is None:
            return None
        values = {"environment": self.environment_id, "import": self._import, "limit": limit + 1}
        if self.database.fetch(self.database.statement("muster.customers", "many_created"), values):
            return None
        found: set[int] = set()
        for name in ("created", "changed"):
            rows = self.database.fetch(self.database.statement("muster.customers", name), values)
            found.update(customer_id for (customer_id,) in rows)
            if len(rows) > limit:
                return None
        return found


def reading(database: Database) -> AbstractContextManager[None]:
    """A transaction of PostgreSQL's: only in one it streams, and it compiles no statement, which takes longer than a page.

    On SQLite one would keep every writer waiting.
    """
    return database.transaction() if database.name == "postgresql" else nullcontext()


def facets(database: Database, environment_id: int) -> list[str]:
    """Every kind of customer that there is in an environment, each once."""
    sql = database.statement("muster.customers", "facets")
    return [found for (found,) in database.fetch(sql, {"environment": environment_id})]


def country_of(facets: str) -> str | None:
    """The country in facets."""
    return None if facets[:2] == BLANK else facets[:2]


def _fits(facets: str, wanted: Filter) -> bool:
    country, language, kind, number = facets[:2], facets[2:4], facets[4], facets[5]
    return (
        (wanted.country is None or country == wanted.country.upper())
        and (wanted.language is None or language == wanted.language.lower())
        and (wanted.kind is None or kind == wanted.kind[0])
        and (wanted.has_number is None or (number == "#") == wanted.has_number)
    )


def _searches(search: str) -> tuple[Part, ...]:
    text = pl.Series([search.strip()])
    words = name_key(pl.DataFrame({"company": text, "lastname": [None], "firstname": [None]}, schema_overrides=_TEXTS))[
        0
    ]
    number, address = (
        pl.DataFrame({"text": text})
        .select(number_key(pl.col("text")).alias("number"), email_key(pl.col("text")).alias("address"))
        .row(0)
    )
    is_address = "@" in search
    return (
        _named(words.split()) if words and not is_address else NEVER,
        _beginning("number_key", number) if number and not is_address else NEVER,
        _beginning("email_key", address) if " " not in address else NEVER,
    )


def _named(words: list[str]) -> Part:
    """Nothing but letters and digits is left in them."""
    return reduce(
        and_, (Part(f"name_key LIKE %(word_{at})s", {f"word_{at}": f"%{word}%"}) for at, word in enumerate(words))
    )


def _beginning(key: str, text: str) -> Part:
    return Part(f"({key} >= %({key})s AND {key} < %({key}_end)s)", {key: text, f"{key}_end": text + HIGHEST})


_TEXTS: Final = {"company": pl.String, "lastname": pl.String, "firstname": pl.String}
