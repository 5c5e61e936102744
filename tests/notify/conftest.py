"""What tests of mails build their letters with."""

from types import SimpleNamespace

import pytest
from tests.notify import occasions

from muster import catalogue


@pytest.fixture
def the_catalogue():
    catalogue.load()


@pytest.fixture(scope="session")
def make():
    """What tests build their letters with."""
    return SimpleNamespace(
        found=occasions.found, report=occasions.report, file=occasions.file, letter=occasions.letter,
        occasions=occasions.OCCASIONS,
    )  # fmt: skip
