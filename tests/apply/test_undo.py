import json

import pytest

from muster.apply.edit import delete, edit, merge
from muster.apply.state import Kind
from muster.apply.undo import NotUndoable, TooLate, undo
from muster.model.fields import BIT
from muster.model.outcome import State

JAN = {"number": "7", "lastname": "Peeters", "firstname": "Jan", "email": "Jan@example.com", "city": "Gent"}
EVA = {"number": "8", "lastname": "Claes", "firstname": "Eva", "mobile": "+32470123456"}
TOM = {"lastname": "Maes", "firstname": "Tom", "email": "tom@example.com"}


def take_back(muster, import_id, **options):
    return undo(muster.database, muster.request(Kind.UNDO), import_id, **options)


def kept(undone):
    return undone.kept.select("customer_id", "field", "code").rows()


def test_undoing_an_import_deletes_the_customers_it_created(muster):
    muster.bring_in([TOM])
    before = muster.customers()
    import_id = muster.bring_in([JAN, EVA])
    undone = take_back(muster, import_id)
    assert muster.customers() == before
    assert (undone.restored, undone.deleted, undone.returned, kept(undone)) == (0, 2, 0, [])
    assert (muster.state(import_id), muster.state(undone.import_id)) == (State.UNDONE, State.DONE)


def test_undoing_an_import_restores_every_value_and_its_comparison_key(muster):
    muster.bring_in([JAN, EVA, TOM])
    before = muster.customers()
    jan, eva, tom = muster.ids()
    rows = [JAN | {"email": "peeters@example.com", "city": None}, EVA | {"company": "Claes bv"}, TOM | {"number": "9"}]
    plan = [
        muster.update(2, jan, "email", "city"),
        muster.update(3, eva, "company"),
        muster.update(4, tom, "number"),
    ]
    import_id = muster.bring_in(rows, plan)
    assert muster.customers() != before
    undone = take_back(muster, import_id)
    assert muster.customers() == before
    assert (undone.restored, undone.deleted, undone.kept.height) == (3, 0, 0)


def test_undoing_the_undo_does_it_again(muster):
    muster.bring_in([JAN, TOM])
    before = muster.customers()
    jan, _tom = muster.ids()
    import_id = muster.bring_in(
        [JAN | {"city": "Brugge", "email": "j@example.com"}, EVA], [muster.update(2, jan, "city", "email")]
    )
    after = muster.customers()
    first = take_back(muster, import_id)
    second = take_back(muster, first.import_id)
    assert muster.customers() == after
    assert (second.restored, second.returned) == (1, 1)
    assert muster.state(import_id) == State.DONE
    third = take_back(muster, import_id)
    assert muster.customers() == before
    assert (third.restored, third.deleted) == (1, 1)


def test_a_value_changed_since_is_kept_and_listed_and_the_others_go_back(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    import_id = muster.bring_in([JAN | {"city": "Brugge", "zip": "8000"}], [muster.update(2, jan, "city", "zip")])
    edit(muster.database, muster.request(Kind.EDIT), jan, {"city": "Aalst"})
    undone = take_back(muster, import_id)
    assert muster.customers("city", "zip") == [("Aalst", None)]
    assert undone.kept.rows() == [(jan, "7", 1, 2, "city", "UND001")]
    assert muster.state(undone.import_id) == State.PARTIAL
    assert muster.state(import_id) == State.UNDONE


def test_a_value_changed_since_and_changed_back_goes_back(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    import_id = muster.bring_in([JAN | {"city": "Brugge"}], [muster.update(2, jan, "city")])
    changed = edit(muster.database, muster.request(Kind.EDIT), jan, {"city": "Aalst"})
    take_back(muster, changed)
    take_back(muster, import_id)
    assert muster.customers("city") == [("Gent",)]


def test_a_created_customer_that_was_edited_later_is_kept_and_listed(muster):
    import_id = muster.bring_in([JAN, EVA])
    _jan, eva = muster.ids()
    edit(muster.database, muster.request(Kind.EDIT), eva, {"city": "Aalst"})
    undone = take_back(muster, import_id)
    assert muster.customers("id", "city") == [(eva, "Aalst")]
    assert kept(undone) == [(eva, None, "UND002")]


def test_a_created_customer_whose_later_change_was_undone_is_deleted(muster):
    import_id = muster.bring_in([JAN])
    [jan] = muster.ids()
    changed = edit(muster.database, muster.request(Kind.EDIT), jan, {"city": "Aalst", "zip": "9300"})
    edit(muster.database, muster.request(Kind.EDIT), jan, {"zip": None})
    take_back(muster, changed)
    assert muster.customers("city", "zip") == [("Gent", None)]
    undone = take_back(muster, import_id)
    assert muster.customers() == []
    assert kept(undone) == []


def test_a_created_customer_that_was_brought_back_and_edited_is_kept(muster):
    import_id = muster.bring_in([JAN, EVA])
    jan, _eva = muster.ids()
    first = take_back(muster, import_id)
    second = take_back(muster, first.import_id)
    edit(muster.database, muster.request(Kind.EDIT), jan, {"city": "Aalst"})
    third = take_back(muster, second.import_id)
    assert muster.ids() == [jan]
    assert kept(third) == [(jan, None, "UND002")]


def test_a_changed_customer_that_was_deleted_since_is_listed(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    import_id = muster.bring_in([JAN | {"city": "Brugge"}], [muster.update(2, jan, "city")])
    delete(muster.database, muster.request(Kind.DELETE), [jan])
    undone = take_back(muster, import_id)
    assert kept(undone) == [(jan, None, "UND003")]
    assert muster.customers() == []


def test_a_number_taken_meanwhile_stays_where_it_is(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    gone = delete(muster.database, muster.request(Kind.DELETE), [jan])
    muster.bring_in([EVA | {"number": "7"}])
    undone = take_back(muster, gone)
    assert muster.customers("lastname", "number", "number_key") == [("Peeters", None, None), ("Claes", "7", "7")]
    assert kept(undone) == [(jan, "number", "UND004")]


def test_a_restored_number_that_another_customer_took_is_listed_beside_other_kept_values(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    changed = edit(muster.database, muster.request(Kind.EDIT), jan, {"number": "70", "city": "Brugge", "zip": "8000"})
    muster.bring_in([EVA | {"number": "7"}])
    edit(muster.database, muster.request(Kind.EDIT), jan, {"zip": "8200"})
    undone = take_back(muster, changed)
    assert muster.customers("number", "city", "zip")[0] == ("70", "Gent", "8200")
    assert sorted(kept(undone)) == [(jan, "number", "UND004"), (jan, "zip", "UND001")]


def test_a_merge_is_undone_with_both_numbers(muster):
    muster.bring_in([JAN, EVA])
    before = muster.customers()
    jan, eva = muster.ids()
    merged = merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=eva, take=["number", "mobile"])
    assert muster.customers("number", "lastname", "mobile") == [("8", "Peeters", "+32470123456")]
    take_back(muster, merged)
    assert muster.customers() == before
    assert muster.database.fetch("SELECT * FROM customer_alias") == []


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_a_merge_done_again_takes_the_number_away_again(muster, rounds):
    muster.bring_in([JAN, EVA])
    jan, eva = muster.ids()
    last = merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=eva)
    after = muster.customers()
    for _ in range(2 * rounds):
        last = take_back(muster, last).import_id
    assert muster.customers() == after
    assert muster.database.fetch("SELECT number, customer_id FROM customer_alias") == [("8", jan)]


def test_a_created_customer_that_another_was_merged_into_is_kept(muster):
    muster.bring_in([JAN])
    import_id = muster.bring_in([EVA])
    jan, eva = muster.ids()
    merge(muster.database, muster.request(Kind.MERGE), stays=eva, goes=jan)
    undone = take_back(muster, import_id)
    assert kept(undone) == [(eva, None, "UND002")]


def test_the_deletion_of_a_merged_customer_can_be_undone_and_redone(muster):
    muster.bring_in([JAN, EVA])
    jan, eva = muster.ids()
    merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=eva)
    gone = delete(muster.database, muster.request(Kind.DELETE), [jan])
    back = take_back(muster, gone)
    again = take_back(muster, back.import_id)
    assert (again.deleted, kept(again)) == (1, [])
    assert muster.customers() == []


def test_a_customer_that_came_back_and_was_merged_into_is_kept(muster):
    muster.bring_in([JAN, EVA])
    jan, eva = muster.ids()
    back = take_back(muster, delete(muster.database, muster.request(Kind.DELETE), [jan]))
    merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=eva)
    again = take_back(muster, back.import_id)
    assert kept(again) == [(jan, None, "UND002")]


def test_a_deleted_customer_comes_back_with_id_and_origin(muster):
    muster.bring_in([JAN, EVA])
    before = muster.customers()
    jan, _eva = muster.ids()
    gone = delete(muster.database, muster.request(Kind.DELETE), [jan])
    assert len(muster.customers()) == 1
    undone = take_back(muster, gone)
    assert muster.customers() == before
    assert undone.returned == 1


def test_customers_that_exchanged_numbers_get_them_back(muster):
    muster.bring_in([JAN, EVA])
    before = muster.customers()
    jan, eva = muster.ids()
    lease = muster.planned(
        [JAN | {"number": "8"}, EVA | {"number": "7"}],
        [muster.update(2, jan, "number"), muster.update(3, eva, "number")],
    )
    free = "UPDATE customer SET number = NULL"  # numbers cannot be exchanged by an import; the undo holds all the same
    muster.database.execute(free)
    muster.apply(lease, updated=2)
    muster.database.execute(
        "UPDATE change SET before_number = CASE WHEN after_number = '8' THEN '7' ELSE '8' END WHERE import_id = %(id)s",
        {"id": lease.import_id},
    )
    take_back(muster, lease.import_id)
    assert muster.customers() == before


def test_what_is_undone_cannot_be_undone_again(muster):
    import_id = muster.bring_in([JAN])
    take_back(muster, import_id)
    with pytest.raises(NotUndoable):
        take_back(muster, import_id)


def test_an_import_that_wrote_nothing_cannot_be_undone(muster):
    lease = muster.claimed()
    with pytest.raises(NotUndoable):
        take_back(muster, lease.import_id)


def test_an_unknown_import_cannot_be_undone(muster):
    with pytest.raises(LookupError):
        take_back(muster, 4711)


def test_after_thirty_days_it_is_too_late(muster):
    import_id = muster.bring_in([JAN])
    muster.database.execute("UPDATE import SET finished_at = '2020-01-01 12:00:00'")
    with pytest.raises(TooLate):
        take_back(muster, import_id)
    assert len(muster.customers()) == 1


def test_an_environment_can_allow_more_days(muster):
    import_id = muster.bring_in([JAN])
    muster.database.execute("UPDATE import SET finished_at = '2020-01-01 12:00:00'")
    muster.database.execute("UPDATE environment SET settings = %(s)s", {"s": json.dumps({"undo_days": 36500})})
    take_back(muster, import_id)
    assert muster.customers() == []


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    import_id = muster.bring_in([JAN | {"city": "Brugge"}, EVA], [muster.update(2, jan, "city")])
    before = muster.customers("*"), muster.version(), muster.database.fetch("SELECT * FROM change")
    undone = take_back(muster, import_id, dry_run=True)
    assert (undone.import_id, undone.restored, undone.deleted) == (None, 1, 1)
    assert (muster.customers("*"), muster.version(), muster.database.fetch("SELECT * FROM change")) == before
    assert muster.state(import_id) == State.DONE


def test_an_undo_is_in_the_history_and_journalled(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    import_id = muster.bring_in([JAN | {"city": "Brugge"}], [muster.update(2, jan, "city")])
    undone = take_back(muster, import_id)
    rows = muster.database.fetch(
        "SELECT kind, started_by, undoes_id, undone_by_id FROM import WHERE id >= %(id)s ORDER BY id", {"id": import_id}
    )
    assert rows == [("file", "alice", None, undone.import_id), ("undo", "alice", import_id, None)]
    journal = "SELECT changed, before_city, after_city, version FROM change WHERE import_id = %(id)s"
    assert muster.database.fetch(journal, {"id": undone.import_id}) == [(BIT["city"], "Brugge", "Gent", 3)]


def test_an_undo_makes_earlier_plans_stale(muster):
    import_id = muster.bring_in([JAN])
    before = muster.version()
    take_back(muster, import_id)
    assert muster.version() == before + 1


def test_imports_of_other_environments_are_out_of_reach(muster):
    import_id = muster.bring_in([JAN])
    muster.database.execute("INSERT INTO environment (name) VALUES ('bakkerij')")
    [(other,)] = muster.database.fetch("SELECT id FROM environment WHERE name = 'bakkerij'")
    muster.environment = type(muster.environment)(
        id=other, name="", country=None, language="", zone="", version=0, settings={}
    )
    with pytest.raises(LookupError):
        take_back(muster, import_id)


def test_the_names_by_which_customers_are_looked_up_come_back_too(muster):
    muster.bring_in([JAN | {"company": "Bakkerij"}])
    [jan] = muster.ids()
    renamed = edit(muster.database, muster.request(Kind.EDIT), jan, {"firstname": "Johan", "company": None})
    assert muster.customers("name_key") == [("peeters johan",)]
    undo(muster.database, muster.request(Kind.UNDO), renamed)
    assert muster.customers("name_key") == [("bakkerij peeters jan",)]
    gone = delete(muster.database, muster.request(Kind.DELETE), [jan])
    undo(muster.database, muster.request(Kind.UNDO), gone)
    assert muster.customers("name_key") == [("bakkerij peeters jan",)]
