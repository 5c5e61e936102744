"""One customer by hand, and where its values came from, on both databases."""

import polars as pl
import pytest

import muster
from muster.apply import environments
from muster.apply.door import Stale
from muster.apply.state import Kind
from muster.customers import one
from muster.customers.typed import judge
from muster.imports import editing, history
from muster.imports.folder import ORIGINS
from muster.store import open_database

HEADER = "customerNumber,email,l,lastname,firstname,mobile,companyName,coc,address,city,zip,country"
JAN = "1,jan@example.com,nl,Janssens,Jan,32470123456,,,Kerkstraat 7,Leuven,3000,BE"


@pytest.fixture
def home(database_url, tmp_path, monkeypatch):
    """An environment in Belgium into which one file went; its mobile number had lost its plus."""
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    database = open_database(database_url)
    here = environments.add(database, "default", country="BE", language="nl")
    file = tmp_path / "klanten.csv"
    file.write_text(f"{HEADER}\n{JAN}\n", encoding="utf-8")
    muster.import_files([file], database=database_url, yes=True)
    yield database, here
    database.close()


def codes(judged):
    return sorted((found["field"], found["code"], found["severity"]) for found in judged.violations.to_dicts())


def test_a_rebuilt_value_names_its_repair(home):
    origins = one.find(*home, "1").origins
    assert (origins["mobile"].code, origins["mobile"].file_name, origins["mobile"].line) == ("MOB011", "klanten.csv", 2)
    assert origins["city"].code is None


def test_a_value_typed_in_the_import_names_who_typed_it(home):
    database, _here = home
    database.execute(
        "INSERT INTO person (id, email, name, password, created_at) VALUES (7, 'an@example.com', 'An', '', CURRENT_TIMESTAMP)"
    )
    folder = history.find(database, 1).folder
    row = {"file": 1, "line": 2, "field": "city", "code": None, "user_id": 7}
    folder.keep_frame(ORIGINS, pl.DataFrame([row], schema=editing.ORIGINS))
    origins = one.find(*home, "1").origins
    assert (origins["city"].typed_by, origins["mobile"].code) == ("An", None)


def test_origins_are_told_without_what_was_purged(home):
    history.find(home[0], 1).folder.remove()
    origin = one.find(*home, "1").origins["mobile"]
    assert (origin.file_name, origin.line, origin.code) == ("klanten.csv", 2, None)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"email": "jan@gmial.com"}, [("email", "EML005", "warning")]),
        ({"country": ""}, [("country", "UPD001", "error")]),
        ({"lastname": "", "firstname": ""}, [("lastname", "UPD002", "error")]),
        ({"lastname": "#CLEAR", "firstname": "#clear"}, []),
        ({"company": "Bakkerij"}, [("company", "UPD003", "note")]),
        ({"city": "Gent"}, []),
    ],
)  # fmt: skip
def test_what_is_typed_is_held_to_the_rules_of_a_file(home, given, found):
    stored = one.find(*home, "1").customer.values
    assert codes(judge(*home, given, stored)) == found


def test_an_apostrophe_before_a_sign_is_kept_as_it_was_typed(home):
    judged = judge(
        *home, {"lastname": "'=a", "firstname": "Jan", "city": "'t Zand", "mobile": "+32 470 12 34 57"}, None
    )
    assert (judged.values["lastname"], judged.values["city"]) == ("'=a", "'t Zand")
    assert judged.violations.is_empty()


def test_a_new_customer_gets_the_language_of_the_environment(home):
    assert judge(*home, {"number": "2"}, None).values["language"] == "nl"


def test_severities_of_the_environment_hold_for_what_is_typed(home):
    database, here = home
    environments.set_severity(database, here, "EML001", "warning")
    stored = one.find(*home, "1").customer.values
    judged = judge(database, here, {"email": "jan@", "city": "Gent"}, stored)
    assert (judged.is_refused, judged.values) == (False, {"city": "Gent"})


def test_a_change_of_what_somebody_changed_meanwhile_is_refused(home):
    database, here = home
    request = one.by_hand(here, Kind.EDIT, person="an")
    customer = one.find(*home, "1").customer
    one.change(database, here, request, customer.id, {"city": "Gent"})
    with pytest.raises(Stale):
        one.change(database, here, request, customer.id, {"city": "Brugge"}, seen_version=customer.version)
    assert one.find(*home, "1").customer.values["city"] == "Gent"


def test_who_may_be_the_same_is_found_by_address_and_number(home):
    values = {"email": "JAN@example.com", "number": "9"}
    assert [each.name for each in one.alike(*home, values)] == ["Jan Janssens"]
    assert [each.name for each in one.alike(*home, {"email": None, "number": "0001"})] == ["Jan Janssens"]
    assert one.alike(*home, {"email": None, "number": None}) == []
