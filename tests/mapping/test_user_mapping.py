"""`--map`: what the user can write, and which mistakes stop before the first row."""

import pytest

from muster.mapping import UnknownMapping

NAMES = "lastname;firstname;companyName"


def test_a_join_is_given_and_said(mapping_of, found):
    mapped = mapping_of(f"{NAMES};Straat;Nr;Bus", map={"Straat+Nr+Bus": "address"})
    assert mapped.columns["address"] == (3, 4, 5)
    assert mapped.how["address"] == "given"
    assert mapped.words == {5: "bus"}
    assert found(mapped) == [(4, "address", "HDR008")]
    assert mapped.violations["value"].to_list() == ["Straat + Nr + Bus"]


def test_a_join_keeps_the_given_order(mapping_of):
    mapped = mapping_of(f"{NAMES};A1;B1", map={"b1 + a1": "address"})
    assert mapped.columns["address"] == (4, 3)


def test_a_header_may_contain_the_plus_itself(mapping_of):
    mapped = mapping_of(f"{NAMES};Straat + nr;Bus", map={"Straat + nr": "address"})
    assert mapped.columns["address"] == (3,)
    joined = mapping_of(f"{NAMES};Straat+nr;Bus", map={"Straat+nr+Bus": "address"})
    assert joined.columns["address"] == (3, 4)


def test_a_given_address_takes_no_house_number_unasked(mapping_of, found):
    mapped = mapping_of(f"{NAMES};Straat;Huisnummer", map={"Straat": "address"})
    assert mapped.columns["address"] == (3,)
    assert found(mapped) == [(5, "address", "HDR009")]


def test_a_column_can_be_named_by_its_number(mapping_of):
    mapped = mapping_of(f"{NAMES};;Nr", map={"4": "email"})
    assert mapped.columns["email"] == (3,)


def test_a_header_beats_a_number(mapping_of):
    mapped = mapping_of(f"{NAMES};4;x9", map={"4": "email", "5": "city"})
    assert (mapped.columns["email"], mapped.columns["city"]) == ((3,), (4,))
    other = mapping_of(f"{NAMES};x9;4", map={"4": "email"})
    assert other.columns["email"] == (4,)


def test_the_exact_spelling_tells_two_like_headers_apart(mapping_of):
    mapped = mapping_of(f"{NAMES};Ref;REF", map={"REF": "number"})
    assert mapped.columns["number"] == (4,)


def test_several_columns_of_one_header_can_be_ignored_together(mapping_of, found):
    mapped = mapping_of(f"{NAMES};email;email", map={"email": None})
    assert found(mapped) == []


COLUMNS = "Klantnr, lastname, firstname, companyName, Ref, Ref"
FIELDS = "customerNumber, email, l, lastname, firstname, mobile, companyName, coc, address, city, zip, country"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"Klantnr": "nummer"}, f"--map: “nummer” is no field. The fields are {FIELDS}."),
        ({"Klantref": "number"}, "--map: there is no column “Klantref” in the file. Did you mean “Klantnr”?"),
        ({"Straat+Nr": "address"}, f"--map: there is no column “Straat” in the file. Its columns are {COLUMNS}."),
        ({"X": None}, f"--map: there is no column “X” in the file. Its columns are {COLUMNS}."),
        ({"": "number"}, f"--map: there is no column “” in the file. Its columns are {COLUMNS}."),
        ({"7": "number"}, f"--map: there is no column “7” in the file. Its columns are {COLUMNS}."),
        ({"0": "number"}, f"--map: there is no column “0” in the file. Its columns are {COLUMNS}."),
        ({"Ref": "number"}, "--map: “Ref” stands above several columns of the file: 5, 6. Name the column by its number."),
        ({"Klantnr": "number", "klantnr": "email"}, "--map: the column “Klantnr” is mapped twice. A column can form one field."),
        ({"Klantnr+Klantnr": "number"}, "--map: the column “Klantnr” is mapped twice. A column can form one field."),
    ],
)  # fmt: skip
def test_a_mistake_in_the_mapping_stops_with_its_reason(mapping_of, given, message):
    with pytest.raises(UnknownMapping) as stopped:
        mapping_of(f"Klantnr;{NAMES};Ref;Ref", map=given)
    assert str(stopped.value) == message
    assert stopped.value.text.format_map(stopped.value.params) == message


def test_without_headers_the_range_of_columns_is_named(mapping_of):
    with pytest.raises(UnknownMapping, match="Its columns are 1–2"):
        mapping_of(";", line=None, map={"C": "number"})
