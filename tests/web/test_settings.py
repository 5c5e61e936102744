"""What an environment sets: saved, explained where it is wrong, and held."""

import re

import pytest
from playwright.sync_api import expect

from muster.apply import environments


def sent(house, **changed):
    """Everything that the page shows, and what is changed of it."""
    shown = {
        "name": house.environment.name, "country": "BE", "language": "nl", "zone": "Europe/Brussels", "limit_count": "10",
        "limit_share": "5", "limit_values": "500", "undo_days": "30", "keep_files_days": "30", "keep_journal_days": "365",
        "notify": "", "notify_when": "changes", "sender": "", "reply_to": "",
    }  # fmt: skip
    return {**shown, **changed}


def kept(house):
    database = house.database()
    found = environments.by_id(database, house.environment.id)
    database.close()
    return found


def test_what_is_set_is_kept_and_shown(house):
    given = sent(
        house, name=f"{house.environment.name} bis", country="FR", language="fr", zone="Europe/Paris", limit_share="2.5",
        undo_days="14", keep_files_days="7", notify="boss@example.com fr\noffice@example.com", notify_when="problems",
        sender="Muster <muster@example.com>",
    )  # fmt: skip
    page = house.alice.post(house.path("settings/"), given)
    assert "The settings were saved." in page.text
    now = kept(house)
    assert (now.name, now.country, now.language, now.zone) == (given["name"], "FR", "fr", "Europe/Paris")
    assert now.settings == {
        "limit_share": 0.025, "undo_days": 14, "keep_files_days": 7, "notify": ["boss@example.com fr", "office@example.com"],
        "notify_when": "problems", "sender": "Muster <muster@example.com>",
    }  # fmt: skip
    assert 'value="2.5"' in page.text
    assert "boss@example.com fr\noffice@example.com</textarea>" in page.text


def test_what_is_as_it_would_be_anyway_is_not_set(house):
    house.alice.post(house.path("settings/"), sent(house, undo_days="14"))
    house.alice.post(house.path("settings/"), sent(house))
    assert kept(house).settings == {}


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "", "“Name” must be filled in."),
        ("limit_share", "200", "“and more than this share of that field, in per cent” must be a number from 0 to 100."),
        ("keep_files_days", "0", "“Days for which files are kept” must be a number from 1 to 3650."),
        ("undo_days", "many", "must be a number from 0 to 3650."),
        ("undo_days", "400", "The values from before an import are kept for 365 days"),
        ("notify", "boss@example.com xx", "“boss@example.com xx” is no address, or ends in no language of Muster."),
        ("sender", "nobody", "This is no address."),
        ("reply_to", "nobody", "This is no address."),
        ("zone", "Mars/Base", "Choose one of the values that are offered for “Time zone”."),
    ],
)
def test_what_cannot_be_set_says_why_and_keeps_what_was_typed(house, field, text, said):
    page = house.alice.post(
        house.path("settings/"),
        sent(house, **{field: text, "undo_days": text} if field == "undo_days" else {field: text}),
    )
    assert said in page.text
    assert "Error: " in page.text
    assert kept(house) == house.environment


def test_two_environments_have_no_name_in_common(house):
    from muster.environments.models import Member

    there = Member.objects.get(user=house.charlie.user).environment.name
    page = house.alice.post(house.path("settings/"), sent(house, name=there))
    assert f"There is an environment “{there}” already." in page.text


def test_an_error_takes_the_focus_and_leads_to_its_field(house, open_page):
    page = open_page(house.alice)
    page.goto(house.path("settings/"))
    page.get_by_label("Days for which files are kept").fill("0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="“Days for which files are kept”").click()
    field = page.get_by_label("Days for which files are kept")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-describedby", "id_keep_files_days_hint id_keep_files_days_error")
    expect(page).to_have_title(re.compile("^Error: "))


def test_what_everybody_chooses_for_themselves_holds_on_the_next_page(house):
    shown = house.bob.get("/account/")
    prefix = f"e{house.environment.id}-notify_when"
    assert f'name="{prefix}"' in shown.text
    page = house.bob.post("/account/", {"name": "Bob Maes", "language": "de", "theme": "dark", prefix: "never"})
    assert "Ihre persönlichen Einstellungen wurden gespeichert." in page.text
    assert '<html lang="de" data-theme="dark">' in page.text
    house.bob.user.refresh_from_db()
    assert (house.bob.user.name, house.bob.user.language, house.bob.user.theme) == ("Bob Maes", "de", "dark")
    assert house.bob.user.memberships.get().notify_when == "never"


def test_pages_of_no_environment_lead_back_to_the_one_somebody_comes_from(house):
    house.bob.get(house.path("customers/"))
    assert f'href="{house.path("customers/")}"' in house.bob.get("/account/security/").text
