"""Between the engine and the person at the terminal: files in, progress, the report, the exit code."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import tzinfo
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final, TextIO

from muster import catalogue, i18n
from muster.cli.options import existing
from muster.i18n import Translator, _, _n
from muster.imports import place, telling
from muster.imports.history import Listed
from muster.imports.running import Person
from muster.model.options import WrongOption
from muster.model.outcome import FileStatus, Report, State
from muster.pipeline import Input, Progress, Tell
from muster.report.states import kind_name, state_name
from muster.store import Database

if TYPE_CHECKING:  # a file is checked without loading what lists customers
    from muster.customers.listing import Page

TEXT_FORMATS: Final = ("text", "json", "csv", "html")
FILE_FORMATS: Final = ("xlsx",)

STANDARD_INPUT: Final = "-"
COPY_BYTES: Final = 1 << 20


def translator() -> Translator:
    """The reader's language, as `main` settled it."""
    import os  # noqa: PLC0415

    return Translator(i18n.pick_language(None, os.environ))


@contextmanager
def inputs(files: Sequence[str]) -> Iterator[list[Input]]:
    """The files as the engine takes them; standard input is kept in a private temporary file while it is needed."""
    paths = iter(existing(files))
    if files.count(STANDARD_INPUT) > 1:
        raise WrongOption(_("Standard input can be read only once."))
    with _spooled() if STANDARD_INPUT in files else nullcontext() as spooled:
        yield [
            Input(name=STANDARD_INPUT, path=spooled) if name == STANDARD_INPUT and spooled else _input(next(paths))
            for name in files
        ]


def _input(path: Path) -> Input:
    try:
        with path.open("rb"):
            return Input(name=path.name, path=path)
    except OSError as problem:
        raise WrongOption(
            _("The file “{name}” cannot be read: {reason}. Nothing was imported."),
            name=path, reason=problem.strerror or problem,
        ) from problem  # fmt: skip


@contextmanager
def _spooled() -> Iterator[Path]:
    with NamedTemporaryFile(prefix="muster-", suffix=".input") as file:
        shutil.copyfileobj(sys.stdin.buffer, file, COPY_BYTES)
        file.flush()
        yield Path(file.name)


@contextmanager
def progress() -> Iterator[Tell | None]:
    """A bar with rows per second and time left on a terminal; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    speaker = translator()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rows="")

        def tell(now: Progress) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            pace = round(now.rows / elapsed) if elapsed else 0
            rows = speaker.text(
                _("{rows} rows, {pace} per second"), rows=speaker.number(now.rows), pace=speaker.number(pace)
            )
            bar.update(task, description=now.name, total=now.size_bytes or None, completed=now.bytes_read, rows=rows)

        yield tell


def refuse_unknown(option: str, choice: str, choices: Sequence[str]) -> None:
    """Raises WrongOption for a choice that is none."""
    if choice not in choices:
        raise WrongOption(
            _("“{choice}” is not possible for {option}. Choose one of: {choices}."),
            choice=choice, option=option, choices=", ".join(choices),
        )  # fmt: skip


def refuse_unknown_format(name: str, output: str | None = None) -> None:
    """Raises WrongOption for a report's format that is none, or that needs a file to write to."""
    refuse_unknown("--format", name, (*TEXT_FORMATS, *FILE_FORMATS))
    if name in FILE_FORMATS and not output:
        raise WrongOption(_("A workbook cannot be shown here: name a file to write it to with “-o PATH”."))


def show(report: Report, name: str, output: str | None, *, how_to_see_rest: str | None = None) -> None:
    """Write the report in this format to standard output, or to a file."""
    catalogue.load()
    if name in FILE_FORMATS:
        from muster.report import xlsx  # noqa: PLC0415

        xlsx.write(report, Path(str(output)), translator())
        return
    if output:
        with Path(output).open("w", encoding="utf-8", newline="") as file:
            _write(report, name, file, how_to_see_rest)
        return
    _write(report, name, sys.stdout, how_to_see_rest)
    sys.stdout.flush()


def _write(report: Report, name: str, out: TextIO, how_to_see_rest: str | None) -> None:
    from muster.report import csv, html, json, plan, text  # noqa: PLC0415

    match name:
        case "json":
            json.write(report, out, translator())
        case "csv":
            csv.write(report, out, translator())
        case "html":
            html.write(report, out, translator())
        case _ if report.dry_run or report.state is State.WAITING:
            plan.write(report, out, translator(), _width(out), out.isatty())
        case _:
            text.write(report, out, translator(), _width(out), out.isatty(), how_to_see_rest=how_to_see_rest)


def _width(out: TextIO) -> int:
    return shutil.get_terminal_size().columns if out.isatty() else 80


def write_rejects(database: Database, report: Report, path: str) -> None:
    """Write the correction files of an import, and say where they are."""
    from muster.imports import history, rejects  # noqa: PLC0415

    speaker = translator()
    written = rejects.write(history.find(database, int(report.import_id or 0)), Path(path), speaker)
    for target, count in written:
        say(
            speaker.plural(
                *_n("{count} row to correct is in {path}.", "{count} rows to correct are in {path}."),
                count,
                path=target,
            )
        )
    if not written:
        say(speaker.text(_("Every row went in; there is nothing to correct.")))


def exit_code(report: Report) -> int:
    """What the end means to a script (design: exit codes)."""
    if report.state is State.WAITING:
        return 3
    if report.state is State.FAILED and report.reason == "system":
        return 4
    return 1 if any(file.status is not FileStatus.ACCEPTED for file in report.files) else 0


def say(text: str) -> None:
    """One line to the person, beside what scripts read."""
    print(text, file=sys.stderr)  # noqa: T201


YES: Final = frozenset(["y", "yes", "j", "ja", "o", "oui", "s", "si", "sí", "sì", "sim"])
"""In the seven languages."""


def ask(question: str) -> bool:
    """A yes or no at the terminal; anything else is no."""
    return answer(question).casefold() in YES


def answer(question: str) -> str:
    """What a person types."""
    sys.stderr.write(f"\n{question} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def can_ask() -> bool:
    """Whether a person sits there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def person(addresses: Sequence[str]) -> Person:
    """Who is at this terminal, and who else is told. Raises WrongOption for an address that is none."""
    language = translator().language
    return Person(name=place.user_name(), language=language, recipients=telling.named(addresses, language))


def show_imports(listed: Sequence[Listed], zone: tzinfo) -> None:
    """The history as a table: number, day and time in `zone`, who, what, how it ended."""
    speaker = translator()
    if not listed:
        say(speaker.text(_("Nothing was imported yet.")))
    width = max((len(state_name(one.state, speaker)) for one in listed), default=0)
    for one in listed:
        when = one.created_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if one.created_at else ""
        counts = speaker.text(
            _("{created} new, {updated} changed, {unchanged} unchanged, {rejected} rejected"),
            created=speaker.number(one.totals.created), updated=speaker.number(one.totals.updated),
            unchanged=speaker.number(one.totals.unchanged), rejected=speaker.number(one.totals.rejected),
        )  # fmt: skip
        name = (one.first_file or kind_name(one.kind, speaker)) + (f" +{one.files - 1}" if one.files > 1 else "")
        state = state_name(one.state, speaker)
        print(f"{one.id:>6}  {when}  {state:<{width}} {name}: {counts} ({one.started_by})")  # noqa: T201
        if one.dead_mails:
            undelivered = speaker.plural(
                *_n("{count} e-mail could not be delivered", "{count} e-mails could not be delivered"), one.dead_mails
            )
            print(f"{'':>8}{undelivered}: muster imports {one.id}")  # noqa: T201


def show_customers(found: "Page") -> None:
    """Customers, a line each: number, name, e-mail address, place; and whether there are more."""
    if not found.rows:
        say(translator().text(_("No customer was found.")))
    for row in found.rows:
        values = {name: value or "" for name, value in row.customer.values.items()}
        name = values["company"] or f"{values['firstname']} {values['lastname']}".strip()
        place = " ".join(part for part in (values["country"], values["zip"], values["city"]) if part)
        print(f"{values['number'] or '–':<12} {name:<30} {values['email']:<34} {place}")  # noqa: T201
    if found.has_later:
        say(translator().text(_("There are more; search for part of a name to see fewer.")))
