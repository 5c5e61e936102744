"""The examples on the pages about Recurly and Exact Online come true."""

import json
import re
from pathlib import Path

import pytest
from tests.sources.exact_online import fake as fake_exact
from tests.sources.recurly import fake as fake_recurly

from muster.environments import connections
from muster.imports import place
from muster.sources.exact_online import client as exact_client
from muster.sources.exact_online import oauth
from muster.sources.recurly import client as recurly_client

PAGES = Path(__file__).parents[2] / "docs" / "sources"


def example(page):
    """The JSON of the example, and the CSV that comes of it."""
    text = (PAGES / page).read_text(encoding="utf-8")
    [given], [wanted] = (re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL) for kind in ("json", "csv"))
    return json.loads(given), wanted


def connect(source, settings, secret):
    with place.opened() as database:
        environment = place.environment(database, "default")
        connections.connect(database, environment.id, source, settings=settings, secret=secret)


def exported(muster):
    return (
        muster("export", "--format", "csv", "--lang", "en").out.lstrip("\ufeff").replace("\r\n", "\n").replace(";", ",")
    )


def test_recurly(muster, monkeypatch):
    given, wanted = example("recurly.md")
    with fake_recurly.serving() as fake:
        monkeypatch.setattr(recurly_client, "HOSTS", {"eu": fake.url})
        connect("recurly", {"domain": "acme", "region": "eu"}, {"api_key": fake_recurly.KEY})
        fake.accounts = [given]
        assert muster("pull", "recurly", "--yes").code == 0
    assert exported(muster) == wanted


@pytest.mark.slow
def test_exact_online(muster, monkeypatch):
    given, wanted = example("exact-online.md")
    with fake_exact.serving() as fake:
        for module in (exact_client, oauth):
            monkeypatch.setattr(module, "HOSTS", {"be": fake.url})
        secret = fake.issue() | {"client_id": "app", "client_secret": fake_exact.CLIENT_SECRET, "issued": fake.issued}
        connect("exact-online", {"host": "be", "division": fake_exact.DIVISION, "name": "X"}, secret)
        for kind, row in zip(("Accounts", "Contacts", "Addresses"), given.values(), strict=True):
            fake.put(kind, **row)
        done = muster("pull", "exact", "--yes")
        assert done.code == 0, done.err
    assert exported(muster) == wanted
