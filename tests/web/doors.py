"""Signing in as people do it: over the form, in a fresh browser or client."""

import base64
import email
import email.policy
import hmac
import re
import struct
import time
from pathlib import Path
from typing import Any

import httpx
from tests.web.conftest import PASSWORD, Person, Served

LINK = re.compile(r"https?://\S+")


class Door:
    """Somebody before the sign-in page."""

    def __init__(self, served: Served, **headers: str) -> None:
        self.http = httpx.Client(
            base_url=served.url, follow_redirects=True, timeout=60, headers=headers,
            limits=httpx.Limits(max_keepalive_connections=0),  # nobody has to close it
        )  # fmt: skip

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.http.get(path, **options)

    def post(self, path: str, data: dict[str, str], **options: Any) -> httpx.Response:
        """As a form of the page would: with the token that the page's cookie has."""
        if "csrftoken" not in self.http.cookies:
            self.http.get("/account/login/")
        sent = {**data, "csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        return self.http.post(path, data=sent, headers={"Referer": str(self.http.base_url)}, **options)

    def sign_in(self, address: str, password: str = PASSWORD, **options: Any) -> httpx.Response:
        return self.post("/account/login/", {"login": address, "password": password}, **options)


def change(person: Person, **values: Any) -> None:
    """Somebody is otherwise from now on."""
    type(person.user).objects.filter(pk=person.user.pk).update(**values)


def one_time_code(key: str, steps: int = 0) -> str:
    """RFC 6238: SHA-1, six digits, half minutes; `steps` of them from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(key), counter, "sha1")
    at = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[at : at + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def letters(served: Served, recipient: str) -> list[email.message.EmailMessage]:
    """What was sent to an address, the oldest first."""
    outbox = Path(served.data_dir) / "outbox"
    files = sorted(outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime) if outbox.is_dir() else []
    read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return [message for message in read if message["To"] == recipient]


def letter(served: Served, recipient: str) -> email.message.EmailMessage:
    """The only letter to an address, waited for: some are sent when the answer is out already."""
    until = time.monotonic() + 10
    while not (found := letters(served, recipient)) and time.monotonic() < until:
        time.sleep(0.05)
    [only] = found
    return only


def link(message: email.message.EmailMessage) -> str:
    """The address in a letter."""
    [found] = LINK.findall(message.get_content())
    return found
