"""`muster customers`: looking up, and changing by hand, on both databases."""

import pytest

JAN = "1,jan@example.com,nl,Janssens,Jan,+32470123456,,,Kerkstraat 7,Leuven,3000,BE"
AN = "2,an@example.com,nl,Peeters,An,+32470123457,,,Kerkstraat 8,Leuven,3000,BE"


@pytest.fixture
def stored(muster, file):
    muster("import", file(JAN, AN), "--yes")
    return muster


def values(done) -> dict[str, str]:
    return {line[:16].strip(): line[16:52].strip() for line in done.out.splitlines() if line[:16].strip()}


def test_every_value_names_import_file_and_line(stored):
    shown = stored("customers", "show", "2").out
    assert "an@example.com" in shown
    assert shown.count("customers.csv, line 3, import 1") == 10


def test_an_edit_is_cleaned_journalled_and_can_be_undone(stored):
    assert stored("customers", "edit", "1", "city=Gent", "mobile=0471 12 34 56", "country=be").code == 0
    shown = stored("customers", "show", "1").out
    assert "before: Leuven" in shown
    assert "+32471123456" in shown
    assert stored("undo", 2, "--yes").code == 0
    assert values(stored("customers", "show", "1"))["city"] == "Leuven"


def test_an_edit_with_an_error_changes_nothing(stored):
    done = stored("customers", "edit", "1", "city=Gent", "email=jan@")
    assert done.code == 1
    assert "EML001" in done.out
    assert values(stored("customers", "show", "1"))["city"] == "Leuven"


def test_an_edit_never_takes_another_customers_number(stored):
    done = stored("customers", "edit", "1", "customerNumber=2")
    assert (done.code, done.err.strip()) == (2, "Another customer has this number. Nothing was written.")


def test_a_merge_takes_what_was_chosen_and_remembers_the_other_number(stored, file):
    assert stored("customers", "merge", "1", "2", "--take", "email", "--yes").code == 0
    shown = values(stored("customers", "show", "2"))
    assert (shown["customerNumber"], shown["email"], shown["firstname"]) == ("1", "an@example.com", "Jan")
    again = stored("import", file(AN.replace("Leuven", "Gent")), "--yes", "--format", "json")
    assert again.json["totals"]["updated"] == 1
    assert "IDN021" in {code for _, _, code in again.found}


def test_a_merge_can_be_undone(stored):
    stored("customers", "merge", "1", "2", "--take", "email", "--yes")
    assert stored("undo", 2, "--yes").code == 0
    assert values(stored("customers", "show", "1"))["email"] == "jan@example.com"
    assert values(stored("customers", "show", "2"))["firstname"] == "An"


def test_a_deletion_can_be_undone(stored):
    assert stored("customers", "delete", "1", "2", "--yes").code == 0
    assert stored("customers").out == ""
    assert stored("undo", 2, "--yes").code == 0
    assert stored("customers").out.count("\n") == 2


def test_nobody_is_merged_or_deleted_without_a_yes(stored):
    assert stored("customers", "delete", "1").code == 3
    assert stored("customers", "merge", "1", "2").code == 3
    assert stored("customers").out.count("\n") == 2


@pytest.mark.parametrize(
    "arguments",
    [("show", "7"), ("edit", "7", "city=Gent"), ("edit", "1", "town=Gent"), ("edit", "1", "Gent"), ("delete", "7", "--yes"),
     ("merge", "1", "7", "--yes"), ("show", "id:999")],
)  # fmt: skip
def test_what_is_unknown_ends_with_2(stored, arguments):
    assert stored("customers", *arguments).code == 2
