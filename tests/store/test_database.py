import os
import signal
import stat
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import polars as pl
import pytest

from muster.model import tables
from muster.model.examined import STAGED
from muster.store import (
    Broken,
    Conflict,
    Damaged,
    DiskFull,
    Locked,
    OutOfDate,
    Refused,
    StoreError,
    Unreachable,
    fault,
    moment,
    open_database,
)

NASTY = [
    "a\n\\.\nb",
    "\\.",
    "\\N",
    'quote " and , comma',
    "ünïcode €",
    "'; DROP TABLE customer",
    "%(name)s %s",
    " ",
    "{now}",
]


def staged(**columns):
    """Staging rows; columns that are not given are null."""
    frame = pl.DataFrame(columns)
    return frame.select(
        pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in STAGED.items()
    )


def roll_back(database, write):
    def fail():
        with database.transaction():
            write()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()


def test_what_is_staged_is_read_back_value_by_value(database):
    rows = staged(file=1, line=pl.int_range(2, 2 + len(NASTY), eager=True), address=NASTY, rejected=False, given=4095)
    database.create_staging(7)
    database.stage(7, rows.head(4))
    database.stage(7, rows.tail(-4))
    database.complete_staging(7)
    read = database.fetch(f"SELECT line, address, given, rejected, email FROM {tables.staging_table(7)} ORDER BY line")
    assert read == [(line, text, 4095, False, None) for line, text in enumerate(NASTY, start=2)]


def test_a_staging_made_again_is_empty(database):
    for _ in range(2):
        database.create_staging(7)
        database.stage(7, staged(file=[1], line=[2]))
        database.complete_staging(7)
    assert database.fetch(f"SELECT count(*) FROM {tables.staging_table(7)}") == [(1,)]


def test_staging_and_plan_have_the_columns_that_the_engine_knows(database):
    database.create_staging(7)
    database.complete_staging(7)
    database.create_plan(7)
    assert tuple(database.frame(f"SELECT * FROM {tables.staging_table(7)}").columns) == tables.STAGING
    assert tuple(database.frame(f"SELECT * FROM {tables.plan_table(7)}").columns) == tables.PLAN


def test_two_imports_stage_beside_each_other(database, database_url):
    other = open_database(database_url)
    for connection, import_id, rows in ((database, 1, 3), (other, 2, 5)):
        connection.create_staging(import_id)
        connection.stage(import_id, staged(file=1, line=pl.int_range(rows, eager=True)))
        connection.complete_staging(import_id)
    assert database.fetch("SELECT count(*) FROM staging.staging_1") == [(3,)]
    assert other.fetch("SELECT count(*) FROM staging.staging_2") == [(5,)]
    assert database.staged_imports() == [1, 2]
    other.close()


def test_dropping_a_staging_leaves_nothing_behind(database):
    database.create_staging(7)
    database.complete_staging(7)
    database.create_plan(7)
    database.drop_staging(7)
    database.drop_staging(7)
    assert database.staged_imports() == []


def test_a_rollback_takes_the_plan_rows_back_too(database):
    database.create_staging(7)
    database.complete_staging(7)
    database.create_plan(7)
    rows = pl.DataFrame({"file": [1], "line": [2], "action": ["update"]})
    roll_back(database, lambda: database.copy_in(tables.plan_table(7), rows))
    assert database.fetch(f"SELECT * FROM {tables.plan_table(7)}") == []


def test_frames_are_read_in_pieces(database):
    database.create_staging(7)
    database.stage(7, staged(file=1, line=pl.int_range(25, eager=True), email="x@example.com"))
    database.complete_staging(7)
    schema = {"line": pl.Int64, "mobile": pl.String}
    with database.transaction():
        sql = f"SELECT line, mobile FROM {tables.staging_table(7)} WHERE line >= %(from)s ORDER BY line"
        pieces = list(database.frames(sql, {"from": 5}, schema, rows=8))
    assert [piece.height for piece in pieces] == [8, 8, 4]
    assert all(piece.schema == pl.Schema(schema) for piece in pieces)


def test_an_exception_rolls_back(database):
    roll_back(database, lambda: database.execute("INSERT INTO environment (name) VALUES ('Bakkerij')"))
    assert database.fetch("SELECT name FROM environment") == []


def test_a_transaction_is_the_outermost_one(database):
    with database.transaction():
        database.execute("INSERT INTO environment (name) VALUES ('Bakkerij')")
        with pytest.raises(RuntimeError), database.transaction():
            pass
    assert database.fetch("SELECT name FROM environment") == [("Bakkerij",)]


def test_execute_tells_how_many_rows_it_wrote(database):
    assert database.execute("INSERT INTO environment (name) VALUES ('Bakkerij'), ('Slagerij')") == 2
    assert (
        database.execute("UPDATE environment SET version = version + 1 WHERE name = %(name)s", {"name": "Bakkerij"})
        == 1
    )


def test_the_clock_is_the_databases(database):
    [(read,)] = database.fetch(f"SELECT {_word(database, 'now')}")
    assert abs((moment(read) - datetime.now(UTC)).total_seconds()) < 5
    [(later, now)] = database.fetch(f"SELECT {_word(database, 'later')}, {_word(database, 'now')}", {"seconds": 90})
    assert 89 < (moment(later) - moment(now)).total_seconds() < 91


def test_a_moment_comes_back_as_it_went_in(database):
    at = datetime(2026, 11, 22, 13, 45, 6, 789000, tzinfo=UTC)
    database.execute("INSERT INTO environment (name, created_at) VALUES ('Bakkerij', %(at)s)", {"at": at})
    [(read,)] = database.fetch("SELECT created_at FROM environment")
    assert moment(read) == at


def test_a_missing_table_is_out_of_date(database):
    with pytest.raises(OutOfDate):
        database.fetch("SELECT * FROM nowhere")


def test_a_refused_row_is_not_quoted(database):
    database.execute("INSERT INTO environment (name) VALUES ('Geheim')")
    with pytest.raises(Broken) as caught:
        database.execute("INSERT INTO environment (name) VALUES ('Geheim')")
    assert "Geheim" not in str(caught.value)
    assert caught.value.permanent


def test_a_wrong_statement_says_what_happened_to_the_data(database):
    with pytest.raises(StoreError, match=r"Nothing was written\."):
        database.execute("SELEKT 1")


def test_writers_wait_for_each_other(database, database_url):
    def later():
        other = open_database(database_url)
        with other.transaction():
            other.execute("UPDATE environment SET version = version * 10")
        other.close()

    database.execute("INSERT INTO environment (name, version) VALUES ('Bakkerij', 1)")
    writer = threading.Thread(target=later)
    with database.transaction():
        database.execute("UPDATE environment SET version = version + 1")
        writer.start()
        time.sleep(0.2)
    writer.join()
    assert database.fetch("SELECT version FROM environment") == [(20,)]


@pytest.mark.slow
def test_a_writer_gives_up_waiting_when_told_to(database, database_url):
    database.execute("INSERT INTO environment (name) VALUES ('Bakkerij')")
    other = open_database(database_url)

    def write_soon():
        with other.transaction(wait_seconds=1):
            other.execute("UPDATE environment SET version = 7")

    with database.transaction():
        database.execute("UPDATE environment SET version = 1")
        with pytest.raises(Locked):
            write_soon()
    write_soon()
    assert database.fetch("SELECT version FROM environment") == [(7,)]
    other.close()


def test_a_database_file_is_private(tmp_path):
    path = tmp_path / "new" / "muster.db"
    opened = open_database(f"sqlite:///{path}")
    opened.create_staging(1)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    opened.close()
    assert modes == {0o600}


def test_sqlite_is_safe_against_power_loss(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path}/muster.db")
    assert [opened.fetch(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")] == [
        "wal",
        2,
        1,
    ]
    opened.close()


def test_a_file_that_is_no_database_is_damaged(tmp_path):
    (tmp_path / "muster.db").write_bytes(b"customerNumber;email\n" * 100)
    with pytest.raises(Damaged):
        open_database(f"sqlite:///{tmp_path}/muster.db")


def test_a_folder_that_cannot_be_made_is_unreachable(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable):
        open_database(f"sqlite:///{tmp_path}/file/muster.db")


def test_a_server_that_is_not_there_is_unreachable(tmp_path):
    with pytest.raises(Unreachable):
        open_database(f"postgresql://nobody@/nothing?host={tmp_path}")


def test_a_database_that_is_not_there_is_refused(postgresql_server):
    with pytest.raises(Refused):
        open_database(postgresql_server.format(name="nothing"))


def test_another_kind_of_url_is_a_wrong_value():
    with pytest.raises(ValueError, match="postgresql://"):
        open_database("mysql://root@localhost/muster")


def test_a_full_disk_costs_nothing_that_was_there(tmp_path):
    url = f"sqlite:///{tmp_path}/muster.db"
    opened = open_database(url)
    opened.execute("CREATE TABLE kept (value TEXT)")
    opened.execute("INSERT INTO kept VALUES ('here')")
    opened.fetch("PRAGMA max_page_count = 10")
    with pytest.raises(DiskFull), opened.transaction():
        opened.execute("INSERT INTO kept VALUES (%(much)s)", {"much": "x" * 1_000_000})
    assert opened.fetch("SELECT value FROM kept") == [("here",)]
    opened.close()


def test_a_lost_connection_is_unreachable_and_nothing_was_written(migrated_postgresql):
    url = migrated_postgresql.format(name="template")
    victim, killer = open_database(url), open_database(url)
    [(pid,)] = victim.fetch("SELECT pg_backend_pid()")
    with pytest.raises(Unreachable), victim.transaction():  # noqa: PT012  the transaction is what is lost
        victim.execute("INSERT INTO environment (name) VALUES ('Bakkerij')")
        killer.fetch("SELECT pg_terminate_backend(%(pid)s, 5000)", {"pid": pid})
        victim.fetch("SELECT 1")
    assert killer.fetch("SELECT count(*) FROM environment") == [(0,)]
    victim.close()
    killer.close()


INTERRUPTED = """
import os, signal, sys, threading
from muster.store import open_database

database = open_database(sys.argv[1])
endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    with database.transaction():
        database.execute("INSERT INTO environment (name) VALUES ('Bakkerij')")
        database.fetch(endless)
except KeyboardInterrupt:
    print(database.fetch("SELECT count(*) FROM environment"))
"""


@pytest.mark.slow
def test_ctrl_c_ends_a_long_statement_and_rolls_back(database_url):
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, database_url], capture_output=True, check=True, timeout=60
    )
    assert done.stdout == b"[(0,)]\n"


def exit_code(point, times):
    program = f"from muster.store import fault\nfor _ in range({times}): fault({point!r})"
    return subprocess.run([sys.executable, "-c", program], check=False).returncode


@pytest.mark.slow
def test_a_fault_kills_at_the_nth_time_its_point_is_reached(monkeypatch):
    monkeypatch.setenv("MUSTER_FAULT", "applied:3")
    assert exit_code("applied", 2) == 0
    assert exit_code("elsewhere", 9) == 0
    assert exit_code("applied", 3) == -signal.SIGKILL


def test_a_fault_can_collide_like_two_transactions(monkeypatch):
    monkeypatch.setenv("MUSTER_FAULT", f"collide-{os.getpid()}:1:conflict")
    with pytest.raises(Conflict):
        fault(f"collide-{os.getpid()}")
    fault(f"collide-{os.getpid()}")


def _word(database, name):
    words = {"sqlite": "muster.store.sqlite", "postgresql": "muster.store.postgresql"}
    return __import__(words[database.name], fromlist=["_WORDS"])._WORDS[name]
