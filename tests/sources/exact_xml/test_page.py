"""The page for users shows what happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from muster.model.fields import BY_HEADER
from muster.sources.exact_xml.elements import ACCOUNT, ADDRESS, CONTACT

PAGE = Path(__file__).parents[3] / "docs" / "sources" / "exact-online-xml.md"


def block(language):
    """The only block of this language on the page."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return found


def shown():
    """Each command of the page with the output below it."""
    parts = re.split(r"^\$ (.*)\n", block("console"), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture
def run(tmp_path):
    """Run a command as on a fresh machine, in the folder in which the page's export lies."""
    (tmp_path / "accounts.xml").write_text(block("xml"), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUSTER_", "LC_", "LANG"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    machine = {"PATH": path, "MUSTER_DATA_DIR": str(tmp_path / "data"), "LANG": "C.UTF-8", "COLUMNS": "80"}

    def run(command):
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=kept | machine, capture_output=True, text=True, check=True
        )
        return done.stdout.removeprefix("\ufeff")

    return run


@pytest.mark.slow
def test_every_command_of_the_page_does_what_it_shows(run):
    assert len(shown()) > 3
    for command, output in shown():
        assert run(command) == output, command


def test_the_page_names_every_field_and_every_element_that_is_read():
    page = PAGE.read_text(encoding="utf-8")
    assert [header for header in BY_HEADER if header not in page] == []
    told_in_words = {"Contacts", "Debtor", "Creditor", "IsBlocked", "IsInactive", "EndDate", "Contact", "Address"}
    parts = {"BirthNamePrefix", "FullName", "AddressStreet", "AddressStreetNumber", "AddressStreetSuffix"}
    read = {*ACCOUNT.children, *CONTACT.children, *ADDRESS.children} - told_in_words - parts
    assert [name for name in sorted(read) if name not in page] == []
