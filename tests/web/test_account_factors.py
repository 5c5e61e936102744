"""What protects signing in beside a password: one-time codes, recovery codes, passkeys."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect
from tests.web.conftest import PASSWORD
from tests.web.doors import Door, one_time_code

SECURITY = "/account/security/"
KEY = re.compile(r"<code>((?:[A-Z2-7]{4} ?)+)</code>")
RECOVERY_CODE = re.compile(r"<code>(\d{4} \d{4})</code>")


@pytest.fixture(autouse=True)
def nobody_tried_before(served):
    cache.clear()
    return served


def confirm(door, page):
    """Answer the question whether it is really them, with the password."""
    assert page.url.path == "/account/confirm/"
    return door.post(str(page.url), {"password": PASSWORD, "next": page.url.params["next"]})


def ask_for_codes(door):
    """Start one-time codes; the key they are made from, and the page with recovery codes."""
    page = confirm(door, door.get(f"{SECURITY}codes/"))
    assert 'src="data:image/svg+xml;base64,' in page.text
    [key] = KEY.findall(page.text)
    key = key.replace(" ", "")
    assert "This code is not right" in door.post(f"{SECURITY}codes/", {"code": "000000"}).text
    return key, door.post(f"{SECURITY}codes/", {"code": one_time_code(key)})


def test_a_code_of_the_app_is_asked_for_after_the_password_and_works_once(house):
    door = Door(house.served)
    door.sign_in(house.bob.user.email)
    key, page = ask_for_codes(door)
    assert page.url.path == f"{SECURITY}recovery/"
    assert "You are asked for codes from now on." in page.text
    door.post("/account/logout/", {})
    second = door.sign_in(house.bob.user.email)
    assert second.url.path == "/account/login/second/"
    assert door.get(house.path("customers/")).url.path == "/account/login/second/"
    assert "This code is not right" in door.post("/account/login/second/", {"code": "123456"}).text
    code = one_time_code(key, steps=1)
    assert door.post("/account/login/second/", {"code": code}).url.path == house.path("customers/")
    door.post("/account/logout/", {})
    door.sign_in(house.bob.user.email)
    assert "or it was used already" in door.post("/account/login/second/", {"code": code}).text


def test_what_codes_are_made_from_is_kept_encrypted(house):
    from allauth.mfa.models import Authenticator

    door = Door(house.served)
    door.sign_in(house.bob.user.email)
    key, page = ask_for_codes(door)
    kept = str([each.data for each in Authenticator.objects.filter(user=house.bob.user)])
    assert key not in kept
    assert all(code.replace(" ", "") not in kept for code in RECOVERY_CODE.findall(page.text))


def test_a_recovery_code_signs_in_once_and_new_ones_replace_the_old(house):
    door = Door(house.served)
    door.sign_in(house.bob.user.email)
    _key, page = ask_for_codes(door)
    codes = RECOVERY_CODE.findall(page.text)
    assert len(codes) == 10
    file = door.get(f"{SECURITY}recovery/file/")
    assert file.headers["content-disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert file.text.split() == [code.replace(" ", "") for code in codes]
    door.post("/account/logout/", {})
    door.sign_in(house.bob.user.email)
    assert door.post("/account/login/second/", {"code": codes[0]}).url.path == house.path("customers/")
    door.post("/account/logout/", {})
    door.sign_in(house.bob.user.email)
    assert "or it was used already" in door.post("/account/login/second/", {"code": codes[0]}).text
    assert door.post("/account/login/second/", {"code": codes[1]}).url.path == house.path("customers/")
    assert "8 codes are left." in door.get(SECURITY).text
    confirm(door, door.get(f"{SECURITY}recovery/new/"))
    page = door.post(f"{SECURITY}recovery/new/", {})
    assert len(RECOVERY_CODE.findall(page.text)) == 10
    assert not set(RECOVERY_CODE.findall(page.text)) & set(codes)


def test_codes_can_be_stopped_again(house):
    door = Door(house.served)
    door.sign_in(house.bob.user.email)
    ask_for_codes(door)
    stopped = door.post(f"{SECURITY}codes/stop/", {})
    assert "You are not asked for codes any more." in stopped.text
    assert "Recovery codes" not in stopped.text.replace("New recovery codes", "")
    door.post("/account/logout/", {})
    assert door.sign_in(house.bob.user.email).url.path == house.path("customers/")


def test_wrong_codes_are_counted(house):
    door = Door(house.served)
    door.sign_in(house.bob.user.email)
    key, _page = ask_for_codes(door)
    door.post("/account/logout/", {})
    door.sign_in(house.bob.user.email)
    for _turn in range(5):
        door.post("/account/login/second/", {"code": "123456"})
    assert "wrong too often" in door.post("/account/login/second/", {"code": one_time_code(key, 1)}).text


def test_it_is_asked_once_more_who_it_is_before_anything_is_changed(house):
    for path in ("codes/", "recovery/new/", "passkeys/add/"):
        assert house.bob.get(f"{SECURITY}{path}").url.path == "/account/confirm/", path


def test_keys_are_rotated_with_codes_going_on(house, monkeypatch):
    from muster.environments import connections, factors, secrecy

    door = Door(house.served)
    door.sign_in(house.bob.user.email)
    key, _page = ask_for_codes(door)
    monkeypatch.setenv("MUSTER_DATA_DIR", str(house.served.data_dir))
    database = house.database()
    secrecy.add_key()
    connections.rotate(database)
    factors.rotate(database)
    secrecy.drop_old_keys()
    database.close()
    door.post("/account/logout/", {})
    door.sign_in(house.bob.user.email)
    landed = door.post("/account/login/second/", {"code": one_time_code(key, 1)})
    assert landed.url.path == house.path("customers/")


def authenticator(page, *, verified=True):
    """A passkey store of the browser's own, that says yes by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verified, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_a_passkey_is_made_used_renamed_and_removed(house, open_page):
    page = open_page(None)
    authenticator(page)
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(house.bob.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(SECURITY)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(f"**{SECURITY}recovery/")
    page.goto(SECURITY)
    expect(page.locator(".rows b")).to_have_text("Laptop")
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"**{house.path('customers/')}")
    page.goto(SECURITY)
    expect(page.locator("main")).to_contain_text("last used on")
    page.get_by_role("link", name="Rename Laptop").click()
    if "/confirm/" in page.url:
        page.get_by_role("link", name="With a passkey").click()
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(f"**{SECURITY}passkeys/**")
    page.get_by_label("Name").fill("Work")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Work").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("main")).to_contain_text("The passkey was removed.")
    expect(page.locator(".rows")).to_have_count(0)


def test_a_passkey_is_the_second_step_too_and_without_one_it_is_said(house, open_page):
    page = open_page(house.bob)
    session = authenticator(page)
    page.goto(f"{SECURITY}passkeys/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(f"**{SECURITY}recovery/")
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").fill(house.bob.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"**{house.path('customers/')}")
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    session.send("WebAuthn.disable")
    authenticator(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("alert").get_by_text("No passkey was used.").wait_for()


def test_without_scripts_the_sign_in_page_offers_what_works(house, open_page):
    page = open_page(None, java_script_enabled=False)
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).not_to_be_visible()
    page.get_by_label("E-mail address").fill(house.bob.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(f"{house.path('customers/')}$"))
