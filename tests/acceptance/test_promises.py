"""The promises, on files that nobody thought of."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.acceptance.files import any_files, customer_files, damaged_files

import muster
from muster.model.outcome import FileStatus, Report
from muster.store import open_database

CHECKED_FILES = 600
IMPORTED_FILES = 60


@pytest.fixture(scope="module", autouse=True)
def _data(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUSTER_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        patch.chdir(tmp_path_factory.mktemp("work"))
        yield


def lines_of(content: bytes) -> int:
    """Physical lines, as an editor counts them."""
    for encoding in ("utf-8-sig", "utf-16", "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-16" or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return len(re.split(r"\r\n|\r|\n", text))
    return len(re.split(rb"\r\n|\r|\n", content))


def rows_add_up(report: Report) -> bool:
    return all(
        each.rows == each.created + each.updated + each.unchanged + each.rejected + each.skipped
        for each in (report.totals, *(file.totals for file in report.files))
    )


@pytest.mark.slow
@settings(max_examples=CHECKED_FILES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(any_files, damaged_files(), damaged_files(), customer_files()))
def test_no_bytes_make_check_raise_and_every_violation_has_a_line_of_the_file(content):
    path = Path("any.csv")
    path.write_bytes(content)
    report = muster.check([path], country="BE")
    assert rows_add_up(report)
    last = lines_of(content)
    for line, end_line, code in report.violations.select("line", "end_line", "code").iter_rows():
        assert line is None or 1 <= line <= end_line <= last, (line, end_line, last, code)
    errors = report.violations.filter(severity="error")
    assert (report.files[0].status is FileStatus.ACCEPTED) == errors.is_empty()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_same_file_twice_changes_nothing_the_second_time(kind, request, tmp_path):
    url = _template(kind, request, tmp_path)

    @settings(max_examples=IMPORTED_FILES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(customer_files(), damaged_files()))
    @example(b"\x00ustomerNumber,email,lastname,firstname,companyName\n1,jan@example.com,Claes,Jan,\n")
    def twice(content):
        _forget_customers(url)
        path = Path("twice.csv")
        path.write_bytes(content)
        options = {
            "database": url,
            "yes": True,
            "on_error": "skip",
            "country": "BE",
            "max_cleared": 10**6,
            "max_renamed": 10**6,
        }
        first = muster.import_files([path], **options)
        second = muster.import_files([path], **options)
        assert rows_add_up(first)
        assert rows_add_up(second)
        assert (second.totals.created, second.totals.updated) == (0, 0), first.totals
        assert second.totals.unchanged == first.totals.created

    twice()


def _template(kind, request, tmp_path) -> str:
    if kind == "sqlite":
        path = tmp_path / "muster.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("migrated_postgresql")
    database = open_database(server.format(name="postgres"))
    database.execute("CREATE DATABASE promises TEMPLATE template")
    database.close()
    return server.format(name="promises")


def _forget_customers(url: str) -> None:
    database = open_database(url)
    for table in ("change", "customer_alias", "customer"):
        database.execute(f"DELETE FROM {table}")
    database.close()
