"""Pages about customers in a real browser: what scripts add, without them, by keyboard alone, on narrow screens."""

import re

import pytest
from playwright.sync_api import expect
from tests.web.customers import BAKERY, EVA, JAN, add, stored
from tests.web.looks import found_by_axe, wider_than_the_screen

from muster.i18n import SPOKEN


@pytest.fixture
def ids(house):
    return add(house, JAN, EVA, BAKERY)


def pages(ids):
    """Every page about customers, each as it looks when there is much to see."""
    jan, eva, _bakery = ids
    return ["", "?search=nobody", "?kind=person&sort=newest", "new/", f"{jan}/", f"{jan}/edit/", f"{jan}/delete/",
            f"{jan}/merge/?search=peeters", f"{jan}/merge/{eva}/"]  # fmt: skip


on_one_database = pytest.mark.parametrize("served", ["sqlite"], indirect=True)
"""How a page looks does not depend on where its customers are kept."""


@pytest.mark.slow
@on_one_database
@pytest.mark.parametrize("language", SPOKEN)
def test_axe_finds_nothing_on_any_page_in_any_language(house, open_page, ids, language):
    house.bob.user.language = language
    house.bob.user.save()
    page = open_page(house.bob, color_scheme="dark" if language == "en" else "light")
    for path in pages(ids):
        page.goto(house.path(f"customers/{path}"))
        assert found_by_axe(page) == [], path
    page.goto(house.path(f"customers/{ids[0]}/edit/"))
    page.fill("#id_email", "jan@")
    page.fill("#id_mobile", "02 123")
    page.locator(".btn-primary").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert found_by_axe(page) == []


@pytest.mark.slow
@on_one_database
@pytest.mark.parametrize("language", ["de", "fr"])
def test_nothing_is_cut_off_on_a_narrow_screen(house, open_page, ids, language):
    house.bob.user.language = language
    house.bob.user.save()
    page = open_page(house.bob, viewport={"width": 320, "height": 640})
    for path in pages(ids):
        page.goto(house.path(f"customers/{path}"))
        assert wider_than_the_screen(page) == 0, path
        inner = page.locator(".table-wrap").evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth)")
        assert inner, path


@pytest.mark.usefixtures("ids")
def test_the_list_follows_while_one_types(house, open_page):
    page = open_page(house.victor)
    page.goto(house.path("customers/"))
    page.get_by_label("Search", exact=True).press_sequentially("eva", delay=20)
    page.get_by_role("link", name="Jan Peeters").wait_for(state="detached")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.locator("#told")).to_have_text("1 customer")
    page.wait_for_url("**/customers/?search=eva")
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    page.reload()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.get_by_role("row")).to_have_count(4)
    page.get_by_label("Type").select_option("Companies")
    page.get_by_role("link", name="Eva Peeters").wait_for(state="detached")
    expect(page.get_by_role("row")).to_have_count(2)


def test_an_error_takes_the_focus_and_its_suggestion_is_one_click(house, open_page, ids):
    page = open_page(house.bob)
    page.goto(house.path(f"customers/{ids[0]}/edit/"))
    page.get_by_label("E-mail address").fill("jan@example.com; piet@example.com")
    page.get_by_role("button", name="Save").click()
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("heading")).to_have_text("There is a problem")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error:"))
    page.get_by_role("button", name="Use “jan@example.com”").click()
    field = page.get_by_label("E-mail address")
    expect(field).to_have_value("jan@example.com")
    expect(field).to_be_focused()
    page.get_by_label("City").fill("Brugge")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The changes were saved.")).to_be_visible()
    assert stored(house, ids[0]) == {**JAN, "city": "Brugge"}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("everything is as it was before")).to_be_visible()
    assert stored(house, ids[0]) == JAN


def test_two_people_who_edit_one_customer_choose(house, open_page, ids):
    bobs, alices = open_page(house.bob), open_page(house.alice)
    for page, city in ((bobs, "Aalst"), (alices, "Brugge")):
        page.goto(house.path(f"customers/{ids[0]}/edit/"))
        page.get_by_label("City").fill(city)
    alices.get_by_role("button", name="Save").click()
    bobs.get_by_role("button", name="Save").click()
    expect(bobs.get_by_role("heading", name="Somebody changed this customer meanwhile")).to_be_visible()
    expect(bobs.get_by_label("City")).to_have_value("Aalst")
    expect(bobs.get_by_text("Stored meanwhile: Brugge")).to_be_visible()
    bobs.get_by_role("button", name="Keep the stored value").click()
    expect(bobs.get_by_label("City")).to_have_value("Brugge")
    bobs.get_by_label("City").fill("Aalst")
    bobs.get_by_role("button", name="Save").click()
    expect(bobs.get_by_text("before: Brugge")).to_be_visible()
    assert stored(house, ids[0])["city"] == "Aalst"


def test_two_customers_are_merged_side_by_side(house, open_page, ids):
    page = open_page(house.bob)
    page.goto(house.path(f"customers/{ids[0]}/"))
    page.get_by_role("link", name="Merge").click()
    page.get_by_label("Search", exact=True).press_sequentially("eva", delay=20)
    page.get_by_role("link", name=re.compile("Compare.*Eva Peeters")).click()
    expect(page.get_by_text("Keep the customer number that your accounting program uses.")).to_be_visible()
    page.get_by_role("group", name="First name").get_by_label("Eva").check()
    page.get_by_role("button", name="Merge the two").click()
    expect(page.get_by_text("The two are one customer now.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Eva Peeters"))
    assert stored(house, ids[1]) is None
    page.get_by_role("button", name="Undo").click()
    assert (stored(house, ids[0]), stored(house, ids[1])) == (JAN, EVA)


def test_everything_works_without_a_script(house, open_page, ids):
    page = open_page(house.bob, java_script_enabled=False)
    page.goto(house.path("customers/"))
    page.get_by_label("Search", exact=True).fill("jan")
    page.get_by_role("search").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Jan Peeters").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("E-mail address").fill("jan@gmial.com")
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("button", name="Use “jan@gmail.com”").click()
    page.get_by_role("button", name="Save").last.click()
    assert stored(house, ids[0])["email"] == "jan@gmail.com"
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    assert stored(house, ids[0]) is None
    page.get_by_role("button", name="Undo").click()
    assert stored(house, ids[0])["email"] == "jan@gmail.com"


def test_a_customer_is_found_and_changed_by_keyboard_alone(house, open_page, ids):
    page = open_page(house.bob)
    page.goto(house.path("customers/"))
    reach(page, "Search")
    page.keyboard.type("jan")
    page.get_by_role("link", name="Eva Peeters").wait_for(state="detached")
    reach(page, "Jan Peeters")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{ids[0]}/")
    reach(page, "Edit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    reach(page, "City")
    page.keyboard.press("Control+A")
    page.keyboard.type("Brugge")
    page.keyboard.press("Enter")
    page.wait_for_url("**?done=*")
    assert stored(house, ids[0])["city"] == "Brugge"


def reach(page, name):
    """Press Tab until what is called `name` has the focus; it is seen and not covered."""
    called = """() => { const one = document.activeElement; const label = one.labels && one.labels[0];
        return ((label || one).textContent || "").trim() }"""
    seen = """() => { const one = document.activeElement.getBoundingClientRect();
        const top = document.elementFromPoint(one.left + one.width / 2, one.top + one.height / 2);
        return !!top && (document.activeElement.contains(top) || top.contains(document.activeElement)) }"""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(called) == name:
            assert page.evaluate(seen)
            return
    pytest.fail(f"{name} cannot be reached with the keyboard")
