"""Pages of signing in, people and settings: whole, in every language, by day and night, wide and narrow."""

import pytest
from tests.web.doors import change
from tests.web.looks import found_by_axe, too_small, wider_than_the_screen

from muster.i18n import SPOKEN
from muster.imports import mappings

OPEN = ["/account/login/", "/account/password/forgotten/", "/account/password/forgotten/sent/",
        "/account/password/forgotten/changed/", "/account/password/forgotten/1-over/", "/account/login/not-any-more/",
        "/invitation/over/"]  # fmt: skip

SIGNED_IN = ["/account/", "/account/password/", "/account/security/", "/account/security/codes/",
             "/account/security/passkeys/add/", "/account/logout/", "/account/confirm/", "/nothing-here/"]  # fmt: skip

OF_AN_ENVIRONMENT = ["settings/", "settings/people/", "settings/people/invite/", "settings/rules/", "settings/rules/COC010/",
                     "settings/rules/CTR001/", "settings/connections/", "settings/connections/recurly/",
                     "settings/connections/exact-online/", "settings/mappings/"]  # fmt: skip

pytestmark = pytest.mark.parametrize(
    "served", ["sqlite"], indirect=True
)  # what a page looks like is no database's doing


@pytest.fixture
def furnished(house):
    """Everything that the pages can show, under long names."""
    from muster.environments import connections, people
    from muster.environments.roles import Role

    long = "Boekhoudkantoor-Vandermeulen-en-dochters.be"
    people.invite(house.environment.id, email=f"eve@{long}", role=Role.VIEWER, language="nl", by=house.alice.user)
    database = house.database()
    columns = {"Straat+Huisnummer+Busnummer": "address", "Ondernemingsnummer/RPR": "coc", "Opmerkingen": None}
    mappings.save(database, house.environment.id, "shape", columns)
    where = {"domain": "vandermeulen-en-dochters-boekhouding", "region": "eu"}
    connections.connect(database, house.environment.id, "recurly", settings=where, secret={"api_key": "x"})
    database.close()
    change(house.alice, name="Anna-Magdalena Vandermeulen-Oosterlinck")
    return house


def recently_confirmed(house):
    """Whoever is asked nothing more before they change how they sign in."""
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore(session_key=house.alice.cookies["sessionid"])
    [record] = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**record, "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(house.alice.user.pk)
    session.save()


def addresses(house):
    return [*SIGNED_IN, *map(house.path, OF_AN_ENVIRONMENT)]


def test_axe_finds_what_is_wrong(house, open_page):
    page = open_page(house.alice)
    page.goto("/account/")
    page.evaluate(
        'document.querySelector(\'main\').innerHTML = \'<img src="/static/muster/mark.svg"><input type="checkbox" aria-label="x"><h1>x</h1>\''
    )
    assert [finding.partition(":")[0] for finding in found_by_axe(page)] == ["image-alt"]
    assert len(too_small(page)) == 1


@pytest.mark.parametrize(("language", "scheme"), [*((each, "light") for each in SPOKEN), ("en", "dark")])
def test_axe_finds_nothing_and_every_control_can_be_hit(furnished, open_page, language, scheme):
    recently_confirmed(furnished)
    change(furnished.alice, language=language)
    wanted = {"locale": language, "color_scheme": scheme}
    for person, paths in ((None, OPEN), (furnished.alice, addresses(furnished))):
        page = open_page(person, **wanted)
        for path in paths:
            page.goto(path)
            assert page.get_attribute("html", "lang") == language, path
            assert (path, found_by_axe(page), too_small(page)) == (path, [], [])


@pytest.mark.parametrize("language", ["de", "fr"])
def test_nothing_is_wider_than_a_narrow_screen(furnished, open_page, language):
    recently_confirmed(furnished)
    change(furnished.alice, language=language)
    narrow = {"viewport": {"width": 320, "height": 640}, "locale": language}
    for person, paths in ((None, OPEN), (furnished.alice, addresses(furnished))):
        page = open_page(person, **narrow)
        for path in paths:
            page.goto(path)
            assert (path, wider_than_the_screen(page)) == (path, 0)


def test_the_settings_are_reached_by_keyboard_alone(furnished, open_page):
    page = open_page(furnished.alice)
    page.goto(furnished.path("settings/"))
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Rules":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/rules/")
    assert page.get_by_role("link", name="Rules", exact=True).first.get_attribute("aria-current") == "page"
