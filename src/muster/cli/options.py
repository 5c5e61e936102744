"""The options that several commands share, each said once, and how they become the engine's options."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from muster.i18n import _
from muster.model.options import Given, WrongOption

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help=_("Files to read; - is standard input."))]
SourceKind = Annotated[str, typer.Option("--source", help=_("auto, csv, xlsx or exact-xml."))]
Sheet = Annotated[str | None, typer.Option("--sheet", help=_("The sheet of a workbook, by its name."))]
Country = Annotated[
    str | None, typer.Option("--country", help=_("Country that helps to read numbers, such as BE; it is never stored."))
]
CustomerLanguage = Annotated[
    str | None, typer.Option("--language", help=_("Language of new customers whose language is blank."))
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="HEADER=FIELD", help=_("Which field a header is; HEADER= ignores the column.")),
]
BlankWords = Annotated[
    list[str] | None, typer.Option("--blank-word", metavar="WORD", help=_("A word that means blank, such as NULL."))
]
BlankChoice = Annotated[
    list[str] | None,
    typer.Option("--blank", metavar="clear|keep|FIELD=…", help=_("What a blank cell does to the stored value.")),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Show what would happen and write nothing."))]
Notify = Annotated[
    list[str] | None, typer.Option("--notify", metavar="ADDRESS", help=_("Who gets the e-mail about it."))
]
Select = Annotated[list[str] | None, typer.Option("--select", metavar="CODE", help=_("Only these codes."))]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="CODE", help=_("All codes but these."))]
DatabaseUrl = Annotated[
    str | None, typer.Option("--database", metavar="URL", help=_("sqlite:///PATH or postgresql://…"))
]
EnvironmentName = Annotated[str, typer.Option("--environment", help=_("Whose customers these are."))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do not ask before writing; deletions are still asked about."))]
MaxCleared = Annotated[
    int | None, typer.Option("--max-cleared", min=0, metavar="N", help=_("Allow this many values to be deleted."))
]
MaxRenamed = Annotated[
    int | None, typer.Option("--max-renamed", min=0, metavar="N", help=_("Allow this many customers to be renamed."))
]


def reading_options(
    *,
    source: str,
    sheet: str | None,
    country: str | None,
    language: str | None,
    mapping: Sequence[str] | None,
    blank_words: Sequence[str] | None,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
) -> Given:
    """What `check` and `import` have in common."""
    return Given(
        source=source,
        sheet=sheet,
        country=country,
        language=language,
        mapping=dict(_pair(text) for text in mapping or ()),
        blank_words=tuple(blank_words or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
    )


def blank_options(given: Sequence[str] | None) -> Given:
    """`clear`, `keep`, and `FIELD=clear`, `FIELD=keep`."""
    whole = [text for text in given or () if "=" not in text]
    by_field = dict(text.split("=", 1) for text in given or () if "=" in text)
    return Given(blank=whole[-1] if whole else None, blank_by_field=by_field)


def existing(files: Sequence[str]) -> list[Path]:
    """The files as paths. Raises WrongOption for one that is not there or may not be read."""
    paths = [Path(name) for name in files if name != "-"]
    for path in paths:
        if not path.exists():
            raise WrongOption(_("There is no file “{name}”. Nothing was imported."), name=path)
        if path.is_dir():
            raise WrongOption(_("“{name}” is a folder. Name the files in it. Nothing was imported."), name=path)
    return paths


def _pair(text: str) -> tuple[str, str | None]:
    header, equals, field = text.rpartition("=")
    if not equals:
        raise WrongOption(_("“--map {text}” needs the form HEADER=FIELD, such as “Klantnr=customerNumber”."), text=text)
    return header, field or None
