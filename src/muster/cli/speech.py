"""The command line in the reader's language: help texts, headings, and what was typed wrongly."""

import gettext
import os
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from muster import i18n
from muster.i18n import Translator, _

TYPERS_WORDS = (_("Arguments"), _("Options"), _("Commands"), _("required"), _("default: {default}"))
"""Typer asks gettext for these; they are listed so that our catalogues have them."""


def speak(command: Any, translator: Translator) -> None:
    """Put every text of `command` and of the commands below it into the reader's language."""
    os.environ["LANGUAGE"] = translator.language
    gettext.bindtextdomain(i18n.DOMAIN, str(Path(str(resources.files("muster"))) / "locale"))
    gettext.textdomain(i18n.DOMAIN)
    _translate(command, translator)


def problem_in_words(problem: Any, translator: Translator) -> str:
    """What was typed wrongly, and where to find how it is done."""
    context = getattr(problem, "ctx", None)
    told = _told(problem, translator)
    if context is None:
        return told
    hint = translator.text(_("“{command} --help” shows what is possible."), command=context.command_path)
    return f"{told}\n{hint}"


def _told(problem: Any, translator: Translator) -> str:
    match type(problem).__name__:
        case "NoSuchOption":
            near = ", ".join(sorted(problem.possibilities or ()))
            if near:
                return translator.text(
                    _("There is no option {option}. Did you mean {near}?"), option=problem.option_name, near=near
                )
            return translator.text(_("There is no option {option}."), option=problem.option_name)
        case "MissingParameter":
            return translator.text(_("{name} is missing."), name=_name(problem))
        case "BadParameter":
            return translator.text(_("The value of {name} cannot be used."), name=_name(problem))
        case "BadOptionUsage":
            return translator.text(_("The option {option} needs a value."), option=problem.option_name)
        case _:
            return translator.text(_("This is not how the command is used."))


def _name(problem: Any) -> str:
    parameter = problem.param
    if parameter is None:
        return str(problem.param_hint or "")
    return str(
        parameter.metavar or parameter.name.upper() if parameter.param_type_name == "argument" else parameter.opts[0]
    )


def _translate(command: Any, translator: Translator) -> None:
    command.help = translator.text(command.help or "")
    command.epilog = translator.text(command.epilog or "")
    command.format_usage = partial(_write_usage, command, translator)
    command.get_help_option = partial(_help_option, command.get_help_option, translator)
    for parameter in command.params:
        if isinstance(getattr(parameter, "help", None), str):
            parameter.help = translator.text(parameter.help)
    below = getattr(command, "commands", {})
    if below:
        command.format_commands = partial(_write_commands, command)
    for each in below.values():
        _translate(each, translator)


def _write_usage(command: Any, translator: Translator, context: Any, formatter: Any) -> None:
    pieces = command.collect_usage_pieces(context)
    prefix = translator.text(_("Usage:"))
    formatter.write_usage(context.command_path, " ".join(pieces), prefix=f"{prefix} ")


def _write_commands(group: Any, context: Any, formatter: Any) -> None:
    """Every command with its whole sentence, wrapped; Typer would cut it off at the end of the line."""
    found = [(name, group.get_command(context, name)) for name in group.list_commands(context)]
    rows = [(name, command.help or "") for name, command in found if not command.hidden]
    with formatter.section(gettext.gettext("Commands")):
        formatter.write_dl(rows)


def _help_option(original: Any, translator: Translator, context: Any) -> Any:
    option = original(context)
    if option is not None:
        option.help = translator.text(_("Show this and exit."))
    return option
