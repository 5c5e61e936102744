"""Handing a message over, to servers as they are: they refuse, hang, hang up."""

import smtplib
import socket
import ssl
import stat
import subprocess
import time
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import AuthResult
from tests.notify.smtp import Server, free_port, listening

from muster.notify import TransportError, deliver, transport


@pytest.fixture
def message():
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "muster@example.com", "an@example.com", "All in: façade.csv"
    made["Message-ID"] = "<import-12.report@example.com>"
    made.set_content("Everything went in.\n")
    return made


def test_without_a_server_the_message_is_a_private_file(message, tmp_path):
    path = deliver(message, None, tmp_path / "outbox")
    assert path == tmp_path / "outbox" / "import-12.report@example.com.eml"
    assert message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"] == "All in: façade.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert deliver(message, None, tmp_path / "outbox") == path
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_tried_again(message, tmp_path):
    (tmp_path / "outbox").write_text("a file")
    with pytest.raises(TransportError) as refused:
        deliver(message, None, tmp_path / "outbox")
    assert not refused.value.permanent


def test_a_server_gets_the_message(message, tmp_path):
    server = Server()
    with listening(server) as address:
        assert deliver(message, f"smtp://{address}", tmp_path) is None
    assert [(got["Message-ID"], got["Subject"]) for got in server.got] == [
        ("<import-12.report@example.com>", "All in: façade.csv")
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("server", "permanent", "says"),
    [
        (Server("451 try later"), False, "451 try later"),
        (Server("554 no such content here"), True, "554 no such content here"),
        (Server(recipient_says="450 mailbox busy"), False, "450 mailbox busy"),
        (Server(recipient_says="550 no such user"), True, "550 no such user"),
        (Server("hang up"), False, "Connection unexpectedly closed"),
    ],
)
def test_what_a_server_answers_decides_on_another_try(message, tmp_path, server, permanent, says):
    with listening(server) as address, pytest.raises(TransportError) as refused:
        deliver(message, f"smtp://{address}", tmp_path)
    assert refused.value.permanent is permanent
    assert says in str(refused.value)


@pytest.mark.slow
def test_a_silent_server_is_left_after_a_while(message, tmp_path, monkeypatch):
    monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(TransportError, match="timed out") as refused:
            deliver(message, f"smtp://127.0.0.1:{silent.getsockname()[1]}", tmp_path)
    assert not refused.value.permanent
    assert time.monotonic() - started < 30


def test_nobody_listening_is_tried_again(message, tmp_path):
    with pytest.raises(TransportError) as refused:
        deliver(message, f"smtp://127.0.0.1:{free_port()}", tmp_path)
    assert not refused.value.permanent


def test_a_server_that_goes_after_250_has_the_message(message, tmp_path, monkeypatch):
    def gone(_connection):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(smtplib.SMTP, "quit", gone)
    server = Server()
    with listening(server) as address:
        deliver(message, f"smtp://{address}", tmp_path)
    assert len(server.got) == 1


@pytest.mark.parametrize("url", ["http://example.com", "smtp://", "mail.example.com:25", ""])
def test_an_address_that_is_none_is_said(message, tmp_path, url):
    with pytest.raises(TransportError, match="MUSTER_EMAIL_URL must read"):
        deliver(message, url, tmp_path)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


def _authenticated(_server, _session, _envelope, _mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"muster", b"p@ss"), handled=False)


@pytest.fixture
def encrypting(certificate, monkeypatch):
    """Options of a server that encrypts and wants a password; its certificate is trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    return {"authenticator": _authenticated, "auth_required": True, "tls_context": context, "require_starttls": True}


def test_starttls_and_a_password_reach_the_server(message, tmp_path, encrypting):
    server = Server()
    with listening(server, **encrypting) as address:
        deliver(message, f"starttls://muster:p%40ss@{address}", tmp_path)
        deliver(message, f"smtp://muster:p%40ss@{address}", tmp_path)
    assert len(server.got) == 2


def test_a_wrong_password_is_no_reason_to_lose_the_message(message, tmp_path, encrypting):
    with listening(Server(), **encrypting) as address, pytest.raises(TransportError, match="535") as refused:
        deliver(message, f"starttls://muster:wrong@{address}", tmp_path)
    assert not refused.value.permanent


def test_tls_from_the_beginning(message, tmp_path, encrypting):
    server = Server()
    context = encrypting["tls_context"]
    with listening(server, ssl_context=context) as address:
        deliver(message, f"smtps://{address}", tmp_path)
    assert len(server.got) == 1


def test_a_certificate_nobody_trusts_gets_nothing(message, tmp_path, encrypting, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    server = Server()
    with listening(server, **encrypting) as address, pytest.raises(TransportError, match="CERTIFICATE") as refused:
        deliver(message, f"starttls://muster:p%40ss@{address}", tmp_path)
    assert not refused.value.permanent
    assert server.got == []


def test_no_password_goes_to_another_machine_without_tls(message, tmp_path, monkeypatch):
    monkeypatch.setattr(transport, "_LOCAL", frozenset())
    with listening(Server()) as address, pytest.raises(TransportError, match="password was not sent") as refused:
        deliver(message, f"smtp://muster:p%40ss@{address}", tmp_path)
    assert not refused.value.permanent


def test_starttls_is_insisted_on(message, tmp_path):
    server = Server()
    with listening(server) as address, pytest.raises(TransportError):
        deliver(message, f"starttls://{address}", tmp_path)
    assert server.got == []
