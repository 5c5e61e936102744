"""`muster people` and `muster tidy`: who can sign in, and what is kept too long."""

import re

import pytest

pytestmark = pytest.mark.slow

LINK = re.compile(r"^(https?://\S+)/invitation/([\w-]{43})/$", re.MULTILINE)


def test_nobody_is_there_at_first(muster):
    done = muster("people")
    assert (done.code, done.out) == (0, "")
    assert "Nobody can sign in yet" in done.err


def test_the_first_administrator_is_invited_by_command_and_may_add_environments(muster, database_url):
    done = muster("people", "invite", "alice@example.com", "--role", "administrator")
    assert done.code == 0
    [(address, token)] = LINK.findall(done.out)
    assert address == "http://localhost:8000"
    assert "default  alice@example.com  Administrator  (invited)" in muster("people", "list").out

    from muster.environments.migrate import pointed

    with pointed(database_url):
        from muster.environments import people

        alice = people.accept(people.invitation(token), name="Alice", password="een lange zin")
        assert (alice.is_operator, [member.role for member in people.environments_of(alice)]) == (
            True,
            ["administrator"],
        )
        assert people.invitation(token) is None
    assert muster("people").out == "default  alice@example.com  Alice  Administrator\n"


def test_later_ones_are_no_operators_and_the_first_viewer_is_none(muster, database_url):
    tokens = [
        LINK.findall(muster("people", "invite", f"{role}@example.com", "--role", role).out)[0][1]
        for role in ("viewer", "administrator")
    ]
    from muster.environments.migrate import pointed

    with pointed(database_url):
        from muster.environments import people

        for token in tokens:
            assert not people.accept(people.invitation(token), name="X", password="een lange zin").is_operator


def test_the_link_is_below_the_address_that_the_operator_set(muster, monkeypatch):
    monkeypatch.setenv("MUSTER_BASE_URL", "https://muster.example.com/")
    done = muster("people", "invite", "alice@example.com")
    assert LINK.findall(done.out)[0][0] == "https://muster.example.com"
    assert "MUSTER_BASE_URL" not in done.err


@pytest.mark.parametrize(
    "arguments",
    [("nobody",), ("a@example.com", "--role", "boss"), ("a@example.com", "--environment", "unknown")],
)
def test_what_cannot_be_ends_with_2(muster, arguments):
    assert muster("people", "invite", *arguments).code == 2


def test_tidying_says_what_it_deleted(muster, file):
    muster("import", file("1,,,Janssens,Jan,,,,,,,"), "--yes")
    done = muster("tidy")
    assert (done.code, done.out) == (0, "")
    assert "files were deleted: 0. Imports whose earlier values were deleted: 0." in done.err
