"""A rule is begun with its file and its case; what is still missing is for its author to fill in."""

import importlib.util
import sys
from pathlib import Path

import pytest
import yaml

SCRIPT = Path(__file__).parents[2] / "scripts" / "new_rule.py"


@pytest.fixture
def new_rule(tmp_path, monkeypatch):
    """The script, which writes into an empty folder; gives its exit code."""
    spec = importlib.util.spec_from_file_location("new_rule", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "RULES", tmp_path / "rules")
    monkeypatch.setattr(script, "CASES", tmp_path / "cases")
    (tmp_path / "rules").mkdir()
    (tmp_path / "cases").mkdir()

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["new_rule.py", *arguments])
        return script.main()

    return run


def test_a_rule_is_begun_with_its_case(new_rule, tmp_path):
    assert new_rule("far-away", "ZIP999", "zip") == 0
    written = (tmp_path / "rules" / "zip" / "far_away.py").read_text()
    compile(written, "far_away.py", "exec")
    assert 'code="ZIP999"' in written
    assert "def far_away(value: pl.Expr)" in written
    [case] = yaml.safe_load((tmp_path / "cases" / "ZIP999.yml").read_text())
    assert case["expected"] == [[3, "zip"]]
    assert set(case["rows"][1]) == {"number", "zip"}


@pytest.mark.parametrize(
    ("name", "code", "why"),
    [
        ("Unlikely", "ZIP999", "Unlikely: a name is words in lower case, joined by hyphens."),
        ("far-away", "ZIP1", "ZIP1: a code is three letters and three digits."),
        ("far-away", "COC002", "COC002"),
    ],
)
def test_what_is_wrong_or_taken_is_refused_and_nothing_is_written(new_rule, tmp_path, capsys, name, code, why):
    assert new_rule(name, code, "zip") == 2
    assert why in capsys.readouterr().err
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
