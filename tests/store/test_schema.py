import os
import subprocess
import sys

import pytest

from muster.environments.migrate import migrate
from muster.model import tables
from muster.store import Broken, is_current, open_database


def columns(database, table):
    if database.name == "sqlite":
        return {row[1] for row in database.fetch(f'PRAGMA table_xinfo("{table}")')}
    rows = database.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %(table)s",
        {"table": table},
    )
    return {name for (name,) in rows}


@pytest.mark.parametrize("table", tables.COLUMNS)
def test_the_engine_and_the_migrations_name_the_same_columns(database, table):
    assert columns(database, table) == set(tables.COLUMNS[table])


def test_a_migrated_database_is_current(database):
    assert is_current(database)


def test_a_database_without_tables_is_not_current(tmp_path):
    empty = open_database(f"sqlite:///{tmp_path}/empty.db")
    assert not is_current(empty)
    empty.close()


def test_a_database_that_lacks_one_migration_is_not_current(database):
    database.execute("DELETE FROM django_migrations WHERE app = 'customers'")
    assert not is_current(database)


def test_a_database_of_a_newer_muster_is_current(database):
    database.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('customers', '9999_later', CURRENT_TIMESTAMP)"
    )
    assert is_current(database)


def test_migrating_twice_changes_nothing(database_url, database):
    before = database.fetch("SELECT app, name FROM django_migrations ORDER BY id")
    migrate(database_url)
    assert database.fetch("SELECT app, name FROM django_migrations ORDER BY id") == before


@pytest.mark.slow
def test_a_customer_number_is_unique_in_its_environment_only(database):
    insert = "INSERT INTO customer (environment_id, number, created_import) VALUES (%(environment)s, %(number)s, 1)"
    database.execute(insert, {"environment": 1, "number": "007"})
    database.execute(insert, {"environment": 2, "number": "007"})
    database.execute(insert, {"environment": 1, "number": None})
    database.execute(insert, {"environment": 1, "number": None})
    with pytest.raises(Broken) as caught:
        database.execute(insert, {"environment": 1, "number": "007"})
    assert "007" not in str(caught.value)


def test_models_and_migrations_agree(database_url):
    from django.core.management import call_command

    migrate(database_url)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.slow
def test_a_connection_that_was_asked_for_before_does_not_keep_the_tables_from_being_made(tmp_path):
    url = f"sqlite:///{tmp_path / 'first.db'}"
    migrate(url)
    from django.db import connections

    asked_before = connections["default"].settings_dict["NAME"]
    migrate(f"sqlite:///{tmp_path / 'second.db'}")
    assert connections["default"].settings_dict["NAME"] == asked_before
    database = open_database(f"sqlite:///{tmp_path / 'second.db'}")
    assert is_current(database)
    database.close()


@pytest.mark.slow
def test_migrating_leaves_the_programs_environment_as_it_was(tmp_path):
    program = (
        "import os, sys; from muster.environments.migrate import migrate; migrate(sys.argv[1]);"
        "print(os.environ.get('MUSTER_DATABASE_URL'))"
    )
    environ = {name: value for name, value in os.environ.items() if name != "MUSTER_DATABASE_URL"}
    told = subprocess.run(
        [sys.executable, "-c", program, f"sqlite:///{tmp_path / 'muster.db'}"],
        env=environ, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout == "None\n"
