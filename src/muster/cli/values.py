"""What was typed for an option, as the command gets it.

Typer makes a value of its type by pydantic, which takes longer to load than a small file takes to check. Nearly all of our
options are texts: they are taken as they were typed, and pydantic is loaded only where a number is given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

TEXTS: Final = (str, list[str])


def take_as_typed(command: Any) -> None:
    """Let `command` and the commands below it take texts as they are."""
    for parameter in command.params:
        _take(parameter)
    command.get_help_option = partial(_help_option, command.get_help_option)
    for each in getattr(command, "commands", {}).values():
        take_as_typed(each)


def _help_option(original: Callable[[Any], Any], context: Any) -> Any:
    option = original(context)
    if option is not None:
        _take(option)
    return option


def _take(parameter: Any) -> None:
    if not isinstance(getattr(parameter.get_runtime_param, "__self__", None), _Taking):
        is_text = parameter.type_descriptor.annotation in TEXTS
        parameter.get_runtime_param = _Taking(by_typer=parameter.get_runtime_param, is_text=is_text).itself


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taking:
    """How the value of one option is taken; it stands for Typer's own way, which is made when it is needed."""

    by_typer: Callable[[], Any]
    is_text: bool

    def itself(self) -> "_Taking":
        return self

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value as the command gets it."""
        if value is not None and not self.is_text:
            return self.by_typer().coerce(value, param=param, ctx=ctx)
        if param.multiple or param.nargs == -1:
            return [] if value is None else list(value)
        return value
