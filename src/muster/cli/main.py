"""The command `muster`: which commands there are, in which language they speak, and what their end tells a script.

Exit codes: 0 all went in (or would), 1 something inside a file refused it or its rows, 2 wrong options or unknown
names, 3 stopped for a confirmation, 4 the system failed and nothing was written, 130 interrupted and nothing written.
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import typer

from muster import i18n, settings
from muster.cli import (
    catalogue,
    checking,
    connecting,
    customers,
    exporting,
    importing,
    people,
    serving,
    speech,
    templates,
    upkeep,
    values,
)
from muster.i18n import Translator, _
from muster.model.options import WrongOption

if TYPE_CHECKING:
    from muster.imports.failures import Words

app = typer.Typer(
    name="muster",
    help=_("Import customers: check every value, see what would change, write it, take it back."),
    epilog=_("Everywhere: --lang en, nl, fr, de, it, es or pt."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (checking, importing, connecting, customers, exporting, templates, catalogue, people, serving, upkeep):
    module.enter(app)


MEMORY_OF_POLARS: Final = ("_RJEM_MALLOC_CONF", "narenas:1")
"""One store of free memory instead of four for each processor: a tenth less memory, and no more time (decision 84)."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit."""
    os.environ.setdefault(*MEMORY_OF_POLARS)
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    try:
        language, arguments = _language(arguments)
    except ValueError as problem:
        return _say(str(problem), 2)
    os.environ["MUSTER_LANG"] = language
    translator = Translator(language)
    command = typer.main.get_command(app)
    speech.speak(command, translator)
    values.take_as_typed(command)
    try:
        outcome = command.main(arguments, prog_name="muster", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        return _say(translator.text(_("Interrupted. Nothing was written.")), 130)
    except typer.TyperException as problem:
        return _say(speech.problem_in_words(problem, translator), 2)
    except WrongOption as problem:
        return _say(translator.text(problem.text, **problem.params), 2)
    except settings.WrongSettings as problem:
        return _say(str(problem), 2)
    except BrokenPipeError:
        # The reader of our output left early (`muster export | head`); there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        words = _system_failure(problem)
        if words is None:
            raise
        said = words.said(translator)
        return _say(f"{said} ({words.option})" if words.option else said, words.exit_code)
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


def _system_failure(problem: Exception) -> "Words | None":
    """Words and exit code for what is neither the user's nor our mistake. Loads the engine only now."""
    from muster.imports.failures import explained  # noqa: PLC0415

    return explained(problem)


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)  # noqa: T201  the command's own voice
    return code
