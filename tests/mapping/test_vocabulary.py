"""Synonyms are data: every one means one thing, every language has every field, every program's export maps itself."""

from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from muster.mapping import normalised
from muster.mapping.programs import programs
from muster.mapping.vocabulary import EXACT, PIECES, Kind, Rank, meanings, synonyms
from muster.model.fields import LANGUAGES, NAMES, REQUIRED


def table(name):
    return yaml.safe_load(Path(__file__).with_name(f"{name}.yml").read_text("utf-8"))


def test_no_label_has_two_meanings():
    meant = defaultdict(set)
    for synonym in synonyms():
        meant[normalised(synonym.label)].add((synonym.meaning.kind, synonym.meaning.field, synonym.meaning.piece))
    assert {label: kinds for label, kinds in meant.items() if len(kinds) > 1} == {}


def test_no_synonym_takes_a_header_of_the_template_for_another_field():
    taken = {s.label for s in synonyms() if s.meaning.field != EXACT.get(normalised(s.label), s.meaning).field}
    assert taken == set()


def test_every_label_has_letters_or_digits_left():
    assert [synonym.label for synonym in synonyms() if not normalised(synonym.label)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", NAMES)
def test_every_language_names_every_field(language, field):
    ranks = {s.meaning.rank for s in synonyms() if s.language == language and s.meaning.field == field}
    assert ranks & {Rank.FIRST, Rank.SECOND}


def test_every_piece_has_its_place_in_the_join():
    pieces = {(s.meaning.field, s.meaning.piece) for s in synonyms() if s.meaning.kind is Kind.PIECE}
    assert [piece for field, piece in pieces if piece not in PIECES[field]] == []


def test_every_synonym_is_known_however_it_is_spelt():
    for synonym in synonyms():
        assert meanings()[normalised(synonym.label.upper().replace(" ", "_"))].kind is synonym.meaning.kind


@pytest.mark.parametrize("case", table("languages"), ids=lambda case: case["name"])
def test_a_header_row_of_every_country_maps_itself(mapping_of, found, case):
    mapped = mapping_of(case["labels"])
    assert {name: list(columns) for name, columns in mapped.columns.items()} == case["columns"]
    assert set(mapped.how.values()) <= {"exact", "synonym", "join"}
    assert {code for _, _, code in found(mapped)} <= {"HDR005", "HDR008", "HDR009"}
    assert not mapped.rejected


@pytest.mark.parametrize("case", table("programs"), ids=lambda case: f"{case['name']} {case['labels'][:12]}")
def test_a_programs_export_maps_itself_and_says_how(mapping_of, found, case):
    mapped = mapping_of(case["labels"].split(";" if ";" in case["labels"] else ","))
    assert {name: list(columns) for name, columns in mapped.columns.items()} == case["columns"]
    assert (mapped.program, mapped.kind) == (case["name"], case.get("kind"))
    assert not mapped.rejected
    codes = {code for _, _, code in found(mapped, but=())}
    assert codes <= {"HDR005", "HDR006", "HDR008", "HDR009", "HDR013", "HDR014", "HDR016"}
    assert ("HDR013" in codes) == (case["name"] is not None)
    assert ("HDR016" in codes) == (case["name"] in {"Exact Online", "Recurly"})


def test_every_program_has_a_header_row_among_these_cases():
    assert {program.name for program in programs()} <= {case["name"] for case in table("programs")}


def test_a_program_that_keeps_no_first_names_says_so(mapping_of, found):
    mapped = mapping_of("resource;id;mode;name;email;locale;metadata;createdAt")
    assert [place for place in found(mapped) if place[0] is None] == [
        (None, None, "HDR013"), (None, "firstname", "HDR014"), (None, "company", "HDR014"),
    ]  # fmt: skip


def test_a_missing_column_that_the_program_has_is_still_missing(mapping_of, found):
    mapped = mapping_of("id;name;is_company;email", map={"name": None})
    assert (None, "lastname", "HDR001") in found(mapped)
    assert (None, "company", "HDR001") in found(mapped)


@pytest.mark.parametrize("program", programs(), ids=lambda program: program.name)
def test_a_program_names_only_our_fields(program):
    named = {*program.fields, *(name for block in program.blocks for name in block)}
    assert named <= set(NAMES)
    assert program.lacks <= set(REQUIRED)
    assert all(normalised(label) for signature in program.signatures for label in signature)


def test_the_address_block_that_is_filled_is_taken_as_a_whole(mapping_of):
    labels = "First Name;Last Name;Company;E-mail Address;Business Street;Business City;Home Street;Home City"
    business = mapping_of(labels, ["Jan;Peeters;;j@example.be;Laan 1;Gent;Dorp 2;Aalst"])
    home = mapping_of(labels, ["Jan;Peeters;;j@example.be;;;Dorp 2;Aalst"])
    assert (business.columns["address"], business.columns["city"]) == ((4,), (5,))
    assert (home.columns["address"], home.columns["city"]) == ((6,), (7,))
