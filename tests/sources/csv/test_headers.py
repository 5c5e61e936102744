"""Which row is the header: a preamble above it, two rows of it, or none at all."""

import pytest

from muster.model.chunk import Skip
from muster.sources import header as headers

TEMPLATE = "customerNumber;email;l;lastname;firstname;mobile;companyName;coc;address;city;zip;country"
CUSTOMER = "C-1;jan@example.com;nl;Peeters;Jan;+32470123456;;;Kerkstraat 1;Gent;9000;BE"


def found(*rows):
    header = headers.find([row.split(";") for row in rows])
    return header and (header.records[-1], header.labels)


@pytest.mark.parametrize(
    "header",
    [
        TEMPLATE,
        TEMPLATE.upper(),
        "Klantnr;E-mail;Taal;Naam;Voornaam;GSM;Bedrijf;Ondernemingsnummer;Straat + nr;Gemeente;Postcode;Land",
        "Nº client;Courriel;Langue;Nom;Prénom;Portable;Société;SIREN;Adresse 1;Ville;CP;Pays",
        "Kd.-Nr.;E-Mail;Sprache;Nachname;Vorname;Mobil (privat);Firma;USt-IdNr.;Straße/Nr.;Ort;PLZ;Land",
        "id;mail;lang;last;first;tel;comp;vat;addr;city;zip;cc",
        ";email;l;lastname;firstname;mobile;companyName;coc;address;city;zip;country",
        "nr.;e-mail;t;naam;naam;tel. 1;tel. 2;btw;straat;stad;pc;land",
        "#;E-mail 1 - Value;€;Name;Given Name;Phone 1 - Value;?;VAT (if any);Street & nr;City;Zip;In which country do you live?",
    ],
)
def test_names_above_a_customer_are_the_header(header):
    assert found(header, CUSTOMER) == (0, tuple(header.split(";")))


@pytest.mark.parametrize("rows", [[TEMPLATE], ["Naam;Voornaam;Bedrijf"], ["Naam;Voornaam;Bedrijf", "Peeters;Jan;Acme"]])
def test_a_row_of_names_is_the_header_without_any_data_below(rows):
    assert found(*rows)[0] == 0


@pytest.mark.parametrize(
    "customer",
    [
        CUSTOMER,
        ";;nl;Peeters;Jan;;;;Kerkstraat 1;Gent;9000;BE",
        "10001;;fr;Dupont;Marie;0470 12 34 56;;;Rue Haute 5;Liège;4000;BE",
        ";info@example.com;;;;;Acme BV;0428.759.497;;Gent;;BE",
        "C100234;;;Maes;An;;;;;;;",
    ],
)
def test_a_customer_in_the_first_row_is_no_header(customer):
    assert found(customer, CUSTOMER, CUSTOMER) is None


@pytest.mark.parametrize(
    ("above", "position"),
    [
        (["Klantenlijst 2026"], 1),
        (["Klantenlijst 2026;;;;;;;;;;;"], 1),
        (["Export of 22-11-2026", "Filter: all", "User: an@example.com"], 3),
        (["Rapport;klanten", "Datum;22-11-2026"], 2),
        (["Rapport;klanten;;;;;;;;;;", "Datum;22-11-2026;;;;;;;;;;"], 2),
    ],
)
@pytest.mark.parametrize("header", [TEMPLATE, "nr;mail;taal;naam;voornaam;gsm;firma;kbo;straat;gemeente;postnr;land"])
def test_what_stands_above_the_header_is_a_preamble(above, position, header):
    assert found(*above, header, CUSTOMER, CUSTOMER) == (position, tuple(header.split(";")))


def test_lines_above_the_header_are_left_out_with_a_note(read):
    seen = read(f"Klantenlijst\n\n\nPrinted; by An\n{TEMPLATE}\n{CUSTOMER}\n")
    assert seen.source.shape.header_line == 5
    assert (seen.lines, seen.noted) == ([6], [(1, None, "FIL010")])
    assert seen.source.violations["end_line"].to_list() == [4]


def test_a_file_without_a_header_has_nameless_columns_and_loses_no_row(read):
    seen = read(f"{CUSTOMER}\n{CUSTOMER.replace('C-1', 'C-2')}\n")
    assert (seen.labels, seen.source.shape.header_line) == (("",) * 12, None)
    assert (seen.lines, seen.noted, seen.found) == ([1, 2], [], [])


def test_a_header_of_groups_and_names_takes_the_names(read):
    groups = "Klant;;;Adres;;"
    names = "Nummer;Naam;Voornaam;Straat;Gemeente;Postcode"
    rows = "10001;Peeters;Jan;Kerkstraat 1;Gent;9000\n10002;Maes;An;Plein 7;Brugge;8000\n"
    seen = read(f"{groups}\n{names}\n{rows}")
    assert (seen.labels, seen.lines) == (tuple(names.split(";")), [3, 4])


def test_a_header_over_two_rows_fills_the_gaps_of_the_lower_one(read):
    rows = "10001;Peeters;Jan;Kerkstraat 1;Gent;9000\n10002;Maes;An;Plein 7;Brugge;8000\n"
    seen = read(f"Nummer;Naam;;Adres;;\n;Familienaam;Voornaam;Straat;Gemeente;Postcode\n{rows}")
    assert seen.labels == ("Nummer", "Familienaam", "Voornaam", "Straat", "Gemeente", "Postcode")
    assert (seen.source.shape.header_line, seen.lines, seen.noted) == (2, [3, 4], [(1, None, "FIL011")])


def test_a_first_customer_of_words_only_is_not_taken_for_a_second_header_row(read):
    seen = read("nr;naam;voornaam;;\nA;Peeters;Jan;x;y\nC100001;Maes;An;;\n")
    assert seen.lines == [2, 3]


def test_a_header_of_cells_with_line_breaks_is_one_header(read):
    seen = read('"customer\nnumber";email;lastname\n1;a@example.com;Jan\n"customer\nnumber";email;lastname\n')
    assert seen.labels == ("customer\nnumber", "email", "lastname")
    assert (seen.lines, seen.skipped) == ([3], {Skip.REPEATED_HEADER: 1})


def test_labels_are_delivered_as_written(read):
    assert read("\ufeff E-mail ;naam;naam;\n1;2;3;4\n5;6;7;8\n").labels == (" E-mail ", "naam", "naam", "")


def test_nameless_columns_at_the_end_that_no_row_has_do_not_count(read):
    seen = read("nr;naam;stad;;\n1;Jan;Gent\n2;An;Luik\n")
    assert (seen.labels, len(seen.rows), seen.found) == (("nr", "naam", "stad"), 2, [])


@pytest.mark.parametrize("content", ["\n\n\n", "\ufeff", " \r\n\t\r\n", "\ufeff\n"])
def test_a_file_in_which_nothing_is_written_is_empty(refused, content):
    assert refused(content) == ("FIL001", None)
