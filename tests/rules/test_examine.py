"""Rows come out in stored form, with the bits that say what each row sets; everything wrong is at its place."""

import polars as pl
import pytest

from muster.model.chunk import VIOLATIONS
from muster.model.examined import STAGED
from muster.model.fields import BIT, NAMES
from muster.model.options import Blank

FILLED = {
    "number": "007", "email": "An@example.be", "language": "nl", "lastname": "Peeters", "firstname": "An",
    "mobile": "+32470123456", "company": "Bakkerij Peeters BV", "coc": "0403019261", "address": "Kerkstraat 3",
    "city": "Gent", "zip": "9000", "country": "BE",
}  # fmt: skip
CLEARABLE = [name for name in NAMES if name not in {"number", "language"}]


def bits(*names: str) -> int:
    return sum(BIT[name] for name in names)


def staged(examined, *columns):
    return examined.rows.select(columns).rows()


def test_a_row_in_order_is_stored_as_it_is(examine):
    examined = examine([FILLED])
    row = examined.rows.row(0, named=True)
    assert {name: row[name] for name in NAMES} == FILLED
    assert (row["given"], row["erased"], row["rejected"]) == (bits(*NAMES), 0, False)
    assert (row["email_key"], row["number_key"]) == ("an@example.be", "7")
    assert examined.violations.is_empty()


def test_the_frames_have_the_agreed_schemas(examine):
    for rows in ([FILLED], [{"lastname": "x" * 60, "city": "#REF!"}]):
        examined = examine(rows)
        assert dict(examined.rows.schema) == STAGED
        assert dict(examined.violations.schema) == VIOLATIONS
        assert examined.unsettled.columns == ["file", "line", "column", "mobile"]


def test_an_absent_column_sets_nothing(examine):
    assert staged(examine([{"number": "1", "city": "Gent"}]), "given") == [(bits("number", "city"),)]


@pytest.mark.parametrize("blank", ["", None, "   ", "\u00a0"])
def test_a_blank_cell_clears_all_but_number_and_language(examine, blank):
    examined = examine([dict.fromkeys(NAMES, blank) | {"number": "1", "firstname": "An"}])
    assert staged(examined, "given", "erased") == [(bits("number", *CLEARABLE), 0)]
    assert staged(examined, "city", "country", "language") == [(None, None, None)]


def test_a_blank_cell_keeps_where_the_policy_says_so(examine):
    examined = examine(
        [{"number": "1", "city": "", "zip": " ", "lastname": ""}], blank={"city": Blank.KEEP, "zip": Blank.KEEP}
    )
    assert staged(examined, "given") == [(bits("number", "lastname"),)]


@pytest.mark.parametrize("source", ["exact-xml", "exact-online", "recurly"])
def test_a_blank_field_of_a_pull_says_nothing(examine, source):
    assert staged(examine([{"number": "1", "city": "", "source": source}]), "given") == [(bits("number"),)]


def test_the_word_that_erases_clears_whatever_the_policy(examine):
    examined = examine([{"number": "1", "city": "#Clear", "zip": "#CLEAR"}], blank={"city": Blank.KEEP})
    assert staged(examined, "city", "given", "erased") == [(None, bits("number", "city", "zip"), bits("city", "zip"))]
    assert examined.violations.is_empty()


@pytest.mark.parametrize("field", ["number", "language", "country"])
def test_number_language_and_country_cannot_be_erased(found, field):
    assert found({"lastname": "Peeters", "firstname": "An", field: "#clear"}) == [(2, field, "BLK003")]


def test_the_default_language_is_for_new_customers_only(examine):
    examined = examine([{"number": "1", "language": ""}, {"number": "2", "language": "fr"}], language="nl")
    assert staged(examined, "language", "given") == [("nl", bits("number")), ("fr", bits("number", "language"))]


def test_the_default_language_needs_no_column(examine):
    assert staged(examine([{"number": "1"}], language="de"), "language", "given") == [("de", bits("number"))]


def test_a_cell_with_an_error_sets_nothing_and_rejects_its_row(examine):
    examined = examine([{"number": "1", "email": "jan@"}, {"number": "2", "email": "an@example.be"}])
    assert staged(examined, "email", "given", "rejected") == [
        (None, bits("number"), True),
        ("an@example.be", bits("number", "email"), False),
    ]


def test_a_lowered_error_keeps_the_text_for_a_new_customer_only(examine):
    row = {"number": "1", "email": " jan@ "}
    examined = examine([row], severities={"EML001": "warning"})
    assert staged(examined, "email", "given", "rejected") == [("jan@", bits("number"), False)]
    assert examined.violations.select("code", "severity").rows() == [("EML001", "warning")]


@pytest.mark.parametrize("options", [{"severities": {"EML001": "off"}}, {"active": frozenset({"EML002"})}])
def test_an_error_that_is_off_is_not_said_but_never_replaces_a_value(examine, options):
    examined = examine([{"number": "1", "email": "jan@"}], **options)
    assert examined.violations.is_empty()
    assert staged(examined, "email", "given", "rejected") == [("jan@", bits("number"), False)]


def test_text_that_is_kept_is_still_held_to_its_length(found):
    row = {"number": "1", "email": "jan@" + "x" * 80}
    assert found(row, severities={"EML001": "warning"}) == [(2, "email", "EML001"), (2, "email", "LEN001")]


@pytest.mark.parametrize("code", ["LEN001", "IDN001", "LNG001", "CTR001", "BLK003"])
def test_what_is_fixed_stays_an_error(examine, code):
    rows = [{"city": "Gent"}, {"lastname": "x" * 60}, {"number": "#clear", "language": "xx", "country": "xx"}]
    violations = examine(rows, severities={code: "off"}, active=frozenset()).violations
    assert set(violations.filter(code=code)["severity"]) == {"error"}


def test_errors_of_language_and_country_stay_errors(examine):
    violations = examine([{"number": "1", "country": "N/A"}], severities={"BLK001": "warning"}).violations
    assert violations.select("code", "severity").rows() == [("BLK001", "error")]


def test_a_raised_warning_rejects_its_row(examine):
    examined = examine([{"number": "1", "lastname": "Peeters 2"}], severities={"NAM001": "error"})
    assert staged(examined, "lastname", "given", "rejected") == [(None, bits("number"), True)]


def test_one_mistake_gives_one_message(found):
    assert found({"number": "1", "email": "#REF!"}) == [(2, "email", "TXT003")]
    assert found({"number": "1", "email": "N/A"}) == [(2, "email", "BLK001")]
    assert found({"number": "3,2477E+10"}) == [(2, "number", "TXT001")]
    assert found({"email": "jan@"}) == [(2, "email", "EML001")]
    assert found({"number": "1", "zip": "-", "country": "BE"}) == [(2, "zip", "BLK002")]


def test_a_doubt_about_the_text_never_hides_an_error(found):
    assert found({"number": "1", "email": "josÃ© ç"}) == [(2, "email", "TXT005"), (2, "email", "EML001")]


def test_two_mistakes_give_two(found):
    assert found({"number": "1", "lastname": "Peeters 2" * 10}) == [
        (2, "lastname", "NAM001"),
        (2, "lastname", "LEN001"),
    ]


def test_violations_are_in_the_order_of_the_file(found):
    rows = [
        {"number": "1", "email": "x", "country": "xx"},
        {"number": "x" * 60, "email": "an@example.be", "country": "BE"},
    ]
    assert found(*rows) == [(2, "email", "EML001"), (2, "country", "CTR001"), (3, "number", "LEN001")]


def test_a_violation_shows_the_users_own_cell_and_column(examine):
    violation = examine([{"number": "1", "email": "  jan@\u00a0"}]).violations.row(0, named=True)
    assert (violation["value"], violation["column"], violation["file"]) == ("  jan@\u00a0", 2, 1)


def test_the_place_of_a_row_goes_with_its_violations():
    from muster import rules

    rows = pl.DataFrame({
        "line": [88], "end_line": [91], "record": ["C-7"], "original_file": ["klanten.csv"], "original_line": [12],
        "number": ["1"], "email": ["jan@"],
    })  # fmt: skip
    examined = rules.examine(rows, rules.Context(file=3, columns={"number": 4, "email": 9}))
    places = ["file", "line", "end_line", "column", "record", "original_file", "original_line"]
    assert examined.violations.select(places).rows() == [(3, 88, 91, 9, "C-7", "klanten.csv", 12)]
    assert examined.rows.select("file", "line", "end_line", "record").rows() == [(3, 88, 91, "C-7")]


def test_words_that_mean_blank_are_blank(examine):
    examined = examine([{"number": "1", "mobile": "n.v.t.", "city": "N.V.T."}], blank_words=("n.v.t.",))
    assert staged(examined, "mobile", "city", "given") == [(None, None, bits("number", "mobile", "city"))]
    assert examined.violations.is_empty()


def test_a_word_that_means_blank_may_be_any_word(examine):
    examined = examine([{"number": "1", "city": "Geene"}, {"number": "2", "city": "Gent"}], blank_words=("geene",))
    assert staged(examined, "city") == [(None,), ("Gent",)]


def test_a_formula_without_content_is_blank(examine):
    examined = examine([{"number": "1", "city": '=""'}])
    assert staged(examined, "city", "given") == [(None, bits("number", "city"))]


def test_repairs_are_chained_and_both_are_said(examine):
    violations = examine([{"number": "1", "lastname": '="FranÃ§ois"'}])
    assert violations.violations.select("code", "value", "suggestion").rows() == [
        ("TXT010", '="FranÃ§ois"', '="François"'),
        ("TXT011", '="FranÃ§ois"', "François"),
    ]
    assert staged(violations, "lastname") == [("François",)]


def test_a_repair_that_is_off_leaves_the_original_to_the_rules(found):
    assert found({"number": '="00123"'}, severities={"TXT011": "off"}) == [(2, "number", "TXT002")]


def test_a_guarding_apostrophe_is_the_exports_own(stored, found):
    assert stored("company", "'=Plus", "'-5 %", "''s Hertog", "''-x") == ["=Plus", "-5 %", "''s Hertog", "'-x"]
    assert found({"number": "1", "mobile": "'+32470123456", "source": "xlsx"}) == []


def test_an_apostrophe_in_a_pull_is_somebodys_own(stored):
    assert stored("company", "'-5", source="recurly") == ["'-5"]


def test_a_row_names_somebody_or_is_an_error(found):
    assert found({"city": "Gent"}) == [(2, None, "IDN001")]
    assert found({"lastname": "Peeters"}) == [(2, None, "IDN001")]
    assert found({"lastname": "Peeters", "firstname": "An"}, {"company": "Bakkerij"}) == []


def test_rows_without_any_column_are_no_accident(examine):
    examined = examine([])
    assert examined.rows.is_empty()
    assert examined.violations.is_empty()
