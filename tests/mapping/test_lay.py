"""Rows laid out by field: joins, kinds of names, places, and what a correction file brings along."""

import polars as pl
import pytest

from muster.mapping import lay


@pytest.fixture
def laid(mapping_of, cells):
    """The rows of a file, by field, as lists."""

    def laid(labels, rows, field, **options):
        mapped = mapping_of(labels, rows, **options)
        return lay(cells(rows, len(labels.split(";"))), mapped)[field].to_list()

    return laid


NAMES = "lastname;firstname;companyName"


@pytest.mark.parametrize(
    ("labels", "row", "address"),
    [
        ("Straat;Nr;Bus", "Kerkstraat;12;3", "Kerkstraat 12 bus 3"),
        ("Straat;Nr;Bus", "Kerkstraat;12;", "Kerkstraat 12"),
        ("Straat;Nr;Bus", "Kerkstraat;12;-", "Kerkstraat 12"),
        ("Straat;Nr;Bus", "Kerkstraat;12;bus 3", "Kerkstraat 12 bus 3"),
        ("Straat;Nr;Bus", "Kerkstraat;12;B3", "Kerkstraat 12 B3"),
        ("Straat;Nr;Bus", "Kerkstraat;12;A", "Kerkstraat 12 bus A"),
        ("Straat;Nr;Bus", "Kerkstraat;;3", "Kerkstraat bus 3"),
        ("Straat;Nr;Bus", ";;", ""),
        ("Bus;Huisnummer;Straat", "3;12;Kerkstraat", "Kerkstraat 12 bus 3"),
        ("Rue;N°;Boîte", "Rue Haute;12;3", "Rue Haute 12 bte 3"),
        ("N° voie;Indice de répétition;Voie", "12;bis;rue de la Paix", "12 bis rue de la Paix"),
        ("Adres;Huisnummer;Huisletter;Toevoeging", "Dorpsweg;7;a;2", "Dorpsweg 7 a 2"),
        ("Straße;Hausnummer;Adresszusatz", " Hauptstraße ; 5 ; Hinterhaus", "Hauptstraße 5 Hinterhaus"),
        ("Address line 1;Address line 2;Address line 3", "1 High Street;;Flat 2", "1 High Street Flat 2"),
        ("address;Huisnummer", "Dorpsweg;7", "Dorpsweg 7"),
    ],
)
def test_an_address_is_joined_without_gaps(laid, labels, row, address):
    assert laid(f"{labels};{NAMES}", [f"{row};a;b;c"], "address") == [address]


def test_a_surname_takes_its_prefix(laid):
    rows = ["van der;Berg;Jan;", ";Peeters;An;", "de; ;Bo;"]
    labels = "Tussenvoegsel;Achternaam;Voornaam;Bedrijf"
    assert laid(labels, rows, "lastname") == ["van der Berg", "Peeters", "de"]


def test_a_house_number_that_the_address_holds_already_is_left_out(mapping_of, laid, found):
    labels, rows = f"Adres;Huisnummer;{NAMES}", ["Kerkstraat 12;12;a;b;c", "Dorp 3a;3a;a;b;c", "Laan;9;a;b;c"]
    assert laid(labels, rows, "address") == ["Kerkstraat 12", "Dorp 3a", "Laan"]
    assert found(mapping_of(labels, rows)) == [(2, "address", "HDR009")]


def test_a_given_join_is_laid_in_its_order(laid):
    assert laid(f"{NAMES};Bus;Straat;Nr", ["a;b;c;3;Laan;1"], "address", map={"Straat+Nr+Bus": "address"}) == [
        "Laan 1 bus 3"
    ]


def test_the_eraser_alone_erases_the_joined_field_and_beside_others_its_part(laid):
    rows = ["#clear;;;a;b;c", "Laan;1;#CLEAR;a;b;c", "#CLEAR; #Clear;;a;b;c"]
    assert laid(f"Straat;Nr;Bus;{NAMES}", rows, "address") == ["#CLEAR", "Laan 1", "#CLEAR"]


def test_single_cells_are_left_as_they_are(laid):
    assert laid(f"email;{NAMES}", ["  a  b ;x;y;z", ";x;y;z"], "email") == ["  a  b ", ""]


def test_missing_cells_are_blank_in_a_join(mapping_of):
    mapped = mapping_of(f"Straat;Nr;{NAMES}")
    rows = pl.DataFrame({"0": ["Laan", None], "1": [None, None], "2": ["a", "a"], "3": ["b", "b"], "4": ["c", "c"]})
    assert lay(rows.cast(pl.String), mapped)["address"].to_list() == ["Laan", ""]


def test_one_column_of_names_is_split_by_the_column_that_says_whose_name_it_is(laid):
    labels = "name;is_company;email"
    rows = ["Acme bv;True;a@b", "Jan Peeters;False;c@d", "An;;e@f", "Bakkerij;1;g@h"]
    assert laid(labels, rows, "company") == ["Acme bv", "", "", "Bakkerij"]
    assert laid(labels, rows, "lastname") == ["", "Jan Peeters", "An", ""]


def test_place_and_record_are_passed_on_and_fields_stand_in_the_templates_order(mapping_of, cells):
    mapped = mapping_of("companyName;firstname;lastname;email;x9")
    rows = cells(["c;f;l;e;x"], 5).with_columns(
        line=pl.lit(7, pl.Int64), end_line=pl.lit(9, pl.Int64), record=pl.lit("R1")
    )
    laid = lay(rows, mapped)
    assert laid.columns == ["line", "end_line", "record", "email", "lastname", "firstname", "company"]
    assert laid.row(0) == (7, 9, "R1", "e", "l", "f", "c")


def test_a_correction_files_own_columns_are_passed_on_and_never_called_unknown(mapping_of, found, cells):
    labels = f"{NAMES};muster:file;Muster:Line;muster:error;muster:suggestion"
    rows = ["a;b;c;klanten.csv;12;wrong;right", "a;b;c;;12.0;;", "a;b;c;;x;;"]
    mapped = mapping_of(labels, rows)
    assert found(mapped) == []
    laid = lay(cells(rows, 7), mapped)
    assert laid["original_file"].to_list() == ["klanten.csv", "", ""]
    assert laid["original_line"].to_list() == [12, 12, None]
    assert laid.schema["original_line"] == pl.Int64
    assert mapped.ignored == (5, 6)


def test_no_rows_stay_no_rows(mapping_of, cells):
    laid = lay(cells([], 6), mapping_of(f"Straat;Nr;Bus;{NAMES}"))
    assert laid.height == 0
    assert laid.columns == ["lastname", "firstname", "company", "address"]
