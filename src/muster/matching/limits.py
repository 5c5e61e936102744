"""The loss budget: how much an import may delete or rename before somebody must say yes."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from muster.model.plan import Reason, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When an import stops: more than `count` *and* more than `share` of them, or more than `values` deletions.

    The first three are settings of the environment. `max_cleared` and `max_renamed` are the user's answers: so many,
    and no more, may go; they replace the limits. `yes` confirms numbers that look alike or were changed.
    """

    count: int = 10
    share: float = 0.05
    values: int = 500
    max_cleared: int | None = None
    max_renamed: int | None = None
    yes: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, object], **answers: object) -> Self:
        """The limits in an environment's settings (`limit_count`, `limit_share`, `limit_values`), and the answers."""
        named = {
            field.name: settings[f"limit_{field.name}"] for field in fields(cls) if f"limit_{field.name}" in settings
        }
        return cls(**{**named, **answers})  # type: ignore[arg-type]  # settings are checked where they are set

    def exceeded(self, count: int, of: int) -> bool:
        return count > self.count and count > self.share * of


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What an import would do to stored customers, beside what that is a share of.

    `cleared` and `filled`: Field.name → values deleted, values there. `renamed` and `shuffled` (Field.name → customers
    who would get another one's value) of `updated` customers, `near` of `new_rows`, `renumbered` of `rows`.
    """

    cleared: Mapping[str, int]
    filled: Mapping[str, int]
    updated: int
    renamed: int
    shuffled: Mapping[str, int]
    near: int
    renumbered: int
    new_rows: int
    rows: int


def stops(limits: Limits, spent: Spent) -> tuple[Stop, ...]:
    """Every reason to ask, those first that lose the most."""
    found = [*_cleared(limits, spent.cleared, spent.filled), *_renamed(limits, spent)]
    if not limits.yes:
        if limits.exceeded(spent.near, spent.new_rows):
            found.append(Stop(reason=Reason.NEAR_NUMBERS, count=spent.near, of=spent.new_rows, flag="--yes"))
        if limits.exceeded(spent.renumbered, spent.rows):
            found.append(Stop(reason=Reason.RENUMBERED, count=spent.renumbered, of=spent.rows, flag="--yes"))
    return tuple(found)


def _cleared(limits: Limits, cleared: Mapping[str, int], filled: Mapping[str, int]) -> list[Stop]:
    total = sum(cleared.values())
    if limits.max_cleared is not None:
        named = cleared if total > limits.max_cleared else {}
    else:
        named = {
            field: count
            for field, count in cleared.items()
            if limits.exceeded(count, filled[field]) or count > limits.values
        }
    return [
        Stop(reason=Reason.CLEARED, field=field, count=count, of=filled[field], flag=f"--max-cleared {total}")
        for field, count in sorted(named.items(), key=lambda each: -each[1])
        if count
    ]


def _renamed(limits: Limits, spent: Spent) -> list[Stop]:
    """Renaming as a whole, and each column that looks sorted alone (then `field` names it)."""
    allowed = limits.max_renamed
    most = max([spent.renamed, *spent.shuffled.values()])
    if allowed is not None and most <= allowed:
        return []
    flag = f"--max-renamed {most}"
    found = []
    if limits.exceeded(spent.renamed, spent.updated) if allowed is None else spent.renamed > allowed:
        found.append(Stop(reason=Reason.RENAMED, count=spent.renamed, of=spent.updated, flag=flag))
    shuffled = sorted(spent.shuffled.items(), key=lambda each: -each[1])
    found += [
        Stop(reason=Reason.RENAMED, field=field, count=count, of=spent.updated, flag=flag) for field, count in shuffled
    ]
    return found
