"""Accounts as customers: who is a person, which address counts, which phone is mobile."""

import phonenumbers
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.sources import accounts
from muster.sources.accounts import ACCOUNT, address_rank, contact_rank, customers, has_legal_form, mobiles


def customer(home=None, **cells):
    """The filled fields of one account."""
    frame = pl.DataFrame([cells], schema=dict.fromkeys(ACCOUNT, pl.String))
    (row,) = customers(frame, home).rows(named=True)
    return {name: cell for name, cell in row.items() if cell is not None}


def names(**cells):
    row = customer(**cells)
    return tuple(row.get(name) for name in ("company", "lastname", "firstname"))


LOTTE = {"contact_firstname": "Lotte", "contact_lastname": "Claes"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # named as its contact, in any order, whatever the case, accents and punctuation
        ({"name": "Lotte Claes", **LOTTE}, (None, "Claes", "Lotte")),
        ({"name": "CLAES, Lotte", **LOTTE}, (None, "Claes", "Lotte")),
        ({"name": "claes lotte", **LOTTE, "vat": "BE0123456749"}, (None, "Claes", "Lotte")),
        ({"name": "de Vos Jan", "contact_firstname": "Jan", "contact_prefix": "de", "contact_lastname": "Vos"},
         (None, "de Vos", "Jan")),
        ({"name": "Zoé Roux", "contact_firstname": "Zoe", "contact_birthname": "Roux"}, (None, "Roux", "Zoe")),
        ({"name": "Lotte Claes", "contact_fullname": "Lotte Claes"}, (None, "Lotte Claes", None)),
        ({"name": "L. Claes", "contact_fullname": "L. Claes", **LOTTE}, (None, "Claes", "Lotte")),
        # named otherwise than its contact
        ({"name": "Bakkerij Claes", **LOTTE}, ("Bakkerij Claes", "Claes", "Lotte")),
        ({"name": "Lotte Claes BV", **LOTTE}, ("Lotte Claes BV", "Claes", "Lotte")),
        ({"name": "Claes", **LOTTE}, ("Claes", "Claes", "Lotte")),
        # no contact, no number, no legal form; the name is never divided
        ({"name": "Lotte Claes"}, (None, "Lotte Claes", None)),
        ({"name": "Lotte Claes", "contact_mobile": "0470"}, (None, "Lotte Claes", None)),
        ({"name": "Lotte Claes", "chamber": " "}, (None, "Lotte Claes", None)),
        # a number, a legal form, or too long for a person
        ({"name": "Lotte Claes", "chamber": "0123.456.749"}, ("Lotte Claes", None, None)),
        ({"name": "Lotte Claes", "siren": "552008443"}, ("Lotte Claes", None, None)),
        ({"name": "Lotte Claes", "vat": "BE0123456749"}, ("Lotte Claes", None, None)),
        ({"name": "Lotte Claes bv"}, ("Lotte Claes bv", None, None)),
        ({"name": "Gemeentelijke dienst voor parken, plantsoenen en lanen"},
         ("Gemeentelijke dienst voor parken, plantsoenen en lanen", None, None)),
        # no name at all
        ({"name": "", **LOTTE}, (None, "Claes", "Lotte")),
        ({"code": "1"}, (None, None, None)),
    ],
)  # fmt: skip
def test_a_person_is_named_as_its_contact_or_has_nothing_of_a_company(cells, expected):
    assert names(**cells) == expected


@pytest.mark.parametrize(
    "form",
    [
        "BV", "B.V.", "b.v.", "bv", "NV", "N.V.", "VOF", "V.O.F.", "SRL", "S.R.L.", "Srl", "SA", "S.A.", "SAS", "SARL", "sarl",
        "S.à r.l.", "GmbH", "gmbh", "mbH", "AG", "KG", "e.K.", "OHG", "SpA", "S.p.A.", "SL", "S.L.", "Lda", "Lda.", "Ltd", "Ltd.",
        "vzw", "VZW", "asbl", "ASBL", "BVBA", "Limited", "Inc.", "PLC",
    ],
)  # fmt: skip
def test_legal_forms_are_known_however_they_are_written(form):
    texts = [f"Molen {form}", f"{form} Molen", f"Molen ({form})", f"Molen, {form}", f"Molen {form} & Co"]
    assert pl.DataFrame({"name": texts}).select(has_legal_form(pl.col("name"))).to_series().all()


@pytest.mark.parametrize(
    "name",
    ["Jan Sas", "Rui de Sá", "Daniel Ek", "Gie Goris", "Ann Bvba-Peeters", "Agnes Nvidi", "Ed Vofsen", "Salma", "Karl Ag",
     "An Inceput"],
)  # fmt: skip
def test_names_of_people_are_no_legal_forms(name):
    assert not pl.DataFrame({"name": [name]}).select(has_legal_form(pl.col("name"))).item()


def chosen(*addresses):
    """Which of the addresses (kind, is_default, is_filled) counts."""
    ranks = [
        address_rank(kind, position, is_default=is_default, is_filled=is_filled)
        for position, (kind, is_default, is_filled) in enumerate(addresses)
    ]
    return ranks.index(min(ranks))


@pytest.mark.parametrize(
    ("addresses", "counts"),
    [
        ([("VIS", True, True), ("POS", True, True), ("INV", False, True)], 2),
        ([("VIS", True, True), ("POS", False, True)], 1),
        ([("DEL", True, True), ("VIS", False, True)], 1),
        ([("DEL", False, True)], 0),
        ([("DEL", False, True), ("DEL", True, True)], 1),
        ([("INV", False, True), ("INV", True, True)], 1),
        ([("INV", False, True), ("INV", False, True)], 0),
        ([("INV", True, False), ("VIS", False, True)], 1),
        ([("INV", True, False), ("DEL", False, True)], 1),
        ([("VIS", True, False), ("INV", False, False)], 1),
        ([("DEL", True, True), ("", False, True)], 1),
        ([("NEW", True, True), ("VIS", False, True)], 1),
    ],
)
def test_the_invoice_address_counts_then_the_postal_one_then_the_visited_one(addresses, counts):
    assert chosen(*addresses) == counts


def test_the_default_contact_is_the_main_one_else_the_first():
    assert contact_rank(3, is_default=True) < contact_rank(0, is_default=False) < contact_rank(1, is_default=False)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"line1": "Markt 1", "street": "Kade", "street_number": "2"}, "Markt 1"),
        ({"street": "Kade", "street_number": "2", "street_suffix": "A"}, "Kade 2 A"),
        ({"line1": " ", "street": " Kade ", "street_number": "", "street_suffix": None}, "Kade"),
        ({"line1": " "}, None),
    ],
)
def test_the_address_is_a_line_or_its_parts(cells, expected):
    assert customer(**cells).get("address") == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"chamber": "1", "siren": "2", "vat": "3"}, "1"),
        ({"chamber": " ", "siren": "2", "vat": "3"}, "2"),
        ({"vat": "3"}, "3"),
    ],
)
def test_the_number_of_the_register_comes_before_that_of_the_vat(cells, expected):
    assert customer(name="X", **cells)["coc"] == expected


def test_the_contact_says_the_language_and_the_account_the_email():
    both = customer(email="a@b.example", contact_email="c@d.example", language="FR", contact_language="NL-BE     ")
    assert (both["email"], both["language"]) == ("a@b.example", "NL-BE")
    one = customer(email=" ", contact_email="c@d.example", language="FR", contact_language=" ")
    assert (one["email"], one["language"]) == ("c@d.example", "FR")


def test_padding_is_taken_off_every_cell_and_countries_are_written_large():
    row = customer(code="      12", zip=" 9000 ", city="Gent ", country="be ")
    assert row == {"number": "12", "zip": "9000", "city": "Gent", "country": "BE"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"contact_mobile": "0470 11 22 33", "contact_phone": "0471 11 22 33", "phone": "0472 11 22 33"},
            "0470 11 22 33",
        ),
        ({"contact_phone": "0471 11 22 33", "phone": "0472 11 22 33"}, "0471 11 22 33"),
        ({"contact_phone": "09 233 11 22", "phone": "0472 11 22 33"}, "0472 11 22 33"),
        ({"contact_phone": "09 233 11 22", "phone": "09 233 11 23"}, None),
        ({"contact_mobile": "see notes", "phone": "0472 11 22 33"}, "see notes"),
    ],
)
def test_a_phone_is_the_mobile_number_where_none_is_said_and_it_is_one(cells, expected):
    assert customer(country="BE", **cells).get("mobile") == expected


@pytest.mark.parametrize(
    ("phone", "country", "home", "is_mobile"),
    [
        ("0470 12 34 56", "BE", None, True),
        ("0470/12.34.56", None, "BE", True),
        ("+32 470 12 34 56", None, None, True),
        ("0032 470 12 34 56", "BE", None, True),
        ("+32 470 12 34 56", "XX", None, True),
        ("(0470) 12 34 56", "BE", None, True),
        ("+1 212 555 0123", None, None, True),  # North America does not tell
        ("0470 12 34 56", "NL", None, False),
        ("0470 12 34 56", "NL", "BE", False),
        ("0470 12 34 56", None, None, False),
        ("09 233 12 34", "BE", None, False),
        ("0470 12 34 56 (privé)", "BE", None, False),
        ("0470 12 34 56 / 0471 12 34 56", "BE", None, False),
        ("see notes", "BE", None, False),
        ("06-12345678", "NL", None, True),
        ("07400 123456", "GB", None, True),
        ("347 1234567", "IT", None, True),
    ],
)
def test_a_phone_is_mobile_if_the_library_says_so(phone, country, home, is_mobile):
    found = mobiles(pl.Series([phone], dtype=pl.String), pl.Series([country], dtype=pl.String), home)
    assert found.to_list() == [phone if is_mobile else None]


def test_phones_stay_in_their_order_and_blank_ones_blank():
    phones = pl.Series(["0470 12 34 56", None, "09 233 12 34", "0470 12 34 56"])
    assert mobiles(phones, pl.Series(["BE"] * 4), None).to_list() == ["0470 12 34 56", None, None, "0470 12 34 56"]


def test_no_phones_are_no_mobiles():
    nothing = pl.Series([], dtype=pl.String)
    assert mobiles(nothing, nothing, "BE").to_list() == []


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    country=st.sampled_from(accounts.NUMBERED_ALONE),
    phone=st.text("0123456789", min_size=3, max_size=12) | st.from_regex(r"0?[46789][0-9]{7,10}", fullmatch=True),
)
def test_what_one_pattern_settles_is_what_the_library_says(country, phone):
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(phone, country))
    except phonenumbers.NumberParseException:
        kind = None
    found = mobiles(pl.Series([phone]), pl.Series([country]), None).item()
    assert (found is not None) == (kind in accounts.MOBILE)
