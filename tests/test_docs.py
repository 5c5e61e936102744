"""The pages name everything there is, and nothing that is not."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
import typer

from muster.cli.main import app

ROOT = Path(__file__).parents[1]
DECISIONS = ROOT / "docs" / "decisions"

PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "examples").glob("*.md"),
        *(ROOT / "src").rglob("*.md"),
    )
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
COMMAND = re.compile(r"(?:`|^\$ |^ {4}|^)muster ([a-z][^`\n]*)", re.MULTILINE)


def text(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.MULTILINE))


def test_every_make_target_is_described():
    described = text("README.md", "CONTRIBUTING.md")
    assert {target for target in targets() if f"make {target}" not in described} == {"help"}


def test_no_other_make_target_is_described():
    named = re.findall(r"`make ([a-z-]+)", text("README.md", "CONTRIBUTING.md", "docs/architecture.md"))
    assert set(named) <= targets()


def test_every_script_that_make_calls_is_there():
    called = re.findall(r"\bscripts/[\w.]+", text("Makefile"))
    assert called
    assert all((ROOT / name).exists() for name in called)


def test_every_link_leads_somewhere():
    links = [(page, link) for page in PAGES for link in LINK.findall(text(page))]
    assert len(links) > 100
    assert [(page, link) for page, link in links if not ((ROOT / page).parent / link).exists()] == []


def test_every_page_of_the_documentation_is_in_its_index():
    docs = ROOT / "docs"
    listed = {(docs / link).resolve() for link in LINK.findall(text("docs/README.md"))}
    pages = {path for path in docs.rglob("*.md") if path.parent.name not in ("rules", "decisions")}
    indexes = {docs / "rules" / "README.md", docs / "decisions" / "README.md"}
    assert (pages | indexes) - {docs / "README.md"} <= listed


@cache
def commands():
    """Every command with its options: `customers edit` → {"--database", …}."""
    found: dict[str, set[str]] = {}

    def enter(command, words):
        options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        found[" ".join(words)] = options | {"--help", "--lang"}
        for name, inner in getattr(command, "commands", {}).items():
            enter(inner, [*words, name])

    enter(typer.main.get_command(app), [])
    return found


def unknown(line):
    """What a line that begins behind `muster` names and is not there."""
    words = re.split(r"[|;>#]", line)[0].split()
    name = " ".join(words[:2]) if " ".join(words[:2]) in commands() else words[0]
    options = {word.partition("=")[0] for word in words if word.startswith("--")}
    return [name] if name not in commands() else sorted(options - commands()[name])


def test_what_is_not_there_is_found():
    assert unknown("imports 12 --send-again | head") == []
    assert unknown("customers edit K1 --yess") == ["--yess"]
    assert unknown("inport file.csv") == ["inport"]


def test_every_command_on_a_page_is_there():
    lines = [(page, line) for page in PAGES for line in COMMAND.findall(text(page))]
    assert len(lines) > 60
    assert [(page, line, wrong) for page, line in lines if (wrong := unknown(line))] == []


@pytest.mark.parametrize(
    "page",
    [
        "CONTRIBUTING.md",
        "README.md",
        "docs/README.md",
        "docs/architecture.md",
        "docs/operating.md",
        "docs/pages.md",
        "examples/README.md",
    ],
)
def test_paths_on_a_page_exist(page):
    paths = re.findall(r"`((?:src|docs|examples|scripts|tests|benchmarks)/[\w./*-]+)`", text(page))
    assert [path for path in paths if "*" not in path and not (ROOT / path).exists()] == []


def test_every_decision_is_listed():
    pages = {path.name for path in DECISIONS.glob("[0-9]*.md")}
    assert set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", text("docs/decisions/README.md"))) == pages


def test_every_decision_says_what_holds_it():
    for path in DECISIONS.glob("[0-9]*.md"):
        headings = re.findall(r"^## (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Confirmation"], path.name


def test_decisions_are_numbered_without_doubles():
    numbers = [path.name[:4] for path in DECISIONS.glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))


def test_there_is_no_asynchronous_code():
    assert [path for path in (ROOT / "src").rglob("*.py") if "async def" in path.read_text(encoding="utf-8")] == []


def test_the_license_is_the_one_that_is_named():
    project = tomllib.loads(text("pyproject.toml"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License\n                           Version 2.0, January 2004" in text("LICENSE")
