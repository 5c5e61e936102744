#!/usr/bin/env python3
"""Texts and their translations: `messages.py extract | update | compile | check`.

extract   lists every text that the sources mark for translation
update    brings the texts into src/muster/locale/*/LC_MESSAGES/muster.po; new ones are empty, gone ones go
compile   writes the .mo files, which the program reads
check     fails on a text without translation, a fuzzy or stale one, a broken placeholder, an old .mo file

A text is marked by `_("…")` or `_n("one", "many")`, or stands as a literal in `translator.text("…")` and
`translator.plural("one", "many", n)`; in templates in `{% t "…" %}` and `{% tn "one" "many" n %}`. The docstrings of rules are texts, too, a paragraph each.
"""

import argparse
import ast
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "muster"
LOCALE = SOURCES / "locale"

PLURALS = {
    "nl": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "de": "nplurals=2; plural=(n != 1);",
    "it": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "pt": "nplurals=2; plural=(n != 1);",
}
"""The languages that are translated into, with how they count."""

SINGULAR = {"_", "text"}
PLURAL = {"_n", "plural"}

MARKED = re.compile(r"""\{%\s*(tn?)\s+("[^"]*"|'[^']*')(?:\s+("[^"]*"|'[^']*'))?""")
"""A tag of a template with its texts."""

Text = tuple[str, str | None]
"""A text and, where it depends on a count, its plural."""


def extracted() -> dict[Text, list[str]]:
    """Every marked text with the files it stands in, in the order of files and lines."""
    sources = sorted(file for pattern in ("*.py", "*.html", "*.txt") for file in SOURCES.rglob(pattern))
    files = {file: f"muster/{file.relative_to(SOURCES)}" for file in sources}
    found: dict[Text, list[str]] = {}
    for file, name in files.items():
        for text in _texts(file) if file.suffix == ".py" else _texts_of_template(file):
            places = found.setdefault(text, [])
            if name not in places:
                places.append(name)
    for code, paragraphs in _catalogue():
        for paragraph in paragraphs:
            found.setdefault((paragraph, None), []).append(code)
    return found


def _catalogue() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each rule says of itself: its docstring."""
    from muster import catalogue  # noqa: PLC0415  it takes half a second, and only extracting needs it

    catalogue.load()
    return ((entry.code, entry.paragraphs) for entry in catalogue.entries())


def _texts(file: Path) -> Iterator[Text]:
    """The texts one module marks."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", None)
        literals = [
            argument.value
            for argument in node.args[:2]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if name in SINGULAR and literals[:1] and literals[0].strip():
            yield literals[0], None
        elif name in PLURAL and len(literals) == 2:
            yield literals[0], literals[1]


def _texts_of_template(file: Path) -> Iterator[Text]:
    """The texts one template marks."""
    for tag, first, second in MARKED.findall(file.read_text(encoding="utf-8")):
        if tag == "tn" and not second:
            raise ValueError(f"{file}: {{% tn %}} needs two texts")
        yield first[1:-1], (second[1:-1] if tag == "tn" else None)


def path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "muster.po"


def update(language: str) -> None:
    """Bring the sources' texts into one language's file. What was translated stays."""
    texts = extracted()
    known = {(entry.msgid, entry.msgid_plural or None): entry for entry in _read(language)}
    file = _empty(language)
    for (one, many), occurrences in texts.items():
        entry = polib.POEntry(msgid=one, occurrences=[(name, "") for name in occurrences])
        before = known.get((one, many))
        if many is None:
            entry.msgstr = before.msgstr if before else ""
        else:
            entry.msgid_plural = many
            entry.msgstr_plural = dict(before.msgstr_plural) if before else {0: "", 1: ""}
        file.append(entry)
    path(language).parent.mkdir(parents=True, exist_ok=True)
    file.save(str(path(language)))


def compile_(language: str) -> None:
    path(language).with_suffix(".mo").write_bytes(_read(language).to_binary())


def problems(language: str) -> Iterator[str]:
    """Everything that is wrong with one language, a sentence each."""
    texts = extracted()
    file = _read(language)
    known = {(entry.msgid, entry.msgid_plural or None) for entry in file if not entry.obsolete}
    for one, _many in texts.keys() - known:
        yield f"{language}: missing: {one!r}"
    for one, _many in known - texts.keys():
        yield f"{language}: stale: {one!r}"
    for entry in file:
        yield from (f"{language}: {problem}: {entry.msgid!r}" for problem in _problems(entry))
    compiled = path(language).with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != file.to_binary():
        yield f"{language}: muster.mo is not that of muster.po; run: scripts/messages.py compile"


def _problems(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    if entry.obsolete:
        yield "stale"
    pairs = [(entry.msgid, entry.msgstr)]
    if entry.msgid_plural:
        pairs = [(entry.msgid_plural, form) for form in entry.msgstr_plural.values()]
    for source, translated in pairs:
        if not translated:
            yield "not translated"
            continue
        try:
            wanted, used = _placeholders(source), _placeholders(translated)
        except ValueError:
            yield f"broken braces in {translated!r}"
            continue
        # "one row" needs no {count}; everything else must be there, and nothing besides.
        if used - wanted or wanted - used - ({"count"} if entry.msgid_plural else set()):
            yield f"other placeholders in {translated!r}"
        if source.endswith(".") != translated.endswith("."):
            yield f"a full stop more or less in {translated!r}"
        if (source[0].isspace(), source[-1].isspace()) != (translated[0].isspace(), translated[-1].isspace()):
            yield f"other spaces around {translated!r}"


def _placeholders(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name is not None}


def _read(language: str) -> polib.POFile:
    return polib.pofile(str(path(language)), wrapwidth=120) if path(language).is_file() else _empty(language)


def _empty(language: str) -> polib.POFile:
    file = polib.POFile(wrapwidth=120)
    file.metadata = {
        "Project-Id-Version": "pass-muster",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return file


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["extract", "update", "compile", "check"])
    command = parser.parse_args(arguments).command
    if command == "extract":
        for (one, many), files in extracted().items():
            sys.stdout.write(f"{', '.join(files)}: {one!r}" + (f" / {many!r}\n" if many else "\n"))
        return 0
    if command == "check":
        found = [problem for language in PLURALS for problem in problems(language)]
        sys.stdout.write(("\n".join(found) or "Every text is translated.") + "\n")
        return 1 if found else 0
    for language in PLURALS:
        if command == "update":
            update(language)
        compile_(language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
