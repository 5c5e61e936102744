"""The command `muster`: which commands there are, in which language they speak, and what their end tells a script.

Exit codes: 0 all went in (or would), 1 something inside a file refused it or its rows, 2 wrong options or unknown
names, 3 stopped for a confirmation, 4 the system failed and nothing was written, 130 interrupted and nothing written.
"""

import gettext
import os
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import click
import typer

from muster import i18n, settings
from muster.cli import catalogue, checking, customers, exporting, importing, upkeep
from muster.i18n import Translator, _
from muster.model.options import WrongOption

app = typer.Typer(
    name="muster",
    help=_("Import customers: check every value, see what would change, write it, take it back."),
    epilog=_("Everywhere: --lang en, nl, fr, de, it, es or pt."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (checking, importing, customers, exporting, catalogue, upkeep):
    module.enter(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    language, arguments = _language(arguments)
    translator = Translator(language)
    os.environ["MUSTER_LANG"] = language
    _let_click_speak(language)
    try:
        outcome = _command(translator).main(arguments, prog_name="muster", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return _say(translator.text(_("Interrupted. Nothing was written.")), 130)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except WrongOption as problem:
        return _say(translator.text(problem.text, **problem.params), 2)
    except settings.WrongSettings as problem:
        return _say(str(problem), 2)
    except BrokenPipeError:
        # The reader of our output left early (`muster export | head`); there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return outcome if isinstance(outcome, int) else 0


def _language(arguments: list[str]) -> tuple[str, list[str]]:
    """`--lang` may stand anywhere, so it is taken out before the command reads its own options."""
    rest: list[str] = []
    chosen: str | None = None
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--lang":
            chosen = next(remaining, "")
        elif argument.startswith("--lang="):
            chosen = argument.removeprefix("--lang=")
        elif argument == "--":
            rest += [argument, *remaining]
        else:
            rest.append(argument)
    return i18n.pick_language(chosen, os.environ), rest


def _command(translator: Translator) -> click.Command:
    command = typer.main.get_command(app)
    _translate(command, translator)
    return command


def _translate(command: click.Command, translator: Translator) -> None:
    """Put every help text of `command` and the commands below it into the reader's language."""
    command.help = translator.text(command.help or "")
    command.epilog = translator.text(command.epilog or "")
    for parameter in command.params:
        if isinstance(getattr(parameter, "help", None), str):
            parameter.help = translator.text(parameter.help)  # type: ignore[attr-defined]  # click's Argument has none
    for below in getattr(command, "commands", {}).values():
        _translate(below, translator)


def _let_click_speak(language: str) -> None:
    """Click asks gettext for its own words (“Usage”, “Missing option”); they are in our catalogue too."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(i18n.DOMAIN, str(Path(str(resources.files("muster"))) / "locale"))
    gettext.textdomain(i18n.DOMAIN)


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)  # noqa: T201  the command's own voice
    return code
