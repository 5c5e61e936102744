"""The loss budget: how much an import may delete or rename before somebody must say yes (domain §4)."""

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


def stops(
    limits: Limits,
    *,
    cleared: Mapping[str, int],
    filled: Mapping[str, int],
    renamed: int,
    updated: int,
    near: int,
    renumbered: int,
    new_rows: int,
    rows: int,
) -> tuple[Stop, ...]:
    """Every reason to ask, those first that lose the most."""
    found = [*_cleared(limits, cleared, filled), *_renamed(limits, renamed, updated)]
    if not limits.yes:
        if limits.exceeded(near, new_rows):
            found.append(Stop(reason=Reason.NEAR_NUMBERS, count=near, of=new_rows, flag="--yes"))
        if limits.exceeded(renumbered, rows):
            found.append(Stop(reason=Reason.RENUMBERED, count=renumbered, of=rows, flag="--yes"))
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


def _renamed(limits: Limits, renamed: int, updated: int) -> list[Stop]:
    allowed = limits.max_renamed
    too_many = limits.exceeded(renamed, updated) if allowed is None else renamed > allowed
    if not too_many:
        return []
    return [Stop(reason=Reason.RENAMED, count=renamed, of=updated, flag=f"--max-renamed {renamed}")]
