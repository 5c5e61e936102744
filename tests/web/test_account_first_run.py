"""A fresh machine: nobody can sign in, and only who started Muster makes the first administrator."""

import pytest
from django.test import Client

from muster.apply import environments
from muster.environments.migrate import migrate_for_pages, pointed
from muster.store import open_database

pytestmark = pytest.mark.slow

PASSWORD = "een lange zin als wachtwoord"


@pytest.fixture
def stranger(database_url, tmp_path, monkeypatch):
    """Somebody before an empty Muster."""
    monkeypatch.setenv("MUSTER_DATABASE_URL", database_url)
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    migrate_for_pages(database_url)
    with pointed(database_url):
        yield Client(headers={"host": "localhost"})


@pytest.fixture
def address(stranger):  # noqa: ARG001  the code is that of the data folder he has
    from muster.web.home import first_run_code

    return f"/first-run/{first_run_code()}/"


def person(**given):
    return {"name": "Alice", "email": "Alice@example.com", "password": PASSWORD, **given}


def test_the_first_page_says_where_to_begin(stranger):
    answer = stranger.get("/")
    assert (answer.status_code, "Nobody can sign in yet" in answer.content.decode()) == (503, True)
    assert stranger.get("/first-run/000000000000/").status_code == 404


def test_the_first_administrator_gets_the_environment_that_there_is(stranger, address, database_url):
    database = open_database(database_url)
    here = environments.add(database, "Bakkerij")
    database.close()
    stranger.post(address, person())
    from muster.environments.models import Member

    assert [member.environment_id for member in Member.objects.all()] == [here.id]


def test_whoever_has_the_address_is_administrator_and_operator_from_then_on(stranger, address):
    landed = stranger.post(address, person(), follow=True)
    assert landed.redirect_chain[-1][0].endswith("/customers/")
    from muster.environments.models import User

    [alice] = User.objects.all()
    assert (alice.email, alice.is_operator) == ("alice@example.com", True)
    assert [member.role for member in alice.memberships.all()] == ["administrator"]
    assert stranger.get("/environments/new/").status_code == 200


def test_it_happens_once(stranger, address):
    stranger.post(address, person())
    another = Client(headers={"host": "localhost"})
    assert another.post(address, person(email="eve@example.com")).url == "/"
    from muster.environments.models import User

    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "kort"}, "This password is too short."),
        ({"email": "nobody"}, "This is no e-mail address."),
        ({"name": ""}, "“Your name” must be filled in."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(stranger, address, wrong, said):
    assert said in stranger.post(address, person(**wrong)).content.decode()
    assert stranger.get("/").status_code == 503
