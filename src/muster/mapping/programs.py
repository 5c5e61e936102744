"""Exports of common programs: the tables in `programs/`, one per program, and how they are recognised.

Within a recognised export a label may mean what it means nowhere else: "Code" is Exact Online's customer number.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from muster.mapping.labels import normalised
from muster.mapping.vocabulary import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One program's export.

    `signatures` are sets of labels; a file that has all of one is recognised. `fields` is Field.name → columns to
    take, best first; "A+B" is a join, of which a part may be absent. `blocks` are whole addresses, best first; the
    first one with a filled cell is taken. `names` and `flags` are labels of the column that holds all names and of the
    one that says whether a row is a company. `lacks` are the required fields that the program has no column for.
    `other` are labels that are no field here, whatever they mean elsewhere. All labels are as the program writes them.

    `data_of` is the source (a Shape's) that brings in the same data by another way, so that its blank cells and odd
    values mean the same here. `accounts` are labels by what they say of an account beside its fields (accounts.py).
    """

    name: str
    signatures: tuple[tuple[str, ...], ...]
    fields: Mapping[str, tuple[str, ...]]
    blocks: tuple[Mapping[str, str], ...] = ()
    names: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    lacks: frozenset[str] = frozenset()
    other: tuple[str, ...] = ()
    data_of: str | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)

    def fit(self, keys: Collection[str]) -> int:
        """How many labels of the longest signature that is there; 0 if none is."""
        return max(
            (len(each) for each in self.signatures if all(normalised(label) in keys for label in each)), default=0
        )


def recognise(keys: Collection[str]) -> Program | None:
    """The program whose signature these normalised labels carry; of several, the one with the longest."""
    fitting = [(program.fit(keys), program) for program in programs()]
    best, program = max(fitting, key=lambda each: each[0])
    return program if best else None


def data_of(labels: Iterable[str]) -> str | None:
    """The source that brings in the same data as an export with these labels; null if it is no such export."""
    program = recognise({normalised(label) for label in labels})
    return program.data_of if program else None


@cache
def programs() -> tuple[Program, ...]:
    """All known programs, by name of their tables."""
    tables = sorted(each.name for each in resources.files("muster.mapping").joinpath("programs").iterdir())
    return tuple(_program(read_table("programs", name.removesuffix(".toml"))) for name in tables)


def _program(table: dict[str, Any]) -> Program:
    kind = table.get("kind", {})
    return Program(
        name=table["name"],
        signatures=tuple(map(tuple, table["signatures"])),
        fields={name: tuple(labels) for name, labels in table["fields"].items()},
        blocks=tuple(table.get("blocks", ())),
        names=tuple(kind.get("names", ())),
        flags=tuple(kind.get("flags", ())),
        lacks=frozenset(table.get("lacks", ())),
        other=tuple(table.get("other", ())),
        data_of=table.get("data_of"),
        accounts=table.get("accounts", {}),
    )
