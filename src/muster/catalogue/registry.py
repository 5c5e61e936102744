"""Where codes are entered and looked up.

A rule or a repair is one decorated function. Its parameters are named after the columns it looks at (`value`,
`verdict`, `stored`, `country`, …) and it gets each as an expression, so that its body is one Polars expression.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import import_module, resources
from typing import Any, TypeVar

import polars as pl

from muster.catalogue.entry import Entry, Example, Severity

T = TypeVar("T")

Expression = Callable[..., pl.Expr]
"""One expression over the columns that its parameters name."""

Params = Callable[..., dict[str, pl.Expr]]
"""Placeholder → expression over the columns that its parameters name."""

STAGES_WITH_CODES = ("muster.sources", "muster.mapping", "muster.rules", "muster.matching", "muster.apply")
"""A stage keeps its codes in modules named `codes`; in `muster.rules` every module of `rules/` and `repairs/` is one."""


class Step(IntEnum):
    """When a rule looks. What breaks an error of an earlier step is not looked at by later ones."""

    TEXT = 1  # at the text, before it is read as a number, an address, a country: damage, words that mean blank
    VALUE = 2  # at the value and at its reading
    STORED = 3  # at what would be stored: its length


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An entry whose violations an expression finds: true where the cell is broken; null is not broken.

    `suggestion` and `params` are expressions over the same cell; they are evaluated on broken cells only.
    `silenced_by` are fields: where one of them is broken in the same row, this rule says nothing.
    """

    entry: Entry
    broken: Expression
    step: Step = Step.VALUE
    suggestion: Expression | None = None
    params: Params | None = None
    silenced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """An entry whose expression rebuilds a damaged value with proof; where it cannot, the value comes back as it was.

    With a `verdict`, the field's reading has rebuilt the value already: the repair says so in the report, and the
    reading leaves the value as it is where the repair is off.
    """

    entry: Entry
    mend: Expression
    verdict: str | None = None


_entries: dict[str, Entry] = {}
_rules: dict[str, Rule] = {}
_repairs: dict[str, Repair] = {}


def enter(entry: Entry) -> Entry:
    """Enter a code that its stage finds by other means than an expression. A code is entered once."""
    if entry.code in _entries:
        raise ValueError(f"{entry.code} is entered twice")
    _entries[entry.code] = entry
    return entry


def rule(
    *,
    code: str,
    severity: Severity,
    fields: Sequence[str],
    cause: str,
    message: str,
    hint: str,
    option: str = "",
    bad: Iterable[Example],
    good: Iterable[Example],
    fixed: bool = False,
    step: Step = Step.VALUE,
    suggestion: Expression | None = None,
    params: Params | None = None,
    silenced_by: Sequence[str] = (),
) -> Callable[[Expression], Expression]:
    """Enter a rule: the function's name is its name, the docstring its doc, the body one Polars expression."""

    def decorate(function: Expression) -> Expression:
        facts = Entry(
            code=code, name=_name(function), severity=severity, fields=tuple(fields), cause=cause, message=message,
            hint=hint, option=option, doc=_doc(function), bad=tuple(bad), good=tuple(good), fixed=fixed,
        )  # fmt: skip
        _rules[code] = Rule(
            entry=enter(facts), broken=function, step=step, suggestion=suggestion, params=params,
            silenced_by=tuple(silenced_by),
        )  # fmt: skip
        return function

    return decorate


def repair(
    *, code: str, fields: Sequence[str], cause: str, message: str, hint: str, bad: Iterable[Example],
    good: Iterable[Example], verdict: str | None = None,
) -> Callable[[Expression], Expression]:  # fmt: skip
    """Enter a repair: the function's body is the mended value. Its message has `{value}` (before) and `{after}`."""

    def decorate(function: Expression) -> Expression:
        facts = Entry(
            code=code, name=_name(function), severity=Severity.REPAIR, fields=tuple(fields), cause=cause,
            message=message, hint=hint, doc=_doc(function), bad=tuple(bad), good=tuple(good),
        )  # fmt: skip
        _repairs[code] = Repair(entry=enter(facts), mend=function, verdict=verdict)
        return function

    return decorate


@cache
def over(function: Callable[..., T]) -> T:
    """What `function` gives for the columns that its parameters name."""
    return function(*(pl.col(name) for name in inspect.signature(function).parameters))


@cache
def load() -> None:
    """Import every module that enters codes. Import-linter does not see these imports; that is intended."""
    for stage in STAGES_WITH_CODES:
        for module in _modules(stage):
            if module.endswith(".codes") or module.startswith(("muster.rules.rules.", "muster.rules.repairs.")):
                import_module(module)


def entry(code: str) -> Entry:
    """The entry of `code`. Raises KeyError for a code that nobody entered."""
    return _entries[code]


def entries() -> Iterator[Entry]:
    """All entries, by code."""
    return iter(sorted(_entries.values(), key=lambda each: each.code))


def rules() -> tuple[Rule, ...]:
    """All rules, by code."""
    return tuple(_rules[code] for code in sorted(_rules))


def repairs() -> tuple[Repair, ...]:
    """All repairs, by code."""
    return tuple(_repairs[code] for code in sorted(_repairs))


def _name(function: Callable[..., Any]) -> str:
    return function.__name__.replace("_", "-")


def _doc(function: Callable[..., Any]) -> str:
    return inspect.cleandoc(function.__doc__ or "")


def _modules(package: str) -> Iterator[str]:
    """All modules below `package`, found on disk, in a fixed order."""
    for found in sorted(resources.files(package).iterdir(), key=lambda each: each.name):
        if found.is_dir() and found.joinpath("__init__.py").is_file():
            yield from _modules(f"{package}.{found.name}")
        elif found.name.endswith(".py") and found.name != "__init__.py":
            yield f"{package}.{found.name.removesuffix('.py')}"
