"""An import as people do it, in a real browser: by what is visible, without scripts, by keyboard, on narrow screens."""

import re

import pytest
from playwright.sync_api import expect
from tests.web.imports import BAD_MAIL, BELGIEK, GOOD, HEADER, agree, csv, customers, kept, settled, upload, workbook
from tests.web.looks import found_by_axe, wider_than_the_screen

from muster.i18n import SPOKEN
from muster.model.outcome import State

DIRTY = csv(
    *(GOOD.replace("1;an", f"{number};an{number}") for number in range(100, 140)),
    BELGIEK, BELGIEK.replace("2;bo", "20;eva"), BELGIEK.replace("2;bo", "21;flor"),  # a country misspelt
    BAD_MAIL.replace("cas@", "cas.maes@example,com"),  # an address with a comma
    "4;dirk@example.com;Nys;Dirk;n.v.t.;;Gent;BE",  # a word for nothing
).decode().replace("\n", "\r\n").encode("cp1252")  # fmt: skip
"""An export from Excel with three kinds of errors."""

on_one_database = pytest.mark.parametrize("served", ["sqlite"], indirect=True)
"""How a page looks does not depend on where the customers are kept."""

AN_IMPORT = re.compile(r"/imports/(\d+)/$")


class Clicks:
    """Whoever uses this clicks on what stands on the page, as soon as it does, and is counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def __call__(self, text, kind="button"):
        self.page.get_by_role(kind, name=re.compile(text)).first.click(timeout=60_000)
        self.count += 1


def send(page, *contents, name="klanten.csv"):
    page.set_input_files(
        "input[type=file]", [{"name": name, "mimeType": "text/csv", "buffer": content} for content in contents]
    )


def test_from_signing_in_to_gereed_and_back_in_dutch_in_ten_clicks(house, open_page):
    house.bob.user.language = "nl"
    house.bob.user.save()
    page = open_page(None, locale="nl-BE")
    click = Clicks(page)
    page.goto("/")
    page.get_by_label("E-mailadres").fill(house.bob.user.email)
    page.get_by_label("Wachtwoord", exact=True).fill("een lange zin als wachtwoord")
    click("^Aanmelden$")
    click("Nieuwe import", "link")
    export = {"name": "klanten uit Excel.csv", "mimeType": "text/csv", "buffer": DIRTY}
    page.get_by_label("Bestanden met klanten").set_input_files(export)
    click("Uploaden en controleren")
    click("3 waarden")
    click("1 waarde ")
    click("leeg")
    click("opslaan")
    expect(page.get_by_role("heading", name="Gereed")).to_be_visible()
    assert len(customers(house)) == 45
    click("Terugdraaien", "link")
    click("[Tt]erugdraaien")
    expect(page.get_by_text("45 klanten zijn weer zoals ervoor")).to_be_visible()
    assert customers(house) == []
    assert click.count <= 10


@on_one_database
def test_everything_works_without_scripts(house, open_page):
    page = open_page(house.bob, java_script_enabled=False)
    page.goto(house.path("imports/new/"))
    send(page, csv(GOOD, BELGIEK))
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url(AN_IMPORT)
    number = int(AN_IMPORT.search(page.url)[1])
    settled(house, number)
    page.reload()
    page.get_by_role("button", name="Correct 1 value like this").click()
    page.get_by_role("button", name="Check again").click()
    settled(house, number)
    page.reload()
    page.get_by_role("button", name="Write 2 new customers").click()
    settled(house, number)
    page.reload()
    expect(page.get_by_text("Everything went in: 2 customers were written.")).to_be_visible()


def test_a_large_file_shows_how_far_it_is_and_can_be_left_alone(house, open_page):
    rows = [f"{number};x{number}@example.com;Peeters;An;;;Gent;BE" for number in range(100_000)]
    page = open_page(house.bob)
    page.goto(house.path("imports/new/"))
    send(page, csv(*rows))
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url(AN_IMPORT, timeout=60_000)
    address = page.url
    expect(page.locator("progress")).to_have_count(1)
    page.goto(house.path("customers/"))
    page.goto(address)
    page.wait_for_selector("text=Write 100,000 new customers", timeout=90_000)


def test_what_an_undo_of_many_would_do_is_counted_while_its_page_is_read(house, open_page):
    number = upload(house, csv(*(f"{number};x{number}@example.com;Peeters;An;;;Gent;BE" for number in range(2_001))))
    agree(house, number)
    page = open_page(house.bob)
    page.goto(house.path(f"imports/{number}/undo/"))
    expect(page.get_by_text("2,001 customers that it created are deleted.")).to_be_visible()
    assert len(customers(house)) == 2_001


@on_one_database
def test_cells_are_corrected_one_by_one(house, open_page):
    number = upload(house, csv(GOOD, BAD_MAIL, BAD_MAIL.replace("3;cas@", "5;eva@")))
    page = open_page(house.bob)
    page.goto(house.path(f"imports/{number}/"))
    page.get_by_role("link", name="Show the 2 rows, cell by cell").click()
    cells = page.get_by_label("E-mail address")
    expect(cells).to_have_count(2)
    expect(cells.first).to_have_value("cas@")
    expect(cells.last).to_have_value("eva@")
    cells.first.fill("cas@example.com")
    cells.last.fill("eva@example")
    page.get_by_role("button", name="Keep these corrections").click()
    expect(page.get_by_text("2 corrections were kept.")).to_be_visible()
    expect(page.get_by_text("corrected", exact=True)).to_have_count(1)
    expect(page.get_by_text("“eva@example” is not")).to_be_visible()
    page.get_by_role("button", name="Leave out").last.click()
    expect(page.get_by_text("left out", exact=True)).to_be_visible()
    page.get_by_role("link", name=f"Import {number}").click()
    page.get_by_role("button", name="Check again").click()
    page.wait_for_selector("text=Write 2 new customers", timeout=60_000)


@on_one_database
def test_two_people_at_once_do_not_stand_in_each_others_way(house, open_page):
    number = upload(house, csv(GOOD))
    bobs, alices = open_page(house.bob), open_page(house.alice)
    for page in (bobs, alices):
        page.goto(house.path(f"imports/{number}/"))
    alices.get_by_role("button", name="Write 1 new customer").click()
    settled(house, number)
    bobs.get_by_role("button", name="Write 1 new customer").click()
    expect(bobs.get_by_text("Somebody else has gone on with this import meanwhile.")).to_be_visible()
    assert customers(house) == [("1", "Gent", "BE")]


@on_one_database
def test_columns_are_chosen_with_samples_beside_them(house, open_page):
    page = open_page(house.bob)
    page.goto(house.path("imports/new/"))
    send(page, csv("1;an@example.com;Peeters;", header="Nr klant;Post;Naam;Bedrijf"))
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_selector("text=What do the columns hold?", timeout=60_000)
    expect(page.get_by_role("cell", name="Peeters")).to_be_visible()
    page.get_by_label("Column Post holds").select_option(label="E-mail address")
    page.get_by_label("Column Naam holds").select_option(label="Last name")
    page.get_by_label("Column Nr klant holds").select_option(label="Customer number")
    page.get_by_role("button", name="Go on and check").click()
    page.wait_for_selector("text=Write 1 new customer", timeout=60_000)


@on_one_database
def test_an_import_can_be_done_by_keyboard_alone(house, open_page):
    number = upload(house, csv(GOOD))
    page = open_page(house.bob)
    page.goto(house.path(f"imports/{number}/"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _press in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Write"):
            break
    page.keyboard.press("Enter")
    settled(house, number)
    page.wait_for_selector("text=Everything went in", timeout=60_000)


def looked_at(house):
    """Imports in every state, and all their pages."""
    agree(house, upload(house, csv(GOOD, GOOD.replace("1;an", "9;zoe"))))
    waiting = upload(
        house, csv(GOOD.replace("Gent", "Brugge").replace("+32470123456", ""), GOOD.replace("1;an", "8;yves"))
    )
    sheets = workbook(Oud=[HEADER, GOOD], **{"Nieuw-met-een-naam-zonder-einde": [HEADER, BAD_MAIL]})
    wrong = upload(
        house, DIRTY, csv(BAD_MAIL, GOOD.replace("1;", "77;"), "78;;Lang;" + "x" * 60 + ";02 123;;Gent;BE"), sheets
    )
    doubtful = upload(
        house, workbook(Klanten=["Klantnr;Naam;Contact;Waar", "1;Peeters;an@example.com;9000"], Oud=[HEADER, GOOD])
    )
    done = upload(house, csv("55;ann@example.com;Wit;Ann;;;Gent;BE", BAD_MAIL), on_error="skip")
    agree(house, done)
    return [
        "", "new/", f"{waiting}/", f"{waiting}/plan/created/", f"{waiting}/plan/updated/", f"{waiting}/plan/deleted/",
        f"{wrong}/", f"{wrong}/problems/CTR001/", f"{wrong}/rows/1/42/", f"{doubtful}/columns/", f"{done}/", f"{done}/undo/",
    ]  # fmt: skip


@pytest.mark.slow
@on_one_database
def test_axe_finds_nothing_on_any_page_in_any_language(house, open_page):
    paths = looked_at(house)
    page = open_page(house.bob)
    for number, language in enumerate(SPOKEN):
        house.bob.user.language, house.bob.user.theme = language, "dark" if number % 2 else "light"
        house.bob.user.save()
        for path in paths:
            page.goto(house.path(f"imports/{path}"))
            assert found_by_axe(page) == [], (language, path)


@pytest.mark.slow
@on_one_database
def test_nothing_is_cut_off_on_a_narrow_screen(house, open_page):
    paths = looked_at(house)
    page = open_page(house.bob, viewport={"width": 320, "height": 640})
    for language in ("de", "fr"):
        house.bob.user.language = language
        house.bob.user.save()
        for path in paths:
            page.goto(house.path(f"imports/{path}"))
            assert wider_than_the_screen(page) == 0, (language, path)
    assert kept(house, int(paths[2].strip("/"))).state is State.WAITING
