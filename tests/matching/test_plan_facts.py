"""What is asked of a plan, or settled around it: known warnings, stored countries, the summary, what is set back."""

import polars as pl

from muster import matching
from muster.model.chunk import violations_frame
from muster.model.fields import BIT, NAMES
from muster.model.options import OnError

JAN = {"customer": "A", "customerNumber": "C-100", "email": "jan@example.com", "lastname": "Peeters", "firstname": "Jan",
       "mobile": "+32470123456", "city": "Gent", "country": "BE"}  # fmt: skip
AN = {"customer": "B", "customerNumber": "C-101", "email": "an@example.com", "lastname": "Claes", "firstname": "An",
      "mobile": "+32470123457", "city": "Gent", "country": "NL"}  # fmt: skip


def row(customer, **changes):
    return {header: value for header, value in customer.items() if header != "customer"} | changes


def warning(line, field, code="ZIP001", severity="warning"):
    return {"file": 1, "line": line, "field": field, "code": code, "severity": severity}


def test_a_warning_about_a_value_stored_just_so_is_known(house):
    house.store([JAN, AN])
    house.stage([row(JAN), row(AN, city="Brugge"), row(AN, customerNumber="C-102")])
    house.match()
    found = violations_frame(
        pl.DataFrame([
            warning(2, "city"), warning(3, "city"), warning(3, "mobile"), warning(4, "city"),
            warning(2, "city", severity="error"), warning(2, "email", code="IDN018"), warning(2, None),
        ])
    )  # fmt: skip
    kept, forgotten = matching.known(house.database, house.import_id, found)
    assert forgotten.select("line", "field").rows() == [(2, "city"), (3, "mobile")]
    assert kept.height == found.height - 2


def test_a_value_that_the_row_does_not_set_is_not_known(house):
    house.store([JAN])
    house.stage([row(JAN, city="")], blank="keep")
    house.match()
    found = violations_frame(pl.DataFrame([warning(2, "city")]))
    assert matching.known(house.database, house.import_id, found)[1].is_empty()


def test_without_warnings_nothing_is_known(house):
    house.stage([row(JAN)])
    house.match()
    found = violations_frame(pl.DataFrame([warning(2, "city", severity="error")]))
    assert matching.known(house.database, house.import_id, found)[0].height == 1


def test_the_stored_country_is_that_of_the_customer_whom_number_or_email_names(house):
    shared = {"email": "thuis@example.com", "country": "DE"}
    house.store([JAN, AN, {"email": "piet@example.com", "country": "FR"}, {**shared, "lastname": "X"}, shared])
    rows = [
        {"customerNumber": "C-100"}, {"email": "AN@example.com"}, {"customerNumber": "C-9", "email": "piet@example.com"},
        {"customerNumber": "C-8", "email": "jan@example.com"}, {"email": "thuis@example.com"}, {"customerNumber": "C-101"},
    ]  # fmt: skip
    house.stage(rows)
    asked = pl.DataFrame({"file": 1, "line": [2, 3, 4, 5, 6]})
    found = matching.stored_countries(house.database, house.import_id, environment_id=house.environment_id, rows=asked)
    assert found.rows() == [(1, 2, "BE"), (1, 3, "NL"), (1, 4, "FR")]


def test_a_mobile_read_again_is_staged(house):
    house.store([JAN])
    house.stage([row(JAN, mobile="+31470123456", country="BE")])
    again = pl.DataFrame({"file": [1], "line": [2], "mobile": ["+32470123456"], "given": [4095], "rejected": [False]})
    matching.restage_mobiles(house.database, house.import_id, again)
    house.match()
    assert [what for _, _, _, what, *_ in house.plan()] == ["unchanged"]


def test_a_mobile_that_cannot_be_read_rejects_its_row(house):
    house.store([JAN])
    house.stage([row(JAN)])
    again = pl.DataFrame(
        {"file": [1], "line": [2], "mobile": [None], "given": [4095 - BIT["mobile"]], "rejected": [True]},
        schema_overrides={"mobile": pl.String},
    )
    matching.restage_mobiles(house.database, house.import_id, again)
    assert house.match().totals[1].rejected == 1


def test_the_summary_groups_what_changes(house):
    house.store([JAN, AN, {**JAN, "customer": "C", "customerNumber": "C-102", "city": "Brugge"}])
    house.stage([
        row(JAN, city="Ghent"), row(AN, city="Ghent", mobile=""), row(JAN, customerNumber="C-102", city="Bruges"),
    ])  # fmt: skip
    house.match()
    summary = matching.plan_summary(house.database, import_id=house.import_id, files=[1], examples=2)
    assert summary.customers == {"mobile": 1, "city": 3}
    assert summary.changes["city"].rows() == [("Gent", "Ghent", 2), ("Brugge", "Bruges", 1)]
    assert summary.changes["mobile"].rows() == [("+32470123457", None, 1)]
    assert summary.examples.rows() == [
        (1, 2, "C-100", "city", "Gent", "Ghent"),
        (1, 3, "C-101", "mobile", "+32470123457", None),
        (1, 3, "C-101", "city", "Gent", "Ghent"),
    ]


def test_a_file_that_cannot_go_in_is_not_in_the_summary(house):
    house.store([JAN, AN])
    house.stage([row(JAN, city="Ghent", mobile="")], [row(AN, city="Ghent")])
    house.match()
    about = {"import_id": house.import_id, "files": [2]}
    assert matching.plan_summary(house.database, **about).customers == {"city": 1}
    assert matching.deletions(house.database, field="mobile", **about).is_empty()
    nothing = matching.plan_summary(house.database, import_id=house.import_id, files=[])
    assert (nothing.customers, nothing.examples.rows()) == ({}, [])


def test_everything_that_would_be_deleted_is_listed_page_by_page(house):
    many = [{**JAN, "customer": f"K{i}", "customerNumber": f"C-{i}", "mobile": f"+3247000000{i}"} for i in range(5)]
    house.store(many)
    house.stage([row(each, mobile="") for each in many])
    house.match()
    about = {"import_id": house.import_id, "files": [1], "field": "mobile", "limit": 3}
    first = matching.deletions(house.database, **about)
    assert first.rows() == [(1, 2 + i, f"C-{i}", f"+3247000000{i}") for i in range(3)]
    second = matching.deletions(house.database, after=first.select("file", "line").row(-1), **about)
    assert second["line"].to_list() == [5, 6]


def test_it_counts_customers_that_a_file_would_set_back(house):
    house.store([JAN, AN])
    for customer, by_import, field in (("A", 5, "city"), ("B", 5, "email")):
        house.database.execute(
            "INSERT INTO change (customer_id, import_id, environment_id, kind, version, changed)"
            " VALUES (%(customer)s, %(import)s, 1, 'update', 2, %(bit)s)",
            {"customer": house.ids[customer], "import": by_import, "bit": BIT[field]},
        )
    house.stage([row(JAN, city="Ghent"), row(AN, city="Ghent")])
    house.match()
    about = {"import_id": house.import_id, "files": [1]}
    assert matching.set_back(house.database, since=4, **about) == 1
    assert matching.set_back(house.database, since=5, **about) == 0
    assert matching.set_back(house.database, since=4, import_id=house.import_id, files=[]) == 0


def test_customers_of_another_environment_are_nobody(house):
    house.store([JAN, {"lastname": "Maes", "firstname": "Bo", "zip": "9000"}])
    house.database.execute("UPDATE customer SET environment_id = 2")
    house.database.execute("UPDATE customer_alias SET environment_id = 2")
    house.stage([row(JAN), row(JAN, customerNumber=""), {"lastname": "Maes", "firstname": "Bo", "zip": "9000"}])
    matched = house.match()
    assert matched.totals[1].created == 3
    assert matched.violations.is_empty()


def test_deleted_customers_are_created_again_with_a_note(house):
    house.database.execute(
        "INSERT INTO import (id, environment_id, kind, state, started_by) VALUES (3, 1, 'delete', 'done', 'An')"
    )
    for customer, number, email in ((1, "C-100", None), (2, None, "an@example.com")):
        house.database.execute(
            "INSERT INTO change (customer_id, import_id, environment_id, kind, version, changed, before_number, before_email)"
            " VALUES (%(customer)s, 3, 1, 'delete', 2, 3, %(number)s, %(email)s)",
            {"customer": customer, "number": number, "email": email},
        )
    house.stage([{"customerNumber": "C-100"}, {"email": "AN@example.com"}, {"customerNumber": "C-1"}])
    matched = house.match()
    assert matched.violations.select("line", "code").rows() == [(2, "IDN023"), (3, "IDN023")]
    assert matched.totals[1].created == 3
    house.database.execute("UPDATE import SET undone_by_id = 3")
    assert house.match().violations.is_empty()


def test_the_budget_counts_only_files_that_may_go_in(house):
    many = [{**JAN, "customer": f"K{i}", "customerNumber": f"C-{i}"} for i in range(11)]
    house.store(many)
    emptied = [row(each, mobile="") for each in many]
    house.stage([*emptied, {"customerNumber": "C-99", "error": "yes"}], [])
    assert house.match(on_error=OnError.STOP).stops == ()
    assert house.match(on_error=OnError.SKIP, rejected_files=[1]).stops == ()
    (stop,) = house.match(on_error=OnError.SKIP).stops
    assert (stop.field, stop.count) == ("mobile", 11)


def test_matching_again_gives_the_same_plan(house):
    house.store([JAN, AN])
    house.stage([row(JAN, city="Ghent"), row(AN, customerNumber="")])
    first = house.match()
    plan = house.plan()
    assert (house.match().totals, house.plan()) == (first.totals, plan)


def test_rows_add_up_whatever_happens_to_them(house):
    house.store([JAN, AN])
    rows = [
        row(JAN, city=f"Stad {i}", customerNumber="" if i % 3 else f"N-{i}", error="yes" if i % 7 == 0 else "")
        for i in range(60)
    ]
    house.stage(rows, rows[:30])
    for total in house.match().totals.values():
        assert total.rows == total.created + total.updated + total.unchanged + total.rejected + total.skipped


def test_a_violation_says_everything_a_reader_needs(house):
    house.store([JAN, AN])
    house.stage([row(AN, customerNumber="C-100")])
    (found,) = house.match().violations.to_dicts()
    said = {name: found[name] for name in ("file", "line", "end_line", "field", "code", "severity", "value", "params")}
    assert said == {
        "file": 1, "line": 2, "end_line": 2, "field": "number", "code": "IDN011", "severity": "error", "value": "C-100",
        "params": '{"customer":"C-100","customer_name":"Jan Peeters","other":"C-101","other_name":"An Claes"}',
    }  # fmt: skip


def test_all_bits_are_compared(house):
    house.store([{**JAN, "l": "nl", "companyName": "X", "coc": "1", "address": "S 1", "zip": "9000"}])
    house.stage([{
        "customerNumber": "C-100", "email": "j@example.com", "l": "fr", "lastname": "P", "firstname": "J", "mobile": "+1",
        "companyName": "Y", "coc": "2", "address": "T 2", "city": "Brugge", "zip": "8000", "country": "FR",
    }])  # fmt: skip
    house.match()
    ((_, _, _, _, changed, _),) = house.plan()
    assert changed == sum(BIT[name] for name in NAMES if name != "number")


def test_a_merged_row_names_the_first_row_of_the_remaining_customer(house):
    house.store([JAN | {"merged": "C-50"}])
    frame = house.stage([row(JAN, customerNumber="C-50"), row(AN), row(JAN)], [row(JAN, city="Brugge")])
    refused = frame.filter(file=2).select("file", "line", action=pl.lit("rejected"), code=pl.lit("DUP001"))
    (skipped,) = house.match(refused=refused).violations.filter(code="IDN022").to_dicts()
    assert (skipped["line"], skipped["first_file"], skipped["first_line"]) == (2, 1, 4)
    assert [(file, line, what) for file, line, _, what, *_ in house.plan()] == [
        (1, 2, "skipped"), (1, 4, "unchanged"), (2, 2, "rejected"),
    ]  # fmt: skip
