"""The user's mapping beats a saved one, which beats an exact header, a synonym, a guess; the loser is named."""

import json

import pytest

NAMES = "lastname;firstname;companyName"


def table(mapped):
    return {name: (columns, mapped.how[name]) for name, columns in mapped.columns.items()}


def test_the_templates_headers_are_exact_and_need_no_word(mapping_of, found):
    mapped = mapping_of("customerNumber;email;l;lastname;firstname;mobile;companyName;coc;address;city;zip;country")
    assert list(mapped.columns.values()) == [(column,) for column in range(12)]
    assert set(mapped.how.values()) == {"exact"}
    assert found(mapped, but=()) == []
    assert mapped.ignored == ()
    assert not mapped.rejected


@pytest.mark.parametrize(
    "label",
    [
        "customerNumber",
        "CUSTOMER NUMBER",
        "customer_number",
        "customer-number",
        "\ufeffcustomerNumber",
        " Customer. Number ",
        "cüstomer numbér",
    ],
)
def test_case_order_spaces_punctuation_accents_and_a_byte_order_mark_do_not_matter(mapping_of, label):
    mapped = mapping_of(f"{NAMES};{label}")
    assert table(mapped)["number"] == ((3,), "exact")


def test_what_stands_in_brackets_does_not_matter(mapping_of):
    mapped = mapping_of(f"{NAMES};E-mail (required);Postcode [max 10]")
    assert table(mapped)["email"] == ((3,), "exact")
    assert table(mapped)["zip"] == ((4,), "synonym")


def test_what_stands_in_brackets_matters_where_only_it_tells_two_columns_apart(mapping_of, found):
    mapped = mapping_of(f"{NAMES};Postcode (invoice);Postcode (delivery)")
    assert "zip" not in mapped.columns
    assert found(mapped) == [(4, None, "HDR005"), (5, None, "HDR005")]


def test_a_synonym_is_said(mapping_of, found):
    mapped = mapping_of(f"{NAMES};Klantnr.")
    assert table(mapped)["number"] == ((3,), "synonym")
    assert found(mapped, but=()) == [(4, "number", "HDR006")]
    assert mapped.violations.row(0, named=True)["value"] == "Klantnr."
    assert json.loads(mapped.violations["params"][0]) == {"target": "customerNumber"}


def test_an_exact_header_beats_a_synonym(mapping_of, found):
    mapped = mapping_of(f"Klantnr;customerNumber;{NAMES}")
    assert table(mapped)["number"] == ((1,), "exact")
    assert found(mapped) == [(1, "number", "HDR009")]
    assert json.loads(mapped.violations["params"][0]) == {"winner": "customerNumber", "target": "customerNumber"}
    assert 0 in mapped.ignored


def test_a_synonym_beats_a_guess(mapping_of):
    mapped = mapping_of(f"klantnmr;Klantnummer;{NAMES}")
    assert table(mapped)["number"] == ((1,), "synonym")


def test_the_users_mapping_beats_an_exact_header(mapping_of, found):
    mapped = mapping_of(f"email;Facturatie;{NAMES}", map={"Facturatie": "email"})
    assert table(mapped)["email"] == ((1,), "given")
    assert found(mapped) == [(1, "email", "HDR009")]


def test_the_users_mapping_may_name_the_field_as_the_template_does(mapping_of):
    mapped = mapping_of(f"{NAMES};Ref", map={"ref": "customerNumber"})
    assert table(mapped)["number"] == ((3,), "given")


def test_the_users_mapping_beats_a_saved_one(mapping_of, found):
    mapped = mapping_of(f"A1;B1;{NAMES}", map={"B1": "number"}, saved={"A1": "number"})
    assert table(mapped)["number"] == ((1,), "given")
    assert found(mapped) == [(1, "number", "HDR009")]


def test_a_saved_mapping_beats_an_exact_header_and_is_said(mapping_of, found):
    mapped = mapping_of(f"email;Facturatie;{NAMES}", saved={"Facturatie": "email"})
    assert table(mapped)["email"] == ((1,), "saved")
    assert found(mapped) == [(1, "email", "HDR009"), (2, "email", "HDR012")]


def test_a_saved_entry_gives_way_where_the_user_says_otherwise_of_its_column(mapping_of):
    mapped = mapping_of(f"A1;{NAMES}", map={"A1": None}, saved={"A1": "number"})
    assert "number" not in mapped.columns


def test_a_saved_entry_whose_column_is_gone_is_left_out(mapping_of):
    mapped = mapping_of(f"Klantnr;{NAMES}", saved={"Old": "number", "firstname": "nothing"})
    assert table(mapped)["number"] == ((0,), "synonym")


def test_a_saved_mapping_can_ignore_a_column(mapping_of, found):
    mapped = mapping_of(f"Klantnr;{NAMES}", saved={"Klantnr": None})
    assert "number" not in mapped.columns
    assert found(mapped, but=()) == []


def test_an_ignored_header_is_ignored_without_a_word(mapping_of, found):
    mapped = mapping_of(f"email;{NAMES};Opmerking", map={"Opmerking": None, "email": None})
    assert "email" not in mapped.columns
    assert mapped.ignored == (0, 4)
    assert found(mapped) == []


def test_two_columns_of_equal_rank_are_an_error_at_the_later_one(mapping_of, found):
    mapped = mapping_of(f"{NAMES};Klantnummer;Debiteurnummer")
    assert found(mapped) == [(5, "number", "HDR003")]
    assert mapped.rejected
    assert "number" not in mapped.columns


def test_the_same_header_three_times_is_two_errors(mapping_of, found):
    mapped = mapping_of(f"{NAMES};email;E-mail;EMAIL")
    assert found(mapped) == [(5, "email", "HDR003"), (6, "email", "HDR003")]


def test_a_required_field_in_conflict_is_not_called_missing_too(mapping_of, found):
    mapped = mapping_of("lastname;Last name;firstname;companyName")
    assert found(mapped) == [(2, "lastname", "HDR003")]


def test_two_columns_given_to_one_field_are_an_error(mapping_of, found):
    mapped = mapping_of(f"{NAMES};A1;B1", map={"A1": "email", "B1": "email"})
    assert found(mapped) == [(5, "email", "HDR003")]


def test_losers_of_equal_rank_are_no_error(mapping_of, found):
    mapped = mapping_of(f"{NAMES};email;E-mailadres;Courriel")
    assert table(mapped)["email"] == ((3,), "exact")
    assert found(mapped) == [(5, "email", "HDR009"), (6, "email", "HDR009")]


@pytest.mark.parametrize(
    ("better", "worse", "field"),
    [
        ("GSM", "Telefoon", "mobile"), ("Handy", "Telefon", "mobile"), ("Portable", "Téléphone", "mobile"),
        ("KvK-nummer", "Btw-nummer", "coc"), ("SIREN", "SIRET", "coc"), ("Firmenname", "Firma", "company"),
        ("Landcode", "Land", "country"), ("Klantnummer", "Klantcode", "number"), ("Adres", "Factuuradres", "address"),
        ("Woonplaats", "Gemeente", "city"), ("Taalcode", "Taal", "language"),
        ("SIRET", "RCS", "coc"), ("RCS", "N° TVA", "coc"), ("CIF", "NIF", "coc"), ("NIF", "DNI", "coc"),
        ("Partita IVA", "Codice fiscale", "coc"), ("Localidade", "Cidade", "city"), ("Cidade", "Concelho", "city"),
        ("Población", "Ciudad", "city"), ("Ville", "Localité", "city"), ("Localité", "Commune", "city"),
        ("Ort", "Gemeinde", "city"), ("Adres", "Straat", "address"), ("E-mailadres", "Factuur e-mail", "email"),
    ],
)  # fmt: skip
def test_a_wider_word_gives_way_to_a_narrower_one(mapping_of, found, better, worse, field):
    mapped = mapping_of(["lastname", "firstname", "companyName " if field != "company" else "x9", worse, better])
    assert mapped.columns[field] == (4,)
    assert (4, field, "HDR009") in found(mapped)


def test_a_phone_is_mobile_only_without_a_mobile_column(mapping_of):
    assert mapping_of(f"{NAMES};Telefoon").columns["mobile"] == (3,)
    assert mapping_of(f"{NAMES};Telefoon;Mobiel").columns["mobile"] == (4,)
    assert mapping_of(f"{NAMES};Phone;mobile").columns["mobile"] == (4,)


def test_a_source_that_knows_its_fields_is_taken_as_it_is():
    from muster.mapping import map_labels
    from muster.model.options import Options
    from muster.model.source import Shape

    shape = Shape(
        source="exact-xml", labels=("Account/@code", "Name", "Status"), fields=("number", "company", "status")
    )
    mapped = map_labels(shape, Options(mapping={"Klantnr": "number"}))
    assert mapped.columns == {"number": (0,), "company": (1,)}
    assert set(mapped.how.values()) == {"source"}
    assert mapped.ignored == (2,)
    assert mapped.violations.is_empty()
    assert not mapped.rejected
