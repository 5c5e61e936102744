"""Two machines pull through one connection at once, and a program dies while it renews a token that can be spent once.

The programs are real processes with a data folder each, on both databases, against a running fake of Exact Online.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.pulling import stored
from tests.sources.exact_online.fake import CLIENT_SECRET, DIVISION, serving

from muster.environments import connections
from muster.environments.secrecy import KEY_FILE
from muster.imports import place
from muster.sources.exact_online import client, oauth

pytestmark = pytest.mark.slow

PULL = """
import sys
from muster.cli.main import run
from muster.imports import pulling
from muster.sources.exact_online import client, oauth

client.HOSTS = oauth.HOSTS = {"nl": sys.argv[1]}
print("ready", flush=True)
sys.stdin.readline()
sys.exit(run(["pull", "exact", "--yes", "--lang", "en"]))
"""


@pytest.fixture
def exact(database_url, tmp_path, monkeypatch):
    """A running fake, a connection to it whose token is old, one customer."""
    monkeypatch.setenv("MUSTER_DATABASE_URL", database_url)
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "first"))
    with serving() as fake:
        fake.account(1)
        secret = fake.issue() | {"client_id": "app", "client_secret": CLIENT_SECRET, "issued": fake.issued - 580}
        fake.age = 580
        with place.opened() as database:
            settings = {"host": "nl", "division": DIVISION, "name": "X"}
            environment = place.environment(database, "default")
            connections.connect(database, environment.id, "exact-online", settings=settings, secret=secret)
        monkeypatch.setenv("MUSTER_ENCRYPTION_KEYS", (tmp_path / "first" / KEY_FILE).read_text().strip())
        yield fake


class Machine:
    """A program that pulls as soon as it is told to."""

    def __init__(self, fake, folder: Path, fault="none"):
        environment = {**os.environ, "MUSTER_DATA_DIR": str(folder), "MUSTER_FAULT": fault}
        self.program = subprocess.Popen(
            [sys.executable, "-c", PULL, fake.url], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert self.program.stdout.readline() == "ready\n"

    def go(self):
        self.program.stdin.write("\n")
        self.program.stdin.flush()

    def ended(self):
        """Exit code, and what was said."""
        said = "".join(self.program.communicate())
        return self.program.returncode, said


def renewals(fake):
    return [path for path in fake.asked if path.endswith("refresh_token")]


def test_two_pulls_at_once_renew_the_token_once_and_both_go_on(exact, database_url, tmp_path):
    exact.renewing_seconds = 1
    machines = [Machine(exact, tmp_path / name) for name in ("first", "second")]
    for machine in machines:
        machine.go()
    ended = [machine.ended() for machine in machines]
    assert [code for code, _said in ended] == [0, 0], ended
    assert len(renewals(exact)) == 1
    assert list(stored(database_url)) == ["1"]
    with place.opened() as database:
        connection = connections.find(database, place.environment(database, "default").id, "exact-online")
        assert connections.secret(database, connection.id)["refresh_token"] == exact.refresh


def test_a_program_that_dies_with_a_new_token_in_hand_leaves_a_clear_word(
    exact, muster, database_url, tmp_path, monkeypatch
):
    for module in (client, oauth):
        monkeypatch.setattr(module, "HOSTS", {"nl": exact.url})
    dying = Machine(exact, tmp_path / "first", fault="secret-exchanged")
    dying.go()
    assert dying.ended()[0] == -signal.SIGKILL
    later = muster("pull", "exact", "--yes")
    assert (later.code, stored(database_url)) == (2, {})
    assert "a program broke off while renewing it. Nothing was written. Connect Exact Online again." in later.err
    assert "canary" not in later.out + later.err
    assert len(renewals(exact)) == 2, "a refusal is not repeated: Exact Online blocks whoever errs too often"
