"""Where codes are entered and looked up."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module, resources

import polars as pl

from muster.catalogue.entry import Entry, Example, Severity

Expression = Callable[[pl.Expr], pl.Expr]

STAGES_WITH_CODES = ("muster.sources", "muster.mapping", "muster.rules", "muster.matching", "muster.apply")
"""A stage keeps its codes in modules named `codes`; in `muster.rules` every module of `rules/` and `repairs/` is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An entry whose violations an expression finds: true where the cell is broken; null is not broken.

    `suggestion` and `params` are expressions over the same cell; they are evaluated on broken cells only.
    """

    entry: Entry
    broken: Expression
    suggestion: Expression | None = None
    params: Callable[[pl.Expr], dict[str, pl.Expr]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """An entry whose expression rebuilds a damaged value with proof; where it cannot, the value comes back as it was."""

    entry: Entry
    mend: Expression


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
    bad: Iterable[Example],
    good: Iterable[Example],
    fixed: bool = False,
    suggestion: Expression | None = None,
    params: Callable[[pl.Expr], dict[str, pl.Expr]] | None = None,
) -> Callable[[Expression], Expression]:
    """Enter a rule: the function's name is its name, the docstring its doc, the body one Polars expression."""

    def decorate(function: Expression) -> Expression:
        facts = Entry(
            code=code, name=_name(function), severity=severity, fields=tuple(fields), cause=cause, message=message,
            hint=hint, doc=_doc(function), bad=tuple(bad), good=tuple(good), fixed=fixed,
        )  # fmt: skip
        _rules[code] = Rule(entry=enter(facts), broken=function, suggestion=suggestion, params=params)
        return function

    return decorate


def repair(
    *, code: str, fields: Sequence[str], cause: str, message: str, hint: str, bad: Iterable[Example],
    good: Iterable[Example],
) -> Callable[[Expression], Expression]:  # fmt: skip
    """Enter a repair. Its message has `{value}` (before) and `{after}`."""

    def decorate(function: Expression) -> Expression:
        facts = Entry(
            code=code, name=_name(function), severity=Severity.REPAIR, fields=tuple(fields), cause=cause,
            message=message, hint=hint, doc=_doc(function), bad=tuple(bad), good=tuple(good),
        )  # fmt: skip
        _repairs[code] = Repair(entry=enter(facts), mend=function)
        return function

    return decorate


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


def _name(function: Expression) -> str:
    return function.__name__.replace("_", "-")


def _doc(function: Expression) -> str:
    return inspect.cleandoc(function.__doc__ or "")


def _modules(package: str) -> Iterator[str]:
    """All modules below `package`, found on disk, in a fixed order."""
    for found in sorted(resources.files(package).iterdir(), key=lambda each: each.name):
        if found.is_dir() and found.joinpath("__init__.py").is_file():
            yield from _modules(f"{package}.{found.name}")
        elif found.name.endswith(".py") and found.name != "__init__.py":
            yield f"{package}.{found.name.removesuffix('.py')}"
