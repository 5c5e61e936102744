"""`muster customers`: looking up, and changing by hand, on both databases."""

import pytest

pytestmark = pytest.mark.slow

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


def test_a_customer_is_added_as_it_is_stored_and_can_be_taken_back(stored):
    done = stored("customers", "add", "lastname=Maes", "firstname=Eva", "mobile=0470 12 34 58", "country=be")
    assert (done.code, done.out.splitlines()[0]) == (0, "Customer id:3 was added. Take it back: muster undo 2")
    shown = stored("customers", "show", "id:3").out
    assert "+32470123458" in shown
    assert "typed by " in shown
    assert values(stored("customers", "show", "id:3"))["l"] == "en"
    assert stored("undo", 2, "--yes").code == 0
    assert stored("customers").out.count("\n") == 2


def test_a_customer_that_may_be_stored_already_is_named(stored):
    done = stored("customers", "add", "customerNumber=003", "email=AN@example.com", "companyName=Bakkerij")
    assert "It may be the same as 2, An Peeters." in done.out


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("email=jan@", 1, "EML001"),
        ("city=Gent", 1, "IDN001"),
        ("customerNumber=1", 2, "Another customer has this number"),
    ],
)
def test_a_customer_with_an_error_is_not_added(stored, typed, code, said):
    done = stored("customers", "add", typed)
    assert done.code == code
    assert said in done.out + done.err
    assert stored("customers").out.count("\n") == 2


def test_all_earlier_values_stand_below_the_present_one(stored):
    stored("customers", "edit", "1", "city=Gent")
    stored("customers", "edit", "1", "city=Brugge")
    lines = stored("customers", "show", "1").out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("city"))
    assert [line[16:33].strip() for line in lines[at : at + 3]] == ["Brugge", "before: Gent", "before: Leuven"]
    assert "customers.csv, line 2, import 1" in lines[at + 2]


def test_the_country_of_a_customer_is_not_deleted_by_hand(stored):
    done = stored("customers", "edit", "1", "country=")
    assert (done.code, "UPD001" in done.out) == (1, True)


def test_a_number_that_was_merged_into_a_customer_who_is_gone_names_nobody(stored):
    stored("customers", "merge", "1", "2", "--yes")
    assert "Merged into this customer, so that they lead here: 2" in stored("customers", "show", "1").out
    stored("customers", "delete", "1", "--yes")
    assert stored("customers", "show", "2").code == 2


def test_an_id_beyond_all_databases_is_unknown(stored):
    assert stored("customers", "show", "id:99999999999999999999999").code == 2
