"""What is said of mobile numbers, place and code together."""


def test_each_kind_of_number_has_its_code(found):
    cells = [
        ("0470 12 34 56", None), ("0470", "MOB001"), ("O470123456", "MOB002"), ("0612345678", "MOB003"),
        ("+32 999 99 99 99", "MOB004"), ("02 345 67 89", "MOB005"), ("0470123456 / 0471123456", "MOB006"),
        ("0470123456 (werk)", "MOB007"), ("32470123456", "MOB011"), ("470123456", "MOB012"), ("470.123.456,00", "MOB013"),
        ("3,24E+11", "TXT001"),
    ]  # fmt: skip
    rows = [{"number": f"C-{place}", "mobile": cell, "country": "BE"} for place, (cell, _) in enumerate(cells)]
    assert found(*rows) == [(line, "mobile", code) for line, (_, code) in enumerate(cells, start=2) if code]


def test_a_national_number_without_any_country_says_so(found):
    assert found({"number": "C-1", "mobile": "0470123456"}) == [(2, "mobile", "MOB008")]


def test_a_broken_country_silences_what_would_follow_from_it(found):
    rows = (
        {"number": "C-1", "mobile": "0470123456", "country": "Belgistan"},
        {"number": "C-2", "mobile": "0470", "country": "Absurdia"},
    )
    assert found(*rows) == [(2, "country", "CTR001"), (3, "mobile", "MOB001"), (3, "country", "CTR001")]


def test_a_broken_number_is_not_stored_and_a_doubtful_one_is(stored):
    assert stored("mobile", "0470", "+32 999 99 99 99", "02 345 67 89", country="BE") == [
        None,
        "+32999999999",
        "+3223456789",
    ]


def test_the_countrys_number_is_in_the_message_of_a_number_that_is_no_mobile(examine):
    violation = examine([{"number": "C-1", "mobile": "02 345 67 89", "country": "BE"}]).violations.row(0, named=True)
    assert violation["params"] == '{"number":"+3223456789"}'
