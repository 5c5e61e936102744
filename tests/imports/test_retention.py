"""What imports leave behind goes after the days that their environment says, and nothing before that."""

from datetime import UTC, datetime, timedelta

import pytest

from muster.environments import choices
from muster.imports import history, retention, telling
from muster.imports.retention import Purged
from muster.report.states import STATES

AN = "1;an@example.com;Peeters;An;;;Gent;BE"


def end_days_ago(desk, days):
    at = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")
    desk.database.execute("UPDATE import SET finished_at = %(at)s WHERE finished_at IS NOT NULL", {"at": at})


def purge(desk):
    return retention.purge(desk.database)


def done(desk, *rows):
    """An import that went in; what is kept of it."""
    desk.send(*rows or (AN,))
    return desk.agree()


def test_files_and_what_was_found_in_them_go_together(desk):
    kept = done(desk, AN.replace("an@example.com", "an@gmial.com"))
    assert kept.report.violations.height
    end_days_ago(desk, 31)
    assert purge(desk) == Purged(files=1, values=0)
    assert not kept.folder.path.exists()
    left = history.find(desk.database, kept.id)
    assert (left.paths, left.report.violations.height) == ((), 0)
    assert (left.report.totals, left.report.files[0].name) == (kept.report.totals, "klanten.csv")
    assert purge(desk) == Purged(files=0, values=0)


def test_what_people_typed_goes_with_the_file(desk):
    desk.send(AN.replace("an@example.com", "an@"))
    values = {"import_id": desk.import_id}
    desk.database.execute(
        "INSERT INTO edit (import_id, file, line, field, value, at) "
        "VALUES (%(import_id)s, 1, 2, 'email', 'an@example.com', '2026-01-01 12:00:00')",
        values,
    )
    desk.check_again()
    desk.agree()
    end_days_ago(desk, 31)
    purge(desk)
    assert desk.database.fetch("SELECT value FROM edit") == []


def test_nothing_goes_before_its_day_or_while_somebody_is_asked(desk):
    kept = done(desk)
    end_days_ago(desk, 29)
    waiting = desk.send(AN.replace("Gent", "Brugge"))
    assert purge(desk) == Purged(files=0, values=0)
    assert kept.folder.path.exists()
    assert waiting.folder.path.exists()


def test_an_environment_says_for_how_long(desk):
    kept = done(desk)
    end_days_ago(desk, 8)
    choices.change(desk.database, desk.environment, ["keep_files_days=7", "undo_days=5", "keep_journal_days=7"])
    done_again = done(desk, AN.replace("Gent", "Brugge"))
    assert purge(desk) == Purged(files=1, values=1)
    assert not kept.folder.path.exists()
    assert done_again.folder.path.exists()


def test_a_journal_without_values_has_no_day_until_which_to_take_back(desk):
    done(desk)
    assert desk.kept.report.undo_until is not None
    end_days_ago(desk, 366)
    choices.change(desk.database, desk.environment, ["undo_days=3650", "keep_journal_days=3650"])
    assert desk.kept.report.undo_until is not None
    choices.change(desk.database, desk.environment, ["undo_days=", "keep_journal_days="])
    purge(desk)
    choices.change(desk.database, desk.environment, ["undo_days=3650", "keep_journal_days=3650"])
    assert desk.kept.report.undo_until is None


def test_no_folder_goes_but_that_of_an_import(desk, tmp_path):
    kept = done(desk)
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("precious")
    values = {"path": str(precious / "file"), "id": kept.id}
    desk.database.execute("UPDATE import_file SET stored_path = %(path)s WHERE import_id = %(id)s", values)
    end_days_ago(desk, 31)
    purge(desk)
    assert (precious / "file").read_text() == "precious"


def test_a_file_that_cannot_be_deleted_stays_known(desk, monkeypatch):
    kept = done(desk)
    end_days_ago(desk, 31)
    monkeypatch.setattr("muster.imports.folder.shutil.rmtree", lambda *_given, **_more: None)
    assert purge(desk).files == 0
    assert history.find(desk.database, kept.id).paths == kept.paths


def test_the_report_of_a_purged_import_can_still_be_told(desk):
    done(desk)
    end_days_ago(desk, 31)
    purge(desk)
    assert telling.told_of(desk.kept) == []
    assert desk.kept.state in STATES


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_sqlite_nothing_of_it_is_left_in_the_file(desk, database_url):
    from pathlib import Path

    done(desk, "1;an@example.com;Kanarievogel;An;;;Gent;BE")
    done(desk, "1;an@example.com;Peeters;An;;;Gent;BE")
    end_days_ago(desk, 366)
    purge(desk)
    desk.database.close()
    path = Path(database_url.removeprefix("sqlite:///"))
    left = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"Kanarievogel" not in left
