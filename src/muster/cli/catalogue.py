"""`muster rule`: what a code means, why it matters, and what keeps it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from muster.i18n import _

if TYPE_CHECKING:
    from muster.catalogue import Entry, Example
    from muster.i18n import Translator

Code = Annotated[str | None, typer.Argument(metavar="CODE", help=_("A code such as COC002; without it, all codes."))]


def enter(app: typer.Typer) -> None:
    """Enter this module's commands."""
    app.command("rule", help=_("Explain a code of the report."))(rule)


def rule(code: Code = None) -> int:
    from muster import catalogue  # noqa: PLC0415  loads every rule
    from muster.cli import terminal  # noqa: PLC0415
    from muster.model.options import WrongOption  # noqa: PLC0415

    catalogue.load()
    translator = terminal.translator()
    if code is None:
        for entry in catalogue.entries():
            typer.echo(f"{entry.code}  {_severity(entry, translator):<8} {translator.text(entry.cause)}")
        return 0
    try:
        entry = catalogue.entry(code.upper())
    except KeyError:
        raise WrongOption(_("There is no code “{code}”. “muster rule” lists them all."), code=code) from None
    for line in explained(entry, translator):
        typer.echo(line)
    return 0


def explained(entry: "Entry", translator: "Translator") -> Iterator[str]:
    """One entry as a person reads it."""
    import textwrap  # noqa: PLC0415

    yield f"{entry.code} {entry.name} ({_severity(entry, translator)})"
    yield ""
    yield from textwrap.wrap(translator.text(entry.cause), 80)
    yield from textwrap.wrap(translator.text(entry.hint), 80)
    if entry.option:
        yield f"  {entry.option}"
    if entry.doc:
        yield ""
        for paragraph in entry.paragraphs:
            yield from textwrap.wrap(translator.text(paragraph), 80)
    for title, examples in ((_("Found in:"), entry.bad), (_("Not found in:"), entry.good)):
        if examples:
            yield ""
            yield translator.text(title)
            yield from (f"  {_example(example)}" for example in examples)


def _severity(entry: "Entry", translator: "Translator") -> str:
    from muster.report.words import severity_name  # noqa: PLC0415

    return severity_name(entry.severity, translator)


def _example(example: "Example") -> str:
    if isinstance(example, str):
        return example
    return ", ".join(f"{name}: {value}" for name, value in example.items())
