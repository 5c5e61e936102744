"""What refuses a file, and what is said about columns that are not read: each with its place and code."""

import json

import pytest

from muster.catalogue import entry
from muster.mapping import map_labels
from muster.model.options import Options


def test_every_missing_required_column_is_named(mapping_of, found):
    mapped = mapping_of("Klantnr;E-mail")
    assert found(mapped) == [(None, "lastname", "HDR001"), (None, "firstname", "HDR001"), (None, "company", "HDR001")]
    assert [json.loads(params)["target"] for params in mapped.violations["params"][:3]] == [
        "lastname",
        "firstname",
        "companyName",
    ]
    assert mapped.rejected


def test_only_what_is_missing_is_named(mapping_of, found):
    assert found(mapping_of("lastname;firstname;email")) == [(None, "company", "HDR001")]


def test_the_line_is_the_headers(mapping_of):
    mapped = mapping_of("lastname;firstname", line=4)
    assert mapped.violations.select("line", "end_line").rows() == [(4, 4)]


def test_synonyms_count_as_required_columns(mapping_of):
    assert not mapping_of("Achternaam;Voornaam;Bedrijfsnaam").rejected


@pytest.mark.parametrize("label", ["Naam", "Nom", "Name", "Nome", "Nombre", "Volledige naam", "Kundenname"])
def test_a_name_without_a_first_name_is_to_be_confirmed(mapping_of, found, label):
    mapped = mapping_of(f"email;{label};companyName")
    assert found(mapped) == [(2, "lastname", "HDR002")]
    assert mapped.rejected
    assert "--map HEADER=lastname" in entry("HDR002").option


def test_the_option_it_asks_for_is_all_that_is_needed(mapping_of, found):
    mapped = mapping_of("email;Naam;companyName", map={"Naam": "lastname"})
    assert not mapped.rejected
    assert mapped.columns["lastname"] == (1,)
    assert found(mapped) == []


def test_a_confirmed_name_is_the_last_name_with_a_warning(mapping_of, found):
    mapped = mapping_of("email;Naam;companyName", yes=True)
    assert not mapped.rejected
    assert mapped.columns["lastname"] == (1,)
    assert mapped.how["lastname"] == "guess"
    assert found(mapped) == [(2, "lastname", "HDR011")]
    assert mapped.violations["severity"].to_list() == ["warning"]


def test_a_name_to_confirm_does_not_excuse_a_missing_company(mapping_of, found):
    mapped = mapping_of("email;Naam", yes=True)
    assert found(mapped) == [(None, "company", "HDR001"), (2, "lastname", "HDR011")]


def test_of_two_names_the_shorter_one_is_confirmed(mapping_of, found):
    mapped = mapping_of("Volledige naam;Naam;companyName", yes=True)
    assert mapped.columns["lastname"] == (1,)
    assert found(mapped) == [(1, "lastname", "HDR009"), (2, "lastname", "HDR011")]


@pytest.mark.parametrize(
    ("labels", "lastname", "firstname"),
    [
        ("Naam;Voornaam;companyName", (0,), (1,)),
        ("Prénom;Nom;companyName", (1,), (0,)),
        ("Name;Vorname;companyName", (0,), (1,)),
        ("Nome;Cognome;companyName", (1,), (0,)),
        ("Nombre;Apellidos;companyName", (1,), (0,)),
        ("Nome;Apelido;companyName", (1,), (0,)),
        ("Primeiro nome;Nome;companyName", (1,), (0,)),
        ("Naam;Achternaam;Voornaam;companyName", (1,), (2,)),
        ("Naam;Voornam;companyName", (0,), (1,)),
    ],
)
def test_a_name_takes_its_meaning_from_the_name_beside_it(mapping_of, labels, lastname, firstname):
    mapped = mapping_of(labels)
    assert (mapped.columns["lastname"], mapped.columns["firstname"]) == (lastname, firstname)
    assert not mapped.rejected


def test_a_whole_name_beside_both_names_is_ignored_with_a_note(mapping_of, found):
    mapped = mapping_of("Volledige naam;lastname;firstname;companyName")
    assert found(mapped) == [(1, "lastname", "HDR009")]


def test_two_equal_names_are_an_error(mapping_of, found):
    assert (3, "lastname", "HDR003") in found(mapping_of("Naam;Voornaam;Naam;companyName"))


def test_a_file_without_headers_is_refused_at_its_first_line(mapping_of, found):
    mapped = mapping_of(";;", ["C1;Peeters;Jan"], line=None)
    assert found(mapped) == [(None, None, "HDR004")]
    assert mapped.violations["line"].to_list() == [1]
    assert mapped.rejected
    assert mapped.columns == {}
    assert mapped.ignored == (0, 1, 2)


@pytest.mark.parametrize("keys", [("1", "2", "3"), ("A", "B", "C"), ("a", "2", "C")])
def test_columns_without_headers_can_be_mapped_by_number_or_letter(mapping_of, found, keys):
    fields = ("lastname", "firstname", "company")
    mapped = mapping_of(";;;", ["Peeters;Jan;;"], line=None, map=dict(zip(keys, fields, strict=True)))
    assert mapped.columns == {"lastname": (0,), "firstname": (1,), "company": (2,)}
    assert found(mapped) == [(None, None, "HDR015")]
    assert not mapped.rejected


def test_the_width_of_a_file_without_labels_is_that_of_its_rows(cells):
    from muster.model.source import Shape

    shape = Shape(source="csv", labels=(), sample=cells(["Peeters;Jan;Acme;x"], 4))
    mapped = map_labels(shape, Options(mapping={"1": "lastname", "2": "firstname", "3": "company"}))
    assert mapped.ignored == (3,)
    assert mapped.violations.select("column", "code").rows() == [(None, "HDR015"), (4, "HDR010")]


def test_without_headers_required_columns_must_be_mapped_too(mapping_of, found):
    mapped = mapping_of(";;", ["Peeters;Jan;x"], line=None, map={"1": "lastname", "2": "firstname", "3": None})
    assert found(mapped) == [(None, None, "HDR015"), (None, "company", "HDR001")]


def test_an_unknown_column_is_named_once_and_ignored(mapping_of, found):
    mapped = mapping_of("lastname;firstname;companyName;Schoenmaat")
    assert found(mapped) == [(4, None, "HDR005")]
    assert mapped.ignored == (3,)
    assert mapped.violations.row(0, named=True)["suggestion"] is None


def test_an_unknown_column_names_the_field_that_is_near(mapping_of, found):
    mapped = mapping_of("lastname;firstname;companyName;Klantnummers 2024")
    assert found(mapped) == [(4, None, "HDR005")]
    assert mapped.violations["suggestion"].to_list() == ["customerNumber"]


def test_a_bare_number_is_no_customer_number_only_a_suggestion(mapping_of, found):
    mapped = mapping_of("Nr;lastname;firstname;companyName")
    assert "number" not in mapped.columns
    assert found(mapped) == [(1, None, "HDR005")]
    assert mapped.violations["suggestion"].to_list() == ["customerNumber"]


def test_a_field_that_has_its_column_is_not_suggested_again(mapping_of):
    mapped = mapping_of("lastname;firstname;companyName;email;Emails")
    assert mapped.violations["suggestion"].to_list() == [None]


def test_a_nameless_blank_column_is_ignored_silently(mapping_of, found):
    mapped = mapping_of("lastname;firstname;companyName;; ", ["Peeters;Jan;;; "])
    assert found(mapped) == []
    assert mapped.ignored == (3, 4)


def test_a_nameless_column_with_cells_is_named_by_its_letter(mapping_of, found):
    mapped = mapping_of("lastname;firstname;companyName;", ["Peeters;Jan;;x"])
    assert found(mapped) == [(4, None, "HDR010")]
    assert json.loads(mapped.violations["params"][0]) == {"letter": "D", "number": 4}


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("klantnmr", "number"),
        ("Kundenummer", "number"),
        ("e-mailadress", "email"),
        ("adresss", "address"),
        ("Ondernemingnummer", "coc"),
        ("Code", "number"),
        ("ID", "number"),
        ("Referentie", "number"),
    ],
)
def test_a_near_header_is_a_guess_with_a_warning(mapping_of, found, label, field):
    mapped = mapping_of(f"lastname;firstname;companyName;{label}")
    assert mapped.columns[field] == (3,)
    assert mapped.how[field] == "guess"
    assert found(mapped) == [(4, field, "HDR007")]
    assert mapped.violations["severity"].to_list() == ["warning"]


@pytest.mark.parametrize(
    "label",
    [
        "County",
        "State",
        "Title",
        "Fax",
        "Prov.",
        "Firmas",
        "Statut",
        "Ortsteil",
        "cty",
        "Contract",
        "Rekeningnummer",
        "IBAN",
    ],
)
def test_a_header_that_is_known_or_too_far_is_no_guess(mapping_of, label):
    mapped = mapping_of(f"lastname;firstname;companyName;{label}")
    assert set(mapped.columns) == {"lastname", "firstname", "company"}


def test_two_equally_near_headers_are_no_guess(mapping_of, found):
    mapped = mapping_of("lastname;firstname;companyName;Klantnumer;Klantnumme")
    assert "number" not in mapped.columns
    assert found(mapped) == [(4, None, "HDR005"), (5, None, "HDR005")]


def test_the_leftmost_of_two_weak_headers_is_guessed(mapping_of):
    mapped = mapping_of("lastname;firstname;companyName;Code;ID")
    assert mapped.columns["number"] == (3,)


def test_every_violation_of_a_header_says_which_file_line_it_stands_in_and_never_a_file(mapping_of):
    mapped = mapping_of("Naam;E-mail;email;Voornam;Schoenmaat;;Straat;Nr", ["a;b;c;d;e;f;g;h"], line=3)
    assert set(mapped.violations["line"]) == {3}
    assert mapped.violations["file"].null_count() == mapped.violations.height
