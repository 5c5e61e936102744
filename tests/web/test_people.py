"""Members of an environment and who is invited: inviting, accepting, roles, leaving."""

import re

import pytest
from tests.web.conftest import PASSWORD, Person
from tests.web.doors import Door, letter, link

from muster.environments.roles import Role

SHOWN_LINK = re.compile(r'<code class="link-once">(\S+)</code>')


@pytest.fixture
def eve(house):
    """An address that nobody has yet."""
    return f"eve.{house.environment.id}@example.org"


def invite(house, address, role="importer", language="nl"):
    given = {"email": address, "role": role, "language": language}
    return house.alice.post(house.path("settings/people/invite/"), given)


def members(house):
    from muster.environments import people

    return {member.user.name: member.role for member in people.members_of(house.environment.id)}


def member_id(house, person: Person):
    from muster.environments import people

    return people.member(person.user, house.environment.id).pk


def invitation_id(house, address):
    from muster.environments import people

    [found] = [each.pk for each in people.invitations_of(house.environment.id) if each.email == address]
    return found


def test_an_invitation_is_mailed_in_the_language_of_the_invited_and_shown_once(house, eve):
    page = invite(house, eve.upper())
    assert page.url.path == house.path("settings/people/")
    [shown] = SHOWN_LINK.findall(page.text)
    assert "No mail server is set, so the invitation lies in the folder “outbox” only." in page.text
    message = letter(house.served, eve)
    assert message["Subject"] == f"Uw uitnodiging voor {house.environment.name} in Muster"
    assert link(message) == shown
    assert f"Alice nodigt u uit bij de klanten van {house.environment.name}" in message.get_content()
    assert house.alice.user.email not in message.as_string()
    again = house.alice.get(house.path("settings/people/"))
    assert SHOWN_LINK.findall(again.text) == []
    assert eve in again.text


def test_a_link_lies_nowhere_in_the_clear(house, eve):
    token = SHOWN_LINK.findall(invite(house, eve).text)[0].rstrip("/").rpartition("/")[2]
    database = house.database()
    kept = database.fetch("SELECT token_sha256 FROM invitation") + database.fetch("SELECT email FROM invitation")
    database.close()
    assert token not in str(kept)
    assert token not in (house.served.data_dir / "log").read_text()


def test_somebody_new_accepts_and_is_in_with_the_role_they_were_invited_to(house, eve):
    [address] = SHOWN_LINK.findall(invite(house, eve, role="viewer").text)
    door = Door(house.served)
    page = door.get(address)
    assert f"You are invited to {house.environment.name}" in page.text
    assert "“Password” must be filled in." in door.post(address, {"name": "Eve", "password": ""}).text
    assert "too short" in door.post(address, {"name": "Eve", "password": "kort"}).text
    landed = door.post(address, {"name": "Eve", "password": PASSWORD})
    assert landed.url.path == house.path("customers/")
    assert members(house)["Eve"] == "viewer"
    over = Door(house.served).get(address)
    assert (over.status_code, "This invitation is over" in over.text) == (410, True)


def test_who_can_sign_in_already_joins_after_signing_in(house):
    [address] = SHOWN_LINK.findall(invite(house, house.charlie.user.email).text)
    door = Door(house.served)
    assert door.get(address).url.path == "/account/login/"
    assert "Accept" in house.charlie.get(address).text
    assert house.charlie.post(address).url.path == house.path("customers/")
    assert members(house)["Charlie"] == "importer"


def test_an_invitation_is_for_its_address_only(house):
    [address] = SHOWN_LINK.findall(invite(house, house.charlie.user.email).text)
    refused = house.victor.post(address)
    assert f"This invitation is for {house.charlie.user.email}." in refused.text
    assert "Charlie" not in members(house)


def test_inviting_again_makes_the_first_link_worthless(house, eve):
    [first] = SHOWN_LINK.findall(invite(house, eve).text)
    path = house.path(f"settings/people/invitations/{invitation_id(house, eve)}/again/")
    [second] = SHOWN_LINK.findall(house.alice.post(path).text)
    door = Door(house.served)
    assert (door.get(first).status_code, door.get(second).status_code) == (410, 200)


def test_an_invitation_can_be_withdrawn_and_gets_old(house, eve):
    from django.utils import timezone

    from muster.environments.models import Invitation

    [address] = SHOWN_LINK.findall(invite(house, eve).text)
    Invitation.objects.filter(email=eve).update(expires_at=timezone.now())
    assert Door(house.served).get(address).status_code == 410
    assert 'badge-warning">over' in house.alice.get(house.path("settings/people/")).text
    path = house.path(f"settings/people/invitations/{invitation_id(house, eve)}/withdraw/")
    assert "was withdrawn" in house.alice.post(path).text
    assert not Invitation.objects.filter(email=eve).exists()


def test_who_is_a_member_already_cannot_be_invited(house):
    assert f"{house.bob.user.email} is in this environment already." in invite(house, house.bob.user.email).text


def test_a_role_is_changed_and_holds_at_once(house):
    path = house.path(f"settings/people/{member_id(house, house.victor)}/role/")
    assert "Victor is Administrator now." in house.alice.post(path, {"role": "administrator"}).text
    assert house.victor.get(house.path("settings/people/")).status_code == 200
    assert house.alice.post(path, {"role": "emperor"}).status_code == 404


def test_somebody_is_always_administrator(house):
    alice = member_id(house, house.alice)
    for path, given in (
        (f"settings/people/{alice}/role/", {"role": "viewer"}),
        (f"settings/people/{alice}/remove/", {}),
    ):
        assert "Somebody must be administrator here" in house.alice.post(house.path(path), given).text
    assert members(house)["Alice"] == Role.ADMINISTRATOR


def test_who_is_removed_sees_nothing_any_more(house):
    path = house.path(f"settings/people/{member_id(house, house.bob)}/remove/")
    assert "Remove Bob?" in house.alice.get(path).text
    assert f"Bob is no member of {house.environment.name} any more." in house.alice.post(path).text
    assert house.bob.get(house.path("customers/")).status_code == 404
    assert "No environment yet" in house.bob.get("/").text


def test_an_administrator_who_leaves_lands_elsewhere(house):
    bob = member_id(house, house.bob)
    house.alice.post(house.path(f"settings/people/{bob}/role/"), {"role": "administrator"})
    left = house.alice.post(house.path(f"settings/people/{member_id(house, house.alice)}/remove/"))
    assert (left.status_code, left.url.path) == (200, "/")


def test_a_mail_server_that_does_not_answer_is_no_reason_not_to_invite(house, eve, inside, monkeypatch):
    monkeypatch.setenv("MUSTER_EMAIL_URL", "smtp://localhost:1")
    client = inside(house.alice)
    given = {"email": eve, "role": "viewer", "language": "en"}
    page = client.post(house.path("settings/people/invite/"), given, follow=True)
    assert "The invitation could not be mailed" in page.content.decode()
    assert SHOWN_LINK.findall(page.content.decode())
