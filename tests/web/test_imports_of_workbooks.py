"""A workbook with several sheets: the one with the customers is found, and another can be chosen in the page."""

import pytest
from tests.web.imports import BAD_MAIL, BELGIEK, GOOD, HEADER, agree, customers, decide, kept, upload, workbook

from muster.imports import editing
from muster.model.outcome import State

DIRK = "4;dirk@example.com;Nys;Dirk;;;Gent;BE"


def page(house, number, rest=""):
    return house.bob.get(house.path(f"imports/{number}/{rest}")).text


def test_another_sheet_is_read_instead_and_goes_in(house):
    number = upload(house, workbook(Klanten=[HEADER, GOOD], New=[HEADER, BELGIEK, DIRK]))
    assert kept(house, number).report.files[0].sheet == "Klanten"
    assert "<option selected>Klanten</option><option>New</option>" in page(house, number)
    decide(house, number, "sheet", {"file": 1, "sheet": "New"})
    report = kept(house, number).report
    assert (report.files[0].sheet, report.files[0].totals.rows, report.totals.errors) == ("New", 2, 1)
    assert "<option>Klanten</option><option selected>New</option>" in page(house, number)
    editing_page = house.bob.get(house.path(f"imports/{number}/rows/1/2/"))
    assert "bo@example.com" in editing_page.text
    house.bob.post(
        house.path(f"imports/{number}/replace/"), {"file": 1, "field": "country", "old": "Belgiek", "new": "BE"}
    )
    decide(house, number, "again")
    agree(house, number)
    assert customers(house) == [("2", "Gent", "BE"), ("4", "Gent", "BE")]


def test_a_hidden_sheet_can_be_chosen(house):
    number = upload(house, workbook(List=[HEADER, GOOD], _Archive=[HEADER, DIRK]))
    decide(house, number, "sheet", {"file": 1, "sheet": "Archive"})
    agree(house, number)
    assert customers(house, "number") == [("4",)]


def test_corrections_stay_with_the_files_that_they_were_made_in(house):
    number = upload(house, workbook(Old=[HEADER, BELGIEK], New=[HEADER, DIRK]), workbook(Only=[HEADER, BAD_MAIL]))
    for file, field, old, new in ((1, "country", "Belgiek", "BE"), (2, "email", "cas@", "cas@example.com")):
        sent = {"file": file, "field": field, "old": old, "new": new}
        house.bob.post(house.path(f"imports/{number}/replace/"), sent)
    decide(house, number, "sheet", {"file": 1, "sheet": "New"})
    database = house.database()
    try:
        assert editing.by_file(database, number)["file"].to_list() == [2]
    finally:
        database.close()
    agree(house, number)
    assert customers(house, "number, email") == [("3", "cas@example.com"), ("4", "dirk@example.com")]


def test_the_sheet_can_be_chosen_where_columns_are_asked_about(house):
    doubtful = "Klantnummer;Naam;E-mail;Woonplaats?"
    number = upload(house, workbook(Klanten=[doubtful, "1;Peeters;an@example.com;Gent"], New=[HEADER, DIRK]))
    assert kept(house, number).report.reason == "columns"
    assert "Read this sheet" in page(house, number)
    decide(house, number, "sheet", {"file": 1, "sheet": "New"})
    assert kept(house, number).report.reason == "confirmation"


def test_of_two_sheets_that_are_equally_likely_a_person_says_which_it_is(house):
    number = upload(house, workbook(Old=[HEADER, GOOD], New=[HEADER, DIRK]))
    assert kept(house, number).report.reason == "columns"
    assert "a guess: please check" in page(house, number)
    decide(house, number, "columns", {})
    assert (kept(house, number).report.reason, kept(house, number).report.files[0].sheet) == ("confirmation", "Old")
    decide(house, number, "sheet", {"file": 1, "sheet": "New"})
    assert (kept(house, number).report.reason, kept(house, number).report.files[0].sheet) == ("confirmation", "New")
    assert "a guess: please check" not in page(house, number)


def test_whoever_chooses_a_blank_sheet_is_told_so_and_can_choose_again(house):
    number = upload(house, workbook(Old=[HEADER, GOOD], New=[HEADER, DIRK], Notes=[]))
    assert ">Notes<" not in page(house, number)
    decide(house, number, "sheet", {"file": 1, "sheet": "New"})
    decide(house, number, "sheet", {"file": 1, "sheet": "Notes"})
    report = kept(house, number).report
    assert [(v["line"], v["field"], v["code"]) for v in report.violations.rows(named=True)] == [(None, None, "FIL039")]
    decide(house, number, "sheet", {"file": 1, "sheet": "Old"})
    assert kept(house, number).report.totals.created == 1


@pytest.mark.parametrize("sent", [{"file": 1, "sheet": "Nowhere"}, {"file": 2, "sheet": "Old"}, {"sheet": "Old"}, {}])
def test_a_sheet_that_was_not_offered_is_not_there(house, sent):
    number = upload(house, workbook(Old=[HEADER, GOOD], New=[HEADER, DIRK]))
    assert house.bob.post(house.path(f"imports/{number}/sheet/"), sent).status_code == 404
    assert kept(house, number).state is State.WAITING


def test_an_import_that_went_in_keeps_its_corrections_whatever_is_chosen_on_an_old_page(house):
    number = upload(house, workbook(Klanten=[HEADER, BELGIEK], New=[HEADER, DIRK]))
    sent = {"file": 1, "field": "country", "old": "Belgiek", "new": "BE"}
    house.bob.post(house.path(f"imports/{number}/replace/"), sent)
    decide(house, number, "again")
    agree(house, number)
    answer = house.bob.post(house.path(f"imports/{number}/sheet/"), {"file": 1, "sheet": "New"})
    assert "Somebody else has gone on with this import meanwhile." in answer.text
    database = house.database()
    try:
        assert editing.by_file(database, number)["value"].to_list() == ["BE"]
    finally:
        database.close()


def test_who_looks_on_cannot_choose(house):
    number = upload(house, workbook(Old=[HEADER, GOOD], New=[HEADER, DIRK]))
    assert "Read this sheet" not in house.victor.get(house.path(f"imports/{number}/")).text
    assert house.victor.post(house.path(f"imports/{number}/sheet/"), {"file": 1, "sheet": "New"}).status_code == 403


def test_nothing_is_asked_where_there_is_only_one_sheet_has_cells(house):
    number = upload(house, workbook(Only=[HEADER, GOOD], Blank=[]))
    assert "Read this sheet" not in page(house, number)


def test_the_filled_in_template_raises_no_question_about_its_sheets(house):
    template = house.bob.get(house.path("imports/template/xlsx/")).content
    number = upload(house, template)
    assert "Read this sheet" not in page(house, number)
