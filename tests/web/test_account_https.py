"""Behind TLS: what Django itself has to say about the settings, and what browsers are told."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

ASK = """
import json, django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client
said = [check.id for check in run_checks(include_deployment_checks=True) if not check.is_silenced()]
answer = Client(headers={"host": "muster.example.com", "x-forwarded-proto": "https"}).get("/account/login/")
print(json.dumps({
    "said": said, "status": answer.status_code, "hsts": answer.headers.get("strict-transport-security"),
    "csrf": dict(answer.cookies["csrftoken"].items()), "session": settings.SESSION_COOKIE_SECURE,
    "proxies": settings.ALLAUTH_TRUSTED_PROXY_COUNT,
}))
"""


@pytest.fixture(scope="module")
def behind_tls(tmp_path_factory):
    from muster.environments.migrate import migrate_for_pages

    folder = tmp_path_factory.mktemp("https")
    url = f"sqlite:///{folder / 'muster.db'}"
    of_the_browser = "DJANGO_ALLOW_ASYNC_UNSAFE"  # of other tests in this process
    environ = {
        **{name: value for name, value in os.environ.items() if name != of_the_browser}, "MUSTER_DATA_DIR": str(folder), "MUSTER_DATABASE_URL": url, "MUSTER_BASE_URL": "https://muster.example.com",
        "DJANGO_SETTINGS_MODULE": "muster.server.settings",
    }  # fmt: skip
    migrate_for_pages(url)
    done = subprocess.run([sys.executable, "-c", ASK], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_django_has_nothing_to_say_against_the_settings(behind_tls):
    assert behind_tls["said"] == []


def test_cookies_go_over_tls_only_and_browsers_remember_to_use_it(behind_tls):
    assert behind_tls["status"] == 200
    assert (behind_tls["csrf"]["secure"], behind_tls["csrf"]["samesite"], behind_tls["session"]) == (True, "Lax", True)
    assert behind_tls["hsts"] == "max-age=31536000; includeSubDomains"


def test_who_asks_is_who_the_proxy_says(behind_tls):
    assert behind_tls["proxies"] == 1
