"""A PostgreSQL server for the length of a bench, with the durability that people run it with."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

SETTINGS: Final = "-c shared_buffers=512MB -c max_wal_size=8GB -c checkpoint_timeout=30min"
"""fsync, full_page_writes and synchronous_commit stay on, as they are by default."""


@contextmanager
def running_server() -> Iterator[str]:
    """A server without customers; gives its URL, with `{name}` where a database's name goes."""
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-", dir="/tmp"))  # a socket has a short path
    user = server_user()
    if user:
        shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"

    def run(*command: str | Path) -> None:
        with (folder / "output").open("ab") as output:  # a pipe would wait for the server that pg_ctl leaves behind
            subprocess.run(command, user=user, cwd=folder, check=True, stdout=output, stderr=output)  # noqa: S603

    run(program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-k {folder} -c listen_addresses='' {SETTINGS}"
    run(program("pg_ctl"), "-D", data, "-w", "-l", log, "-o", options, "start")
    try:
        yield f"postgresql://postgres@/{{name}}?host={folder}"
    finally:
        run(program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def program(name: str) -> Path:
    """One of PostgreSQL's own programs; Debian keeps them out of the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name), reverse=True)
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        raise SystemExit(f"The bench needs PostgreSQL 15 or newer: {name} was not found.")
    return Path(found)


def server_user() -> str | None:
    """Who runs the server when we are root, as whom PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def on_server(server: str, sql: str) -> None:
    """Run one statement outside of any database of ours."""
    with psycopg.connect(server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(sql)
