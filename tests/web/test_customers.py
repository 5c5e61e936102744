"""Pages about customers, as a browser without scripts sees them."""

import csv
import io
import time
from zipfile import ZipFile

import pytest
from tests.web.customers import BAKERY, EVA, JAN, add, form, names, stored

from muster.apply import environments
from muster.customers import one

ALL = ["Bakkerij Maes", "Eva Peeters", "Jan Peeters"]


@pytest.fixture
def ids(house):
    return add(house, JAN, EVA, BAKERY)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", ALL),
        ("?sort=newest", ["Bakkerij Maes", "Eva Peeters", "Jan Peeters"]),
        ("?sort=number", ["Jan Peeters", "Eva Peeters", "Bakkerij Maes"]),
        ("?search=peeters", ["Eva Peeters", "Jan Peeters"]),
        ("?search=eva%40", ["Eva Peeters"]),
        ("?kind=company", ["Bakkerij Maes"]),
        ("?kind=person&language=fr", ["Eva Peeters"]),
        ("?country=nl", ["Bakkerij Maes"]),
        ("?number=no", ["Bakkerij Maes"]),
        ("?number=yes&search=jan", ["Jan Peeters"]),
        ("?sort=wrong&kind=wrong&country=123&language=xx&number=2&changed_by=x&after=-1&before=x", ALL),
        ("?after=99999999999999999999999999", ALL),
    ],
)
@pytest.mark.usefixtures("ids")
def test_a_list_shows_what_its_address_says(house, address, shown):
    answer = house.victor.get(house.path(f"customers/{address}"))
    assert (answer.status_code, names(answer.text)) == (200, shown)


@pytest.mark.usefixtures("ids")
def test_filters_are_shown_and_can_be_taken_off(house):
    text = house.victor.get(house.path("customers/?search=peeters&country=BE&sort=number")).text
    assert '<a class="chip" href="' + house.path("customers/?country=BE&amp;sort=number") in text
    assert '<a class="chip" href="' + house.path("customers/?search=peeters&amp;sort=number") in text
    assert "2 customers" in text


def test_a_list_is_turned_page_by_page(house):
    add(house, *({"lastname": f"Maes {number:03}", "firstname": "An"} for number in range(120)))
    pages = [house.victor.get(house.path("customers/"))]
    while 'rel="next"' in pages[-1].text:
        following = pages[-1].text.partition('rel="next" href="')[2].partition('"')[0]
        pages.append(house.victor.get(following.replace("&amp;", "&")))
    assert [len(names(page.text)) for page in pages] == [50, 50, 20]
    assert names(pages[2].text)[-1] == "An Maes 119"
    back = pages[2].text.partition('rel="prev" href="')[2].partition('"')[0]
    assert names(house.victor.get(back.replace("&amp;", "&")).text) == names(pages[1].text)
    assert 'rel="prev"' not in pages[0].text


def test_an_empty_list_says_what_to_do(house):
    assert "Import your first file" in house.bob.get(house.path("customers/")).text
    assert "Import your first file" not in house.victor.get(house.path("customers/")).text
    add(house, JAN)
    text = house.victor.get(house.path("customers/?search=nobody")).text
    assert "No customer fits all of this." in text
    assert f'href="{house.path("customers/")}?"' in text


@pytest.mark.usefixtures("ids")
def test_for_a_script_only_the_changing_part_is_sent(house):
    answer = house.victor.get(house.path("customers/?search=eva&kind="), headers={"HX-Request": "true"})
    assert names(answer.text) == ["Eva Peeters"]
    assert "<html" not in answer.text
    assert answer.headers["HX-Replace-Url"] == "?search=eva"


def test_a_page_tells_every_value_where_it_came_from_and_what_it_was(house, ids):
    jan = ids[0]
    page = house.path(f"customers/{jan}/")
    sent = form(house.bob.get(f"{page}edit/").text)
    house.bob.post(f"{page}edit/", {**sent, "city": "Brugge"})
    text = house.victor.get(page).text
    assert "before: Gent" in text
    assert "typed by Bob" in text
    assert "typed by Carol" in text
    assert '<span class="mono">BE</span> Belgium' in text
    assert '<span class="mono">nl</span> Dutch' in text
    assert "Kerkstraat 7<br>bus 3" in text
    assert "Edited by hand: City" in text


def test_what_a_customer_is_called_is_text(house):
    [jan] = add(house, {"lastname": "<script>alert(1)</script>", "firstname": "'\"&", "number": "<b>"})
    for path in ("", f"{jan}/", f"{jan}/edit/", f"{jan}/delete/", f"{jan}/merge/"):
        text = house.bob.get(house.path(f"customers/{path}")).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("path", ["edit/", "delete/", "merge/"])
def test_who_looks_on_changes_nothing(house, ids, path):
    jan = ids[0]
    address = house.path(f"customers/{jan}/{path}")
    assert house.victor.get(address).status_code == 403
    assert house.victor.post(address, {"lastname": "X"}).status_code == 403
    assert house.charlie.get(address).status_code == 404
    assert house.charlie.post(address, {"lastname": "X"}).status_code == 404
    assert path not in house.victor.get(house.path(f"customers/{jan}/")).text.partition("<main")[2]
    assert stored(house, jan) == JAN


def test_a_stranger_sees_no_customer(house, ids):
    assert house.charlie.get(house.path(f"customers/{ids[0]}/")).status_code == 404


def test_a_customer_of_another_environment_is_not_there(house, ids):
    elsewhere = house.charlie.user.memberships.get().environment_id
    for path in (f"{ids[0]}/", f"{ids[0]}/edit/", f"{ids[0]}/delete/", f"{ids[0]}/merge/{ids[1]}/"):
        assert house.charlie.get(f"/e/{elsewhere}/customers/{path}").status_code == 404
    assert house.bob.get(house.path(f"customers/{10**30}/")).status_code == 404
    assert house.bob.get(house.path(f"customers/{ids[0]}/merge/{ids[0]}/")).status_code == 404


def test_a_customer_is_added_cleaned_and_can_be_taken_back(house):
    sent = form(house.bob.get(house.path("customers/new/")).text)
    assert (sent["language"], sent["country"]) == ("nl", "BE")
    typed = {"lastname": " Maes ", "firstname": "An", "mobile": "0470 12 34 56", "zip": "9000"}
    answer = house.bob.post(house.path("customers/new/"), {**sent, **typed})
    assert "The customer was added." in answer.text
    assert "Mobile number: “0470 12 34 56” is stored as “+32470123456”." in answer.text
    customer_id = int(answer.url.path.split("/")[-2])
    assert stored(house, customer_id) == {
        "lastname": "Maes", "firstname": "An", "mobile": "+32470123456", "zip": "9000", "language": "nl", "country": "BE",
    }  # fmt: skip
    done = answer.url.params["done"]
    back = house.bob.post(house.path(f"customers/taken-back/{done}/"), {"customer": customer_id})
    assert "everything is as it was before" in back.text
    assert stored(house, customer_id) is None


def test_a_customer_that_may_be_stored_already_is_shown_first(house, ids):
    sent = form(house.bob.get(house.path("customers/new/")).text)
    typed = {**sent, "company": "Peeters bv", "email": "JAN@example.com"}
    asked = house.bob.post(house.path("customers/new/"), typed)
    assert asked.status_code == 422
    assert "Is it one of these customers?" in asked.text
    assert house.path(f"customers/{ids[0]}/") in asked.text
    answer = house.bob.post(house.path("customers/new/"), form(asked.text))
    assert "The customer was added." in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "jan@"}, "“jan@” is not an e-mail address"),
        ({"number": "8"}, "Another customer has this number"),
        ({"country": ""}, "must not be blank"),
        ({"lastname": "", "firstname": ""}, "would be left without company name"),
        ({"zip": "x" * 51}, "51"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_saved(house, ids, typed, said):
    address = house.path(f"customers/{ids[0]}/edit/")
    answer = house.bob.post(address, {**form(house.bob.get(address).text), **typed})
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert said in answer.text
    for name, text in typed.items():
        assert form(answer.text)[name] == text
    assert stored(house, ids[0]) == JAN


def test_a_warning_is_shown_once_and_its_suggestion_put_in(house, ids):
    address = house.path(f"customers/{ids[0]}/edit/")
    sent = {**form(house.bob.get(address).text), "email": "jan@gmial.com"}
    warned = house.bob.post(address, sent)
    assert (warned.status_code, "Save all the same" in warned.text) == (422, True)
    filled = house.bob.post(address, {**form(warned.text), "fill": "email"})
    assert form(filled.text)["email"] == "jan@gmail.com"
    assert stored(house, ids[0]) == JAN
    saved = house.bob.post(address, form(warned.text))
    assert saved.status_code == 200
    assert stored(house, ids[0])["email"] == "jan@gmial.com"


def test_saving_what_is_stored_changes_nothing(house, ids):
    address = house.path(f"customers/{ids[0]}/edit/")
    answer = house.bob.post(address, form(house.bob.get(address).text))
    assert "Nothing was changed" in answer.text
    assert "done" not in answer.url.params


def test_two_people_who_edit_one_customer_see_each_others_values(house, ids):
    address = house.path(f"customers/{ids[0]}/edit/")
    bobs = {**form(house.bob.get(address).text), "city": "Aalst", "zip": "9300"}
    house.alice.post(address, {**form(house.alice.get(address).text), "city": "Brugge", "email": "jp@example.com"})
    asked = house.bob.post(address, bobs)
    assert "Somebody changed this customer meanwhile" in asked.text
    assert "<b>Brugge</b>" in asked.text
    now = form(asked.text)
    assert (now["city"], now["zip"], now["email"]) == ("Aalst", "9300", "jp@example.com")
    assert stored(house, ids[0])["city"] == "Brugge"
    theirs = house.bob.post(address, {**now, "theirs": "city"})
    assert form(theirs.text)["city"] == "Brugge"
    house.bob.post(address, now)
    after = stored(house, ids[0])
    assert (after["city"], after["zip"], after["email"]) == ("Aalst", "9300", "jp@example.com")


def test_a_deletion_asks_first_and_can_be_undone(house, ids):
    address = house.path(f"customers/{ids[0]}/delete/")
    assert "For 30 days it can be brought back" in house.bob.get(address).text
    assert stored(house, ids[0]) == JAN
    answer = house.bob.post(address)
    assert "The customer was deleted." in answer.text
    assert stored(house, ids[0]) is None
    house.bob.post(house.path(f"customers/taken-back/{answer.url.params['done']}/"))
    assert stored(house, ids[0]) == JAN


def test_two_customers_become_one_value_by_value(house, ids):
    jan, eva, _bakery = ids
    found = house.bob.get(house.path(f"customers/{jan}/merge/?search=eva"))
    address = house.path(f"customers/{jan}/merge/{eva}/")
    assert address in found.text
    page = house.bob.get(address).text
    assert page.count('name="city"') == 0
    assert 'name="mobile" value="stays" checked' in page
    sent = {"version_stays": "1", "version_goes": "1", "firstname": "goes", "number": "goes", "mobile": "stays"}
    answer = house.bob.post(address, sent)
    assert "The two are one customer now." in answer.text
    assert "so that they lead here: 7" in answer.text
    assert stored(house, jan) == {**JAN, "firstname": "Eva", "number": "8"}
    assert stored(house, eva) is None
    house.bob.post(house.path(f"customers/taken-back/{answer.url.params['done']}/"), {"customer": jan})
    assert (stored(house, jan), stored(house, eva)) == (JAN, EVA)


def test_a_merge_of_what_somebody_changed_meanwhile_is_asked_again(house, ids):
    jan, eva, _bakery = ids
    edit = house.path(f"customers/{eva}/edit/")
    house.alice.post(edit, {**form(house.alice.get(edit).text), "city": "Brugge"})
    answer = house.bob.post(house.path(f"customers/{jan}/merge/{eva}/"), {"version_stays": "1", "version_goes": "1"})
    assert "One of the two was changed meanwhile" in answer.text
    assert 'name="city"' in answer.text
    assert stored(house, eva) is not None


def test_only_what_was_done_by_hand_here_is_taken_back_here(house, ids):
    sent = form(house.bob.get(house.path(f"customers/{ids[0]}/edit/")).text)
    answer = house.bob.post(house.path(f"customers/{ids[0]}/edit/"), {**sent, "city": "Brugge"})
    done = answer.url.params["done"]
    elsewhere = house.charlie.user.memberships.get().environment_id
    assert house.victor.post(house.path(f"customers/taken-back/{done}/")).status_code == 403
    assert house.charlie.post(f"/e/{elsewhere}/customers/taken-back/{done}/").status_code == 404
    assert house.bob.post(house.path("customers/taken-back/999999/")).status_code == 404
    assert "The changes were saved." not in house.charlie.get(f"/e/{elsewhere}/customers/?done={done}").text
    assert stored(house, ids[0])["city"] == "Brugge"


@pytest.mark.usefixtures("ids")
def test_an_export_has_the_customers_that_fit(house):
    answer = house.bob.get(house.path("customers/export/?form=text&search=peeters"))
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["firstname"] for row in rows] == ["Jan", "Eva"]
    assert rows[0]["address"] == JAN["address"]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = answer.headers["Content-Disposition"]
    assert name.startswith(f'attachment; filename="Customers {house.environment.name} ')
    assert name.endswith('.csv"')
    spreadsheet = house.bob.get(house.path("customers/export/?form=csv"))
    assert spreadsheet.content.startswith(b"\xef\xbb\xbfcustomerNumber,email")
    workbook = house.bob.get(house.path("customers/export/?form=xlsx"))
    with ZipFile(io.BytesIO(workbook.content)) as archive:
        assert "Bakkerij Maes" in archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.usefixtures("ids")
def test_an_export_is_for_those_who_import(house):
    assert house.victor.get(house.path("customers/export/")).status_code == 403
    assert house.charlie.get(house.path("customers/export/")).status_code == 404


@pytest.mark.usefixtures("ids")
def test_an_export_asks_for_the_password_again_after_an_hour(house):
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore(house.bob.cookies["sessionid"])
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3700}]
    session.save()
    answer = house.bob.get(house.path("customers/export/?form=text"))
    assert answer.url.path == "/account/confirm/"
    assert answer.url.params["next"] == house.path("customers/export/?form=text")
    assert "jan@example.com" not in answer.text


def test_pages_name_a_repair_that_rebuilt_a_value(house, tmp_path, monkeypatch):
    import muster

    monkeypatch.setenv("MUSTER_DATA_DIR", str(house.served.data_dir))
    file = tmp_path / "klanten.csv"
    file.write_text("customerNumber,lastname,firstname,mobile,companyName,country\n1,Maes,An,32470123456,,BE\n")
    muster.import_files([file], database=house.served.database_url, environment=house.environment.name, yes=True)
    database = house.database()
    customer = one.find(database, environments.by_id(database, house.environment.id), "1").customer
    database.close()
    text = house.victor.get(house.path(f"customers/{customer.id}/")).text
    assert "klanten.csv, line 2" in text
    assert "rebuilt (MOB011)" in text
