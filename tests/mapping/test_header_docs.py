"""The page of all headers is what the tables say."""

import importlib.util
import sys
from pathlib import Path

import pytest

from muster.mapping.programs import programs
from muster.mapping.vocabulary import Kind, synonyms

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "header_docs.py"


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("header_docs", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(script, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["header_docs.py", "--check"])
    assert script.main() == 0


def test_a_stale_page_is_noticed_and_written_anew(script, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(script, "PAGE", tmp_path / "headers.md")
    monkeypatch.setattr(sys, "argv", ["header_docs.py", "--check"])
    assert script.main() == 1
    assert capsys.readouterr().err == "headers.md is stale: run scripts/header_docs.py\n"
    monkeypatch.setattr(sys, "argv", ["header_docs.py"])
    assert script.main() == 0
    assert script.PAGE.read_text("utf-8") == script.page()


def test_every_synonym_and_every_program_is_on_the_page(script):
    page = script.page()
    shown = [s.label for s in synonyms() if s.meaning.kind in {Kind.FIELD, Kind.PIECE, Kind.SURNAME, Kind.GIVEN_NAME}]
    assert [label for label in shown if label not in page] == []
    assert [program.name for program in programs() if f"### {program.name}\n" not in page] == []
