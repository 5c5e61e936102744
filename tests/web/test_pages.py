"""Every page: who sees it, that it is whole, and what it says to whom."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from muster.environments.roles import Role

OPEN = {"home", "first_run", "invitation", "account_login"}
"""Pages that who is not signed in may see, beside those of the library for signing in (`account/`)."""


def all_patterns(patterns=None, prefix=""):
    for pattern in patterns or get_resolver("muster.web.urls").url_patterns:
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern


@pytest.mark.usefixtures("served")
def test_every_page_says_who_may_see_it():
    unmarked = [
        path
        for path, pattern in all_patterns()
        if not hasattr(pattern.callback, "role")
        and not getattr(pattern.callback, "is_open", False)
        and not path.startswith("account/factors/")
    ]
    assert unmarked == []


def pages_of_an_environment():
    for path, pattern in all_patterns():
        if path.startswith("e/<int:environment_id>/") and path.count("<") == 1:
            yield path.removeprefix("e/<int:environment_id>/"), pattern.callback.role


@pytest.mark.parametrize("name", ["alice", "bob", "victor", "charlie", None])
def test_nobody_sees_what_is_not_theirs(house, name):
    person = house.people.get(name)
    for path, needed in pages_of_an_environment():
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
            assert status in {200, 405}, path
        else:
            assert status == 403, path
