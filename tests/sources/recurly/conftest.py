from collections.abc import Iterator

import pytest
from tests.sources.recurly.fake import FakeRecurly, serving

from muster.sources.recurly import client


@pytest.fixture
def recurly(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRecurly]:
    """A running fake that both regions lead to."""
    with serving() as fake:
        monkeypatch.setattr(client, "HOSTS", {"us": fake.url, "eu": fake.url})
        yield fake


@pytest.fixture
def waits() -> list[float]:
    """How long was waited, each time; nobody really waits."""
    return []
