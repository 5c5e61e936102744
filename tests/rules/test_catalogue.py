"""The promises of every rule and repair, and of every code that another stage enters."""

import json
import re
import string
from pathlib import Path

import pytest
import yaml

from muster import catalogue
from muster.catalogue import Entry, Repair, Rule, Severity
from muster.model.fields import BY_NAME

catalogue.load()
ENTRIES = list(catalogue.entries())
EXPRESSIONS: list[Rule | Repair] = [*catalogue.rules(), *catalogue.repairs()]
CASES = sorted(Path(__file__).with_name("cases").glob("*.yml"))

ALWAYS_KNOWN = {
    "value", "suggestion", "after", "header", "field", "line", "column", "file", "first_file", "first_line",
}  # fmt: skip
"""Placeholders that the report fills for every code."""

NO_VERBS = {"A", "An", "The", "This", "These", "It", "If", "In", "Please", "You", "Your", "There", "No", "Only", "When"}


def code_of(facts: Entry | Rule | Repair) -> str:
    return facts.code if isinstance(facts, Entry) else facts.entry.code


each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=code_of)
each_expression = pytest.mark.parametrize("of", EXPRESSIONS, ids=code_of)


def row(entry: Entry, example):
    """An example as a row that names somebody."""
    if not isinstance(example, str):
        return dict(example) if not entry.fields else {"number": "C-1"} | dict(example)
    return {"number": "C-1"} | {entry.fields[0]: example}


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name}


@each_entry
def test_a_code_is_three_letters_and_three_digits(entry):
    assert re.fullmatch(r"[A-Z]{3}\d{3}", entry.code)


@each_entry
def test_a_name_is_words_joined_by_hyphens_and_nobody_elses(entry):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.name)
    assert [each.code for each in ENTRIES if each.name == entry.name] == [entry.code]


@each_entry
def test_its_texts_are_whole_sentences(entry):
    for text in (entry.cause, entry.message, entry.hint):
        assert text[0].isupper() or text[0] in "“{"
        assert text.endswith((".", "?", "…"))


@each_entry
def test_the_cause_names_no_value(entry):
    assert not placeholders(entry.cause)


@each_entry
def test_the_hint_begins_with_a_verb(entry):
    first = entry.hint.split()[0].strip(",.")
    assert first[0].isupper()
    assert first not in NO_VERBS


@each_entry
def test_users_do_not_read_our_words(entry):
    for text in (entry.cause, entry.message, entry.hint):
        assert not re.search(r"\b(violations?|rules?|null|regex)\b", text)


@each_expression
def test_the_docstring_says_why_and_ends_in_a_full_stop(of):
    assert of.entry.doc.endswith(".")


@each_expression
def test_the_file_is_named_after_the_rule(of):
    function = of.broken if isinstance(of, Rule) else of.mend
    assert function.__module__.rpartition(".")[2] == function.__name__


@each_expression
def test_its_fields_are_fields(of):
    assert set(of.entry.fields) <= set(BY_NAME)


@each_expression
def test_it_has_examples(of):
    assert of.entry.bad
    assert of.entry.good


@each_expression
def test_every_bad_example_breaks_it_once_and_nothing_else_in_its_cell(of, examine):
    for example in of.entry.bad:
        violations = examine([row(of.entry, example)]).violations
        places = violations.filter(code=of.entry.code)["field"].to_list()
        assert len(places) == 1, example
        same_cell = violations.filter(violations["field"].eq_missing(places[0]))["code"].to_list()
        assert same_cell == [of.entry.code], example


@each_expression
def test_no_good_example_breaks_it(of, examine):
    for example in of.entry.good:
        codes = examine([row(of.entry, example)]).violations["code"].to_list()
        assert of.entry.code not in codes, example


@each_expression
def test_its_severity_is_what_is_found(of, examine):
    for example in of.entry.bad:
        severities = examine([row(of.entry, example)]).violations.filter(code=of.entry.code)["severity"].to_list()
        assert severities == [of.entry.severity.value]


@each_expression
def test_every_placeholder_is_provided(of, examine):
    wanted = placeholders(of.entry.message) | placeholders(of.entry.hint)
    for example in of.entry.bad:
        violation = examine([row(of.entry, example)]).violations.filter(code=of.entry.code).row(0, named=True)
        given = {name for name, value in json.loads(violation["params"] or "{}").items() if value is not None}
        assert wanted <= given | ALWAYS_KNOWN, example
        if wanted & {"suggestion", "after"}:
            assert violation["suggestion"], example


@each_expression
def test_a_repaired_value_is_stored_and_stays_as_it_is(of, examine):
    if isinstance(of, Repair):
        for example in of.entry.bad:
            before = row(of.entry, example)
            examined = examine([before])
            repaired = examined.violations.filter(code=of.entry.code).row(0, named=True)
            field = repaired["field"]
            assert repaired["severity"] == Severity.REPAIR
            again = examine([before | {field: examined.rows[field][0]}])
            assert of.entry.code not in again.violations["code"].to_list(), example


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases(path, examine):
    """Each case: `rows` as the user wrote them (the header is line 1), and `expected` as [line, field] of this code."""
    for case in yaml.safe_load(path.read_text(encoding="utf-8")):
        violations = examine(case["rows"]).violations.filter(code=path.stem)
        places = [list(place) for place in violations.select("line", "field").rows()]
        assert places == case["expected"], case["name"]


def test_every_case_file_is_of_a_code():
    assert {path.stem for path in CASES} <= {entry.code for entry in ENTRIES}
