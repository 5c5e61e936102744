"""Signing in with a password, staying signed in, and a forgotten password."""

import os
import re
import socket
import subprocess
import sys
import time

import httpx
import pytest
from django.core.cache import cache
from tests.web.conftest import PASSWORD
from tests.web.doors import Door, change, letter, letters, link

from muster.server.settings import SECRET_KEY

HOUR = 3600


@pytest.fixture(autouse=True)
def nobody_tried_before(served):
    cache.clear()
    return served


def session_of(http):
    from django.contrib.sessions.backends.db import SessionStore

    return SessionStore(session_key=http.cookies["sessionid"])


def test_who_knows_address_and_password_comes_in_where_they_wanted_to_go(house):
    door = Door(house.served)
    page = door.get(house.path("imports/"))
    assert page.url.path == "/account/login/"
    landed = door.post(
        str(page.url), {"login": house.bob.user.email.upper(), "password": PASSWORD, "next": house.path("imports/")}
    )
    assert (landed.status_code, landed.url.path) == (200, house.path("imports/"))


def test_an_unknown_person_and_a_wrong_password_get_the_same_answer(house):
    door = Door(house.served)
    answers = [door.sign_in(address, "wrong") for address in (house.bob.user.email, "nobody@example.com")]
    texts = {answer.text.replace(house.bob.user.email, "X").replace("nobody@example.com", "X") for answer in answers}
    assert {answer.status_code for answer in answers} == {200}
    assert len({_without_token(text) for text in texts}) == 1
    assert "Address and password do not belong together." in answers[0].text


def test_an_unknown_person_costs_as_much_work_as_one_with_a_wrong_password(house, inside, monkeypatch):
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    hashed = []
    encode = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(
        PBKDF2PasswordHasher, "encode", lambda *given, **more: hashed.append(1) or encode(*given, **more)
    )
    spent = []
    for address in (house.bob.user.email, "nobody@example.com"):
        hashed.clear()
        inside().post("/account/login/", {"login": address, "password": "wrong"})
        spent.append(len(hashed))
    assert spent == [1, 1]


def test_tries_are_counted_together_however_many_processes_serve_pages(house, client_of_another_process):
    one, other = Door(house.served), client_of_another_process
    address = house.bob.user.email
    for turn in range(5):
        answer = (one, other)[turn % 2].sign_in(address, "wrong")
        assert "do not belong together" in answer.text
    for door in (one, other):
        assert "wrong too often" in door.sign_in(address).text


def test_who_asks_too_often_is_told_to_wait(house):
    door = Door(house.served)
    for _turn in range(20):
        door.post("/account/password/forgotten/", {"email": "nobody@example.com"}, follow_redirects=False)
    answer = door.post("/account/password/forgotten/", {"email": "nobody@example.com"})
    assert answer.status_code == 429
    assert "That was too often." in answer.text


def test_a_session_gets_another_key_when_somebody_signs_in(house):
    door = Door(house.served)
    door.post("/account/password/forgotten/", {"email": "nobody@example.com"})
    door.http.cookies.set("sessionid", "chosen-by-somebody-else", domain="localhost.local")
    door.sign_in(house.bob.user.email)
    keys = [cookie.value for cookie in door.http.cookies.jar if cookie.name == "sessionid"]
    assert "chosen-by-somebody-else" not in keys[-1]
    first = keys[-1]
    door.post("/account/logout/", {})
    door.sign_in(house.bob.user.email)
    assert [cookie.value for cookie in door.http.cookies.jar if cookie.name == "sessionid"][-1] != first


def test_cookies_are_for_our_pages_only_and_end_with_the_browser(house):
    door = Door(house.served)
    answer = door.sign_in(house.bob.user.email, follow_redirects=False)
    [session] = [each for each in answer.headers.get_list("set-cookie") if each.startswith("sessionid=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(session.split("; "))
    assert "expires" not in session.lower()


@pytest.mark.parametrize(("key", "ago"), [("seen_at", 2 * HOUR + 60), ("began_at", 12 * HOUR + 60)])
def test_who_is_away_for_long_or_signed_in_for_long_has_to_sign_in_again(house, key, ago):
    door = Door(house.served)
    door.sign_in(house.bob.user.email)
    assert door.get(house.path("customers/")).url.path == house.path("customers/")
    session = session_of(door.http)
    session[key] = int(time.time()) - ago
    session.save()
    answer = door.get(house.path("customers/"))
    assert answer.url.path == "/account/login/"
    assert "You were signed out because you were away for long." in answer.text


def test_who_is_there_stays_signed_in(house):
    door = Door(house.served)
    door.sign_in(house.bob.user.email)
    door.get(house.path("customers/"))
    session = session_of(door.http)
    session["seen_at"] = int(time.time()) - 2 * HOUR + 60
    session.save()
    door.get(house.path("customers/"))
    assert time.time() - session_of(door.http)["seen_at"] < 60


def test_signing_out_everywhere_ends_every_session_of_this_person_only(house):
    doors = [Door(house.served) for _device in range(2)]
    for door in doors:
        door.sign_in(house.bob.user.email)
    answer = doors[0].post("/account/logout/everywhere/", {})
    assert "You are signed out on every device." in answer.text
    for door in doors:
        assert door.get(house.path("customers/")).url.path == "/account/login/"
    assert house.alice.get(house.path("customers/")).url.path == house.path("customers/")


def test_who_was_deactivated_is_told_so_only_with_the_right_password(house):
    change(house.bob, is_active=False)
    door = Door(house.served)
    assert "do not belong together" in door.sign_in(house.bob.user.email, "wrong").text
    assert "Your access was ended." in door.sign_in(house.bob.user.email).text


def test_a_forgotten_password_is_replaced_by_a_link_in_the_persons_language(house):
    bob = house.bob.user
    change(house.bob, language="nl")
    door = Door(house.served)
    asked = door.post("/account/password/forgotten/", {"email": bob.email})
    assert "a link is on its way" in asked.text
    message = letter(house.served, bob.email)
    assert message["Subject"] == "Kies een nieuw wachtwoord voor Muster"
    assert message.get_content().startswith("Beste Bob,")
    page = door.get(link(message))
    assert "token" not in str(page.url)
    assert page.url.path.endswith("-set-password/")
    assert "too short" in door.post(page.url.path, {"password1": "short", "password2": "short"}).text
    new = {"password1": "nog een lange zin", "password2": "nog een lange zin"}
    assert "Your password was changed" in door.post(page.url.path, new).text
    assert "This link is over" in door.get(link(message)).text
    assert house.bob.get(house.path("customers/")).url.path == "/account/login/"
    assert "do not belong together" in door.sign_in(bob.email).text
    assert door.sign_in(bob.email, "nog een lange zin").url.path == house.path("customers/")


def test_nobody_learns_who_has_a_password_to_forget(house):
    door = Door(house.served)
    known = door.post("/account/password/forgotten/", {"email": house.bob.user.email})
    unknown = door.post("/account/password/forgotten/", {"email": "nobody@example.com"})
    assert (known.url, _without_token(known.text)) == (unknown.url, _without_token(unknown.text))
    letter(house.served, house.bob.user.email)
    assert letters(house.served, "nobody@example.com") == []


def test_a_changed_password_ends_the_other_sessions(house):
    here, there = Door(house.served), Door(house.served)
    for door in (here, there):
        door.sign_in(house.bob.user.email)
    wrong = here.post("/account/password/", {"oldpassword": "wrong", "password1": PASSWORD, "password2": PASSWORD})
    assert "This is not your current password." in wrong.text
    new = "nog een lange zin"
    done = here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert "Your password was changed." in done.text
    assert here.get(house.path("customers/")).url.path == house.path("customers/")
    assert there.get(house.path("customers/")).url.path == "/account/login/"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("kort", "zu kurz"),
        ("1234567890123", "nur aus Ziffern"),
        ("password123", "jeder zuerst versucht"),
        ("bob.bob.bob", "Ihrem Namen"),
    ],
)
def test_what_is_wrong_with_a_password_is_said_in_the_readers_language(house, password, said):
    change(house.bob, language="de", name="Bob Bob Bob")
    sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert said in house.bob.post("/account/password/", sent).text


def _without_token(text):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.fixture
def client_of_another_process(house):
    """Somebody whose requests another process answers, over the same database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {
        **os.environ, "MUSTER_DATA_DIR": str(house.served.data_dir), "MUSTER_DATABASE_URL": house.served.database_url,
        "MUSTER_LANG": "en", "MUSTER_SECRET_KEY": SECRET_KEY,
    }  # fmt: skip
    command = [sys.executable, "-m", "muster", "serve", "--port", str(port), "--threads", "1", "--no-worker"]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                httpx.get(f"http://localhost:{port}/", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        other = Door(house.served)
        other.http.base_url = f"http://localhost:{port}"
        yield other
    finally:
        process.terminate()
        process.wait(40)


def test_sessions_that_are_over_and_counts_that_do_not_count_any_more_go(house):
    from datetime import timedelta

    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from muster.environments.expired import forget_expired

    past = timezone.now() - timedelta(minutes=1)
    Session.objects.filter(pk=house.victor.cookies["sessionid"]).update(expire_date=past)
    cache.set("over", 1, timeout=0.001)
    cache.set("counting", 1, timeout=60)
    time.sleep(1)  # the cache keeps whole seconds
    database = house.database()
    forget_expired(database)
    database.close()
    keys = {house.victor.cookies["sessionid"], house.alice.cookies["sessionid"]}
    assert {session.pk for session in Session.objects.filter(pk__in=keys)} == {house.alice.cookies["sessionid"]}
    assert cache.get("counting") == 1
