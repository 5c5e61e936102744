"""`muster serve` leaves nothing behind, however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PATIENCE = 60


def descendants(pid):
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            found += map(int, children.read_text().split())
    return found[1:]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait(for_what):
    until = time.monotonic() + PATIENCE
    while not (result := for_what()) and time.monotonic() < until:
        time.sleep(0.1)
    return result


@pytest.fixture
def serve(database_url, tmp_path):
    """`muster serve`, as soon as its pages answer and its worker runs: the process, its port, those that it started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "MUSTER_DATABASE_URL": database_url, "MUSTER_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "muster", "serve", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    assert wait(lambda: b"Muster is at" in (tmp_path / "log").read_bytes()), (tmp_path / "log").read_text()
    started = descendants(process.pid)
    yield process, port, started
    for pid in [process.pid, *started]:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGKILL])
def test_whatever_it_started_ends_with_it(serve, signal_number):
    process, port, started = serve
    assert len(started) >= 2
    process.send_signal(signal_number)
    process.wait(PATIENCE)
    assert wait(lambda: not any(map(is_alive, started)))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
