"""Values in the journal go when they are old; which import changed what stays known."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from muster.apply.edit import delete
from muster.apply.forget import forget
from muster.apply.provenance import provenance
from muster.apply.state import Kind
from muster.apply.undo import TooLate, undo
from muster.model.fields import BIT, NAMES

JAN = {"number": "7", "lastname": "Peeters", "firstname": "Jan", "email": "jan@example.com", "city": "Gent"}

VALUES = ", ".join(f"{when}_{name}" for when in ("before", "after") for name in NAMES)


def end_days_ago(muster, import_id, days):
    at = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")
    values = {"id": import_id, "at": at}
    muster.database.execute("UPDATE import SET finished_at = %(at)s WHERE id = %(id)s", values)


def values_of(muster, import_id):
    rows = muster.database.fetch(f"SELECT {VALUES} FROM change WHERE import_id = %(id)s", {"id": import_id})
    return {value for row in rows for value in row if value is not None}


def move_jan(muster, city):
    """Import another city for the only customer; the import's id."""
    [jan] = muster.ids()
    return muster.bring_in([JAN | {"city": city}], [muster.update(2, jan, "city")])


def test_old_values_go_and_young_ones_stay(muster):
    muster.bring_in([JAN])
    old, young = move_jan(muster, "Brugge"), move_jan(muster, "Aalst")
    end_days_ago(muster, old, 366)
    end_days_ago(muster, young, 364)
    assert forget(muster.database, muster.environment.id, days=365) == 1
    assert (values_of(muster, old), values_of(muster, young)) == (set(), {"Brugge", "Aalst"})
    assert forget(muster.database, muster.environment.id, days=365) == 0


def test_it_stays_known_which_import_changed_which_field(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    import_id = move_jan(muster, "Brugge")
    end_days_ago(muster, import_id, 366)
    forget(muster.database, muster.environment.id, days=365)
    [(changed,)] = muster.database.fetch("SELECT changed FROM change WHERE import_id = %(id)s", {"id": import_id})
    origin = provenance(muster.database, muster.environment.id, jan)["city"]
    assert (changed, origin.import_id, origin.before) == (BIT["city"], import_id, None)
    assert muster.customers("city") == [("Brugge",)]


def test_the_values_of_deleted_customers_go_too(muster):
    muster.bring_in([JAN])
    import_id = delete(muster.database, muster.request(Kind.DELETE), muster.ids())
    assert "Peeters" in values_of(muster, import_id)
    end_days_ago(muster, import_id, 366)
    forget(muster.database, muster.environment.id, days=365)
    assert values_of(muster, import_id) == set()


def test_what_was_forgotten_cannot_be_taken_back_however_long_that_is_allowed(muster):
    muster.bring_in([JAN])
    import_id = move_jan(muster, "Brugge")
    allowed = json.dumps({"undo_days": 3650})
    muster.database.execute("UPDATE environment SET settings = %(s)s", {"s": allowed})
    end_days_ago(muster, import_id, 366)
    forget(muster.database, muster.environment.id, days=365)
    with pytest.raises(TooLate):
        undo(muster.database, muster.request(Kind.UNDO), import_id)
    assert muster.customers("city") == [("Brugge",)]


def test_an_undo_cannot_be_taken_back_when_what_it_undid_is_forgotten(muster):
    muster.bring_in([JAN])
    import_id = move_jan(muster, "Brugge")
    undone = undo(muster.database, muster.request(Kind.UNDO), import_id)
    end_days_ago(muster, import_id, 366)
    forget(muster.database, muster.environment.id, days=365)
    with pytest.raises(TooLate):
        undo(muster.database, muster.request(Kind.UNDO), undone.import_id)


def test_another_environment_keeps_its_own(muster):
    muster.bring_in([JAN])
    import_id = move_jan(muster, "Brugge")
    end_days_ago(muster, import_id, 366)
    assert forget(muster.database, muster.environment.id + 1, days=1) == 0
    assert values_of(muster, import_id) == {"Gent", "Brugge"}
