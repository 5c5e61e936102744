"""The question before anything is written: what would happen, what would be lost, and whether it may be."""

import sys

from muster.cli import terminal
from muster.i18n import Translator, _
from muster.imports.running import Question
from muster.report import plan


def ask(question: Question) -> bool:
    """Show the plan on the terminal and wait for an answer. What the loss budget stopped needs its number typed."""
    translator = terminal.translator()
    plan.write(question.report, sys.stderr, translator, colour=True)
    numbers = {stop.flag.rpartition(" ")[2] for stop in question.report.stops if " " in stop.flag}
    if not numbers:
        return terminal.ask(translator.text(_("Write this? (yes/no)")))
    return all(_agrees_to(number, translator) for number in sorted(numbers))


def _agrees_to(number: str, translator: Translator) -> bool:
    asked = translator.text(_("To let this happen all the same, type the number {number}:"), number=number)
    return terminal.answer(asked) == number
