"""The pages name everything there is, and nothing that is not."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECISIONS = ROOT / "docs" / "decisions"


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


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md", "docs/architecture.md", "examples/README.md"])
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
