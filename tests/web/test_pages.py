"""Every page: who sees it, what it carries, and that nothing of another environment is reached by it."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from muster.environments.roles import Role

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")

PLACES = {
    "import_id": 1, "file": 1, "line": 2, "kind": "updated", "form": "csv", "code": "EML001", "source": "recurly",
    "member_id": 1, "invitation_id": 1, "mapping_id": 1, "customer_id": 1, "other_id": 2,
}  # fmt: skip
"""What stands in an address beside the environment: some value for each."""

OF_AN_ENVIRONMENT = {"import_id", "member_id", "invitation_id", "mapping_id"}
"""Those that name something of one environment."""


def all_patterns(patterns=None, prefix=""):
    for pattern in patterns or get_resolver("muster.web.urls").url_patterns:
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern


def pages_of_an_environment():
    for path, pattern in all_patterns():
        if path.startswith("e/<int:environment_id>/"):
            yield path.removeprefix("e/<int:environment_id>/"), pattern.callback.role


def filled(path, places):
    unknown = set(PLACE.findall(path)) - set(places)
    assert not unknown, f"Say in PLACES of {__name__} what stands for {unknown} in {path}"
    return PLACE.sub(lambda place: str(places[place[1]]), path)


@pytest.mark.usefixtures("served")
def test_every_page_says_who_may_see_it():
    unmarked = [
        path
        for path, pattern in all_patterns()
        if not hasattr(pattern.callback, "role") and not getattr(pattern.callback, "is_open", False)
    ]
    assert unmarked == []


@pytest.mark.parametrize("name", ["alice", "bob", "victor", "charlie", None])
def test_nobody_sees_what_is_not_theirs(house, name):
    person = house.people.get(name)
    for pattern, needed in pages_of_an_environment():
        path = filled(pattern, PLACES)
        if person is None:
            answer = house.alice.http.build_request("GET", house.path(path))
            answer.headers.pop("cookie", None)
            status = house.alice.http.send(answer, follow_redirects=False).status_code
            assert status == 302, path
            continue
        status = person.get(house.path(path)).status_code
        if name == "charlie":
            assert status == 404, path
        elif {"alice": Role.ADMINISTRATOR, "bob": Role.IMPORTER, "victor": Role.VIEWER}[name].covers(needed):
            assert status in ({200, 405} if path == pattern else {200, 404, 405}), path
        else:
            assert status == 403, path


@pytest.fixture
def things_of_charlie(house):
    """One of everything, in an environment of which alice knows nothing."""
    from muster.apply import state
    from muster.environments import people
    from muster.environments.models import Member
    from muster.imports import mappings

    member = Member.objects.get(user=house.charlie.user)
    there = member.environment_id
    invited = people.invite(there, email="eve@example.com", role=Role.VIEWER, language="en", by=house.charlie.user)
    database = house.database()
    mappings.save(database, there, "shape", {"Naam": "lastname"})
    [saved] = mappings.listed(database, there)
    request = state.Request(environment_id=there, kind=state.Kind.FILE, started_by="Charlie")
    import_id = state.open_import(database, request, [state.ReceivedFile(name="klanten.csv")])
    state.cancel(database, import_id)
    database.close()
    return {
        "member_id": member.pk, "invitation_id": invited.invitation.pk, "mapping_id": saved.id, "import_id": import_id,
    }  # fmt: skip


def test_nothing_of_another_environment_is_reached_through_ones_own(house, things_of_charlie):
    from muster.environments.models import Invitation, Member
    from muster.imports import mappings

    for pattern, _needed in pages_of_an_environment():
        if not OF_AN_ENVIRONMENT & set(PLACE.findall(pattern)):
            continue
        path = house.path(filled(pattern, {**PLACES, **things_of_charlie}))
        form = {"role": "viewer"}
        assert {house.alice.get(path).status_code, house.alice.post(path, form).status_code} <= {404, 405}, path
        assert 404 in {house.alice.get(path).status_code, house.alice.post(path, form).status_code}, path
    member = Member.objects.get(pk=things_of_charlie["member_id"])
    assert member.role == Role.ADMINISTRATOR
    assert Invitation.objects.filter(pk=things_of_charlie["invitation_id"]).exists()
    database = house.database()
    assert len(mappings.listed(database, member.environment_id)) == 1
    database.close()


def every_address(house):
    for pattern, _view in all_patterns():
        if pattern.startswith("^") or "(?P" in pattern:
            continue  # the link of a forgotten password: test_account.py
        places = {**PLACES, "environment_id": house.environment.id, "pk": 1, "token": "unknown"}
        yield "/" + filled(pattern, {**places, "code": "000000000000"} if "first-run" in pattern else places)


SIGNING_OUT = {"/account/logout/", "/account/logout/everywhere/"}


def test_every_page_carries_what_keeps_it_private(house):
    for path in every_address(house):
        for answer in (
            house.alice.get(path, follow_redirects=False),
            house.alice.http.get(path, headers={"Cookie": ""}),
        ):
            headers = answer.headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert "no-store" in headers["cache-control"], path
            assert headers["referrer-policy"] == "same-origin", path
            assert headers["cross-origin-opener-policy"] == "same-origin", path
            assert headers["x-frame-options"] == "DENY", path
            assert "frame-ancestors 'none'" in headers["content-security-policy"], path
            policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
            assert policy["default-src"] == "'none'", path
            assert {policy[kind] for kind in ("script-src", "style-src", "connect-src", "form-action")} == {"'self'"}
            assert "unsafe" not in headers["content-security-policy"], path


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_page_changes_anything_without_the_token_of_its_form(house, method):
    for path in every_address(house):
        answer = house.alice.http.request(method, path, follow_redirects=False)
        assert answer.status_code == 403, path
        assert "This page was open for too long." in answer.text, path


def test_a_script_in_a_name_is_text(house, open_page):
    from tests.web.doors import change

    evil = "<script>document.title='taken'</script>"
    change(house.alice, name=evil)
    page = open_page(house.alice)
    for path in (house.path("settings/people/"), "/account/"):
        page.goto(path)
        assert page.title() != "taken"
        assert evil in page.inner_text("body") or page.input_value("#id_name") == evil
